//! Numbers as people type them, the way to Altinn's page and the way back.

use std::sync::Arc;

use super::Shared;
use crate::consent::ConsentId;
use crate::consent_return::ConsentReturn;
use crate::number_input::NumberInput;
use crate::redirect_url::RedirectUrl;

/// What a form's field for the number of a person holds so far.
#[uniffi::export]
fn person_number_input(text: &str) -> NumberInput {
    NumberInput::person(text)
}

/// What a form's field for the number of an organization holds so far.
#[uniffi::export]
fn organization_number_input(text: &str) -> NumberInput {
    NumberInput::organization(text)
}

/// What a form's field for the number of either holds so far: 9 digits with a right check digit are an organization, 11 a
/// person.
#[uniffi::export]
fn party_number_input(text: &str) -> NumberInput {
    NumberInput::party(text)
}

/// Reads an absolute URL to redirect to: https, http, or an app's own scheme.
#[uniffi::export]
fn parse_redirect_url(text: &str) -> Shared<RedirectUrl> {
    RedirectUrl::parse(text).map_err(Arc::new)
}

/// The URL with `name=value` where it survives Altinn's redirect: in the query, or inside the hash of a hash router. A
/// flow does this itself.
#[uniffi::export]
fn redirect_url_with_parameter(url: RedirectUrl, name: &str, value: &str) -> Shared<RedirectUrl> {
    Ok(url.with_parameter(name, value))
}

/// The address of Altinn's page with which it opens without asking the user for which party to act.
#[uniffi::export]
fn skip_actor_choice(view_uri: &str) -> String {
    crate::view_uri::skip_actor_choice(view_uri)
}

/// Reads a return URL. Anyone can forge it: read the status before acting on it.
#[uniffi::export]
fn parse_consent_return(url: &str) -> ConsentReturn {
    ConsentReturn::parse(url)
}

/// The last value that a return URL has under `name`, in any letter case: for example the consent id, to find the stored
/// flow by.
#[uniffi::export]
fn find_in_consent_return(url: &str, name: &str) -> Option<String> {
    ConsentReturn::find(url, name)
}

/// Makes sure that a return URL carries `id` under `name`, once or several times, and no other.
#[uniffi::export]
fn check_consent_return_id(url: &str, name: &str, id: ConsentId) -> Shared<()> {
    ConsentReturn::check_id(url, name, &id).map_err(Arc::new)
}

/// Makes sure that a return URL carries exactly `state` under `name`. How long it takes says nothing about how much was
/// right.
#[uniffi::export]
fn check_consent_return_state(url: &str, name: &str, state: &str) -> Shared<()> {
    ConsentReturn::check_state(url, name, state).map_err(Arc::new)
}
