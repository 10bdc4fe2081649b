//! Single calls: for each the request, and the function that reads the answer.

use std::sync::Arc;

use super::Shared;
use crate::consent::{ConsentId, ConsentRequest, ConsentState};
use crate::endpoint::create_consent_request::{self, CreatedConsent};
use crate::endpoint::read_events::{self, EventPage};
use crate::endpoint::{exchange_token, list_consent_resources, read_consent_request, read_resource, token};
use crate::environment::Environment;
use crate::event_filter::EventFilter;
use crate::http::{HttpRequest, HttpResponse};
use crate::redirect_url::RedirectUrl;
use crate::resource::ConsentResource;
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::token::AccessToken;

/// `POST consentrequests`: ask for a consent. `redirect_url` is sent as it stands, so it must already hold what you want
/// to find again on return. The token needs the scope `altinn:consentrequests.write`.
#[uniffi::export]
fn create_consent_request(
    environment: Environment,
    id: ConsentId,
    request: ConsentRequest,
    redirect_url: RedirectUrl,
    token: AccessToken,
) -> Shared<HttpRequest> {
    Ok(create_consent_request::request(&environment, &id, &request, &redirect_url, &token))
}

/// Reads the answer, 201 or 200, to the creation of `wanted` with `redirect_url`.
#[uniffi::export]
fn parse_created_consent(
    response: HttpResponse,
    wanted: ConsentRequest,
    redirect_url: RedirectUrl,
) -> Shared<CreatedConsent> {
    create_consent_request::parse(&response, &wanted, &redirect_url).map_err(Arc::new)
}

/// `GET consentrequests/{id}`: what became of a consent. The token needs the scope `altinn:consentrequests.read` or
/// `.write`.
#[uniffi::export]
fn read_consent_request(environment: Environment, id: ConsentId, token: AccessToken) -> Shared<HttpRequest> {
    Ok(read_consent_request::request(&environment, &id, &token))
}

/// Reads the answer of `read_consent_request`.
#[uniffi::export]
fn parse_consent(response: HttpResponse) -> Shared<ConsentState> {
    read_consent_request::parse(&response).map_err(Arc::new)
}

/// `GET consentrequests/events`: the first page, or the one after the page that gave `continuation_token`. The filter must
/// be the same for all pages.
#[uniffi::export]
fn read_events(
    environment: Environment,
    filter: EventFilter,
    continuation_token: Option<String>,
    token: AccessToken,
) -> Shared<HttpRequest> {
    read_events::request(&environment, &filter, continuation_token.as_deref(), &token).map_err(Arc::new)
}

/// Reads one page of events.
#[uniffi::export]
fn parse_events(response: HttpResponse) -> Shared<EventPage> {
    read_events::parse(&response).map_err(Arc::new)
}

/// `POST token`: trade the signed grant (signing input, a dot and the signature) for a token at Maskinporten.
#[uniffi::export]
fn exchange_grant(environment: Environment, assertion: Secret) -> HttpRequest {
    token::request(&environment, &assertion)
}

/// Reads Maskinporten's answer, which came at `now`.
#[uniffi::export]
fn parse_token(response: HttpResponse, now: Timestamp) -> Shared<AccessToken> {
    token::parse(&response, now).map_err(Arc::new)
}

/// `GET exchange/maskinporten`: trade Maskinporten's token for one of Altinn's own. With `as_test_organization` the new
/// token is one of the organization TTD, which test environments allow.
#[uniffi::export]
fn exchange_token(environment: Environment, token: AccessToken, as_test_organization: bool) -> HttpRequest {
    exchange_token::request(&environment, &token, as_test_organization)
}

/// Reads Altinn's token, which came at `now`.
#[uniffi::export]
fn parse_altinn_token(response: HttpResponse, now: Timestamp) -> Shared<AccessToken> {
    exchange_token::parse(&response, now).map_err(Arc::new)
}

/// `GET resource/{id}`: what a resource asks of a consent request. Needs no token.
#[uniffi::export]
fn read_resource(environment: Environment, id: &str) -> Shared<HttpRequest> {
    read_resource::request(&environment, id).map_err(Arc::new)
}

/// Reads the answer; nothing when the registry has no such resource (404).
#[uniffi::export]
fn parse_resource(response: HttpResponse) -> Shared<Option<ConsentResource>> {
    read_resource::parse(&response).map_err(Arc::new)
}

/// `GET resource/search`: all resources that consent can be asked for. Needs no token.
#[uniffi::export]
fn list_consent_resources(environment: Environment) -> HttpRequest {
    list_consent_resources::request(&environment)
}

/// Reads the list. Resources of other types are left out, should the answer hold any.
#[uniffi::export]
fn parse_consent_resources(response: HttpResponse) -> Shared<Vec<ConsentResource>> {
    list_consent_resources::parse(&response).map_err(Arc::new)
}
