//! Records with the defaults of the core, to change what is to be different.

use super::Shared;
use crate::consent::{ConsentRequest, ConsentRight, LanguageText};
use crate::environment::Environment;
use crate::event_feed::EventFeedConfig;
use crate::event_filter::EventFilter;
use crate::flow::FlowConfig;
use crate::maskinporten_client::MaskinportenClient;
use crate::organization_number::OrganizationNumber;
use crate::party::Party;
use crate::redirect_url::RedirectUrl;
use crate::retry::RetryPolicy;
use crate::time::Timestamp;
use crate::token::TokenRequest;
use crate::verify::ConsentTokenOptions;

/// The configuration that fits most: read the status after the return, `consentId` in the return URL, one scope for
/// everything.
#[uniffi::export]
fn new_flow_config(environment: Environment, client: MaskinportenClient) -> FlowConfig {
    FlowConfig::new(environment, client)
}

/// A client whose grants name a registered key and are signed with RS256.
#[uniffi::export]
fn new_maskinporten_client(client_id: &str, kid: &str) -> MaskinportenClient {
    MaskinportenClient::with_kid(client_id, kid)
}

/// A request without message and required delegator, and with these rights.
#[uniffi::export]
fn new_consent_request(
    from_party: Party,
    to_party: OrganizationNumber,
    valid_to: Timestamp,
    rights: Vec<ConsentRight>,
    redirect_url: RedirectUrl,
) -> Shared<ConsentRequest> {
    Ok(ConsentRequest { rights, ..ConsentRequest::new(from_party, to_party, valid_to, redirect_url) })
}

/// The action `consent` on `resource`, without metadata.
#[uniffi::export]
fn new_consent_right(resource: &str) -> ConsentRight {
    ConsentRight::new(resource)
}

/// A token with `scopes` and nothing else.
#[uniffi::export]
fn new_token_request(scopes: Vec<String>) -> TokenRequest {
    TokenRequest::with_scopes(scopes)
}

/// All events, with the defaults for the rest.
#[uniffi::export]
fn new_event_feed_config(environment: Environment, client: MaskinportenClient) -> EventFeedConfig {
    EventFeedConfig::new(environment, client)
}

/// A filter that lets all events through.
#[uniffi::export]
fn new_event_filter() -> EventFilter {
    EventFilter::default()
}

/// The safe defaults for an API with these scopes.
#[uniffi::export]
fn new_consent_token_options(environment: Environment, scopes: Vec<String>) -> ConsentTokenOptions {
    ConsentTokenOptions::new(environment, scopes)
}

/// Three more attempts after 1, 2 and 4 seconds, never more than 8, and 60 seconds in all.
#[uniffi::export]
fn new_retry_policy() -> RetryPolicy {
    RetryPolicy::default()
}

/// A text in no language yet.
#[uniffi::export]
fn new_language_text() -> LanguageText {
    LanguageText::default()
}
