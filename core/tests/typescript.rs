//! The TypeScript declaration of every type that crosses to JavaScript, as one snapshot: it is the package's interface.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::sources::sources;
use samtykke::*;
use tsify::Tsify;

macro_rules! declarations {
    ($($name:ident),* $(,)?) => { [$((stringify!($name), <$name as Tsify>::DECL)),*] };
}

#[test]
fn declarations_are_what_they_were() {
    let all = declarations();
    insta::assert_snapshot!(all.iter().map(|(_, text)| format!("{text}\n")).collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_type_is_left_out() {
    let derives: usize = sources().iter().map(|text| text.matches("derive(tsify::Tsify)").count()).sum();
    // `FetchFailure` is a private part of the JWKS cache.
    assert_eq!(declarations().len() + 1, derives);
}

fn declarations() -> Vec<(&'static str, &'static str)> {
    declarations![
        AccessToken,
        ActorId,
        AltinnProblem,
        Answer,
        AuthorizationDetail,
        ConsentDifference,
        ConsentEvent,
        ConsentEventType,
        ConsentId,
        ConsentRequest,
        ConsentResource,
        ConsentReturn,
        ConsentRight,
        ConsentState,
        ConsentStatus,
        ConsentStatusChange,
        ConsentTokenOptions,
        Environment,
        ErrorClass,
        EventFeedConfig,
        EventFilter,
        FeedStep,
        FlowConfig,
        Grant,
        HttpHeader,
        HttpMethod,
        HttpRequest,
        HttpResponse,
        Jwk,
        JwksCache,
        KeyReference,
        LanguageText,
        MaskinportenClient,
        MaskinportenProblem,
        Metadata,
        MetadataKey,
        NestedProblem,
        NumberInput,
        NumberInputState,
        OrganizationNumber,
        Outcome,
        Party,
        PartyUrn,
        PersonNumber,
        PortalViewMode,
        RedirectUrl,
        RequestProblem,
        RequestProblemKind,
        ResourceOwner,
        RetryPolicy,
        ReturnVerdict,
        Secret,
        SignatureCheck,
        SigningAlgorithm,
        Step,
        Timestamp,
        TokenCheck,
        TokenKey,
        TokenRequest,
        TokenStep,
        ValidationError,
        VerifiedConsent,
        VerifyStep,
    ]
    .to_vec()
}
