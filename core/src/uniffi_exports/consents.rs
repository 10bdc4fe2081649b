//! Consents, parties and environments: their methods.

use std::sync::Arc;

use super::Shared;
use crate::consent::{ConsentDifference, ConsentRequest, ConsentState, RequestProblem, RequestProblemKind};
use crate::environment::Environment;
use crate::http::HttpResponse;
use crate::party::{Party, PartyUrn};
use crate::redirect_url::RedirectUrl;
use crate::resource::ConsentResource;
use crate::time::Timestamp;

#[uniffi::export]
impl ConsentState {
    /// Whether a consent token can be had: accepted, and not past its end. Events never decide this.
    #[uniffi::method(name = "is_usable")]
    fn ffi_is_usable(&self, now: Timestamp) -> bool {
        self.is_usable(now)
    }

    /// Whether the end of validity has passed.
    #[uniffi::method(name = "is_expired")]
    fn ffi_is_expired(&self, now: Timestamp) -> bool {
        self.is_expired(now)
    }

    /// What the stored consent has differently from `request`, when it was sent with `redirect_url`; nothing when it is
    /// the same.
    #[uniffi::method(name = "differences")]
    fn ffi_differences(&self, request: ConsentRequest, redirect_url: RedirectUrl) -> Shared<Vec<ConsentDifference>> {
        Ok(self.differences(&request, &redirect_url))
    }
}

/// Finds what Altinn would refuse and what can be known without asking it.
#[uniffi::export]
fn check_request(request: ConsentRequest, now: Timestamp) -> Shared<()> {
    request.check(now).map_err(Arc::new)
}

/// Every problem that Altinn would find by the resources' rules, in the order of the rights; none when all is well.
///
/// `resources` are those that the rights name, or more. Nothing is known of access lists and policies, which Altinn
/// answers with 403.
#[uniffi::export]
fn check_request_against(request: ConsentRequest, resources: Vec<ConsentResource>) -> Shared<Vec<RequestProblem>> {
    Ok(request.check_against(&resources))
}

#[uniffi::export]
impl RequestProblemKind {
    /// Whether Altinn refuses the request for it. It takes a wrong spelling, which only the user would see.
    #[uniffi::method(name = "is_refused")]
    fn ffi_is_refused(&self) -> bool {
        self.is_refused()
    }
}

#[uniffi::export]
impl ConsentResource {
    /// Whether consent can be asked for it at all.
    #[uniffi::method(name = "is_consent")]
    fn ffi_is_consent(&self) -> bool {
        self.is_consent()
    }
}

#[uniffi::export]
impl Environment {
    /// Base URL of Altinn's platform, without trailing slash.
    #[uniffi::method(name = "platform_url")]
    fn ffi_platform(&self) -> String {
        self.platform().to_owned()
    }

    /// Maskinporten's issuer, with its trailing slash: the only right `aud` of a grant.
    #[uniffi::method(name = "issuer_url")]
    fn ffi_issuer(&self) -> String {
        self.issuer().to_owned()
    }

    /// Maskinporten's token endpoint.
    #[uniffi::method(name = "token_endpoint")]
    fn ffi_token_endpoint(&self) -> String {
        self.token_endpoint()
    }

    /// Where the key set lies that Maskinporten signs with.
    #[uniffi::method(name = "jwks_uri")]
    fn ffi_jwks_uri(&self) -> String {
        self.jwks_uri()
    }
}

/// The environment called `name`: `prod`, `tt02`, `at22`, `at23`, `at24` or `yt01`.
#[uniffi::export]
fn named_environment(name: &str) -> Shared<Environment> {
    Environment::named(name).map_err(Arc::new)
}

/// Reads 11 digits (a person), 9 digits (an organization) or Altinn's URN for either.
#[uniffi::export]
fn parse_party(text: &str) -> Shared<Party> {
    Party::parse(text).map_err(Arc::new)
}

/// The party that Altinn's answer names, when the URN holds a person or organization number.
#[uniffi::export]
fn party_of_urn(urn: PartyUrn) -> Option<Party> {
    urn.party()
}

/// Altinn's URN for the party. A person's holds the number: do not log it.
#[uniffi::export]
fn party_urn(party: Party) -> Shared<String> {
    Ok(party.urn())
}

/// The number as people write it. A person's is personal data: do not log it.
#[uniffi::export]
fn formatted_party(party: Party) -> Shared<String> {
    Ok(party.formatted())
}

/// Whether the party is made up, for tests.
#[uniffi::export]
fn is_synthetic_party(party: Party) -> Shared<bool> {
    Ok(party.is_synthetic())
}

#[uniffi::export]
impl HttpResponse {
    /// The value of the first header called `name`, in any letter case.
    #[uniffi::method(name = "header")]
    fn ffi_header(&self, name: &str) -> Option<String> {
        self.header(name).map(str::to_owned)
    }
}
