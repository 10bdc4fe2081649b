//! What the tests of the flow share: one consent, and the answers of its servers.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

pub(crate) mod consent_token;
pub(crate) mod feed;
pub(crate) mod invariants;
pub(crate) mod moves;
pub(crate) mod random;
pub(crate) mod redirect;
pub(crate) mod registry;
pub(crate) mod round_trip;
pub(crate) mod sample;
pub(crate) mod sources;

use samtykke::endpoint::create_consent_request::{self, CreatedConsent};
use samtykke::{
    AccessToken, Answer, ConsentError, ConsentFlow, ConsentRequest, ConsentRight, Environment, FlowConfig, Grant,
    HttpHeader, HttpRequest, HttpResponse, MaskinportenClient, OrganizationNumber, Outcome, Party, RedirectUrl, Secret,
    Seed, Step, Timestamp,
};

pub(crate) const ID: &str = "0198c000-0000-7000-8000-000000000001";
pub(crate) const OTHER_ID: &str = "0198c000-0000-7000-8000-000000000002";
pub(crate) const PERSON: &str = "21818297804";
pub(crate) const ORGANIZATION: &str = "991825827";
pub(crate) const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzY29wZSI6IngifQ.c2VjcmV0LXRva2Vu";
pub(crate) const RETURN: &str = "https://bank.example/return?consentId=0198c000-0000-7000-8000-000000000001&Status=OK";

pub(crate) fn now() -> Timestamp {
    Timestamp::parse("2026-11-24T10:00:00Z").unwrap()
}

pub(crate) fn seconds_later(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(now().unix_seconds() + seconds)
}

pub(crate) fn config() -> FlowConfig {
    FlowConfig::new(Environment::Tt02, MaskinportenClient::with_kid("client-1", "key-1"))
        .with_token_scopes(["skatteetaten:inntekt"])
}

pub(crate) fn request() -> ConsentRequest {
    let mut request = ConsentRequest::new(
        Party::parse(PERSON).unwrap(),
        OrganizationNumber::parse(ORGANIZATION).unwrap(),
        Timestamp::parse("2027-01-01T00:00:00Z").unwrap(),
        RedirectUrl::parse("https://bank.example/return").unwrap(),
    )
    .with_right(ConsentRight::new("standard-samtykke-for-dele-data").with_metadata("inntektsaar", "2025"));
    request.id = Some(ID.to_owned().try_into().unwrap());
    request
}

pub(crate) fn start(config: FlowConfig) -> ConsentFlow {
    ConsentFlow::start_with_seed(config, request(), Seed::from_bytes([7; 32]), now()).unwrap()
}

/// The flow while its token for the creation is missing.
pub(crate) fn authorizing_creation() -> ConsentFlow {
    start(config())
}

pub(crate) fn creating() -> ConsentFlow {
    authorizing_creation().advance(authorized(), now()).unwrap()
}

pub(crate) fn awaiting_user() -> ConsentFlow {
    creating().advance(responded(201, &consent("Created")), now()).unwrap()
}

pub(crate) fn authorizing_check() -> ConsentFlow {
    awaiting_user().advance(returned(RETURN), now()).unwrap()
}

pub(crate) fn checking() -> ConsentFlow {
    authorizing_check().advance(authorized(), now()).unwrap()
}

pub(crate) fn redeeming() -> ConsentFlow {
    checking().advance(responded(200, &consent("Accepted")), now()).unwrap()
}

pub(crate) fn finished() -> ConsentFlow {
    redeeming().advance(authorized(), now()).unwrap()
}

pub(crate) fn authorized() -> Answer {
    Answer::Authorized { token: token() }
}

pub(crate) fn token() -> AccessToken {
    AccessToken {
        value: Secret::new(TOKEN),
        scope: None,
        expires_at: Timestamp::parse("2026-11-24T10:02:00Z").unwrap(),
    }
}

pub(crate) fn signed(grant: Grant) -> Answer {
    Answer::Signed { grant, signature: "c2lnbmF0dXJl".to_owned() }
}

pub(crate) fn responded(status: u16, body: &str) -> Answer {
    responded_with(status, body, &[])
}

pub(crate) fn responded_with(status: u16, body: &str, headers: &[(&str, &str)]) -> Answer {
    let headers =
        headers.iter().map(|(name, value)| HttpHeader { name: (*name).to_owned(), value: (*value).to_owned() });
    Answer::Responded { response: HttpResponse { status, headers: headers.collect(), body: body.to_owned() } }
}

pub(crate) fn token_response() -> Answer {
    responded(200, &format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":119,"scope":"x"}}"#))
}

pub(crate) fn failed() -> Answer {
    Answer::Failed { reason: "connection refused".to_owned() }
}

pub(crate) fn returned(url: &str) -> Answer {
    Answer::Returned { url: url.to_owned() }
}

pub(crate) fn consent(status: &str) -> String {
    consent_until(status, "2027-01-01T00:00:00+00:00")
}

pub(crate) fn consent_until(status: &str, valid_to: &str) -> String {
    format!(
        r#"{{"id":"{ID}","from":"urn:altinn:person:identifier-no:{PERSON}","to":"urn:altinn:organization:identifier-no:{ORGANIZATION}",
        "requiredDelegator":null,"handledBy":null,"validTo":"{valid_to}","consentRights":[{{"action":["consent"],
        "resource":[{{"type":"urn:altinn:resource","value":"standard-samtykke-for-dele-data"}}],"metadata":{{"inntektsaar":"2025"}}}}],
        "requestMessage":null,"status":"{status}","consented":null,"redirectUrl":"https://bank.example/return?consentId={ID}",
        "consentRequestEvents":[{{"consentEventID":"{OTHER_ID}","created":"2026-11-24T09:59:59.123456+00:00",
        "performedBy":"urn:altinn:organization:identifier-no:{ORGANIZATION}","eventType":"Created","consentRequestID":"{ID}"}}],
        "viewUri":"https://am.ui.tt02.altinn.no/accessmanagement/ui/consent/request?id={ID}","portalViewMode":"Hide"}}"#
    )
}

/// What the creation of [`request`] gave.
pub(crate) fn created(response: &HttpResponse) -> Result<CreatedConsent, ConsentError> {
    let wanted = request();
    create_consent_request::parse(response, &wanted, &wanted.redirect_url)
}

pub(crate) fn grant_of(step: Step) -> Grant {
    match step {
        Step::Sign { grant } => grant,
        other => panic!("wanted Sign, got {other:?}"),
    }
}

pub(crate) fn request_of(step: Step) -> HttpRequest {
    match step {
        Step::Send { request } => request,
        other => panic!("wanted Send, got {other:?}"),
    }
}

pub(crate) fn wait_of(step: Step) -> Timestamp {
    match step {
        Step::Wait { until } => until,
        other => panic!("wanted Wait, got {other:?}"),
    }
}

pub(crate) fn outcome_of(step: Step) -> Outcome {
    match step {
        Step::Finish { outcome } => outcome,
        other => panic!("wanted Finish, got {other:?}"),
    }
}

/// The part of a grant's signing input: 0 the header, 1 the claims.
pub(crate) fn part(signing_input: &str, at: usize) -> serde_json::Value {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let text = signing_input.split('.').nth(at).unwrap();
    serde_json::from_slice(&Base64UrlUnpadded::decode_vec(text).unwrap()).unwrap()
}

/// `text` as it may lie in a snapshot: without person number and token.
pub(crate) fn masked(text: &str) -> String {
    text.replace(PERSON, "[person]").replace(TOKEN, "[token]")
}
