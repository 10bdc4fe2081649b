use serde::{Deserialize, Serialize};

use super::request_problem::lower;
use super::{ConsentRequest, ConsentRight, ConsentState, LanguageText};
use crate::order::sorted;
use crate::party::{Party, PartyUrn};
use crate::redirect_url::RedirectUrl;
use crate::time::Timestamp;

/// A member that a stored consent has differently from a request with the same id.
///
/// It names no party, URL, message or metadata value, so it can be logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct ConsentDifference {
    /// The member of the request: `validTo`, `rights[1]`, `rights`, `requestMessage`, `redirectUrl`, `portalViewMode` or
    /// `requiredDelegator`.
    pub field: String,
    /// How it differs, as the end of a sentence that begins with the field.
    pub reason: String,
}

impl ConsentState {
    /// What the stored consent has differently from `request`, when it was sent with `redirect_url`; nothing when it is
    /// the same.
    ///
    /// Altinn answers a second creation with the same id, `from` and `to` with the consent that it has, and drops all that
    /// is different: see [`CreatedConsent`](crate::endpoint::create_consent_request::CreatedConsent). The order of rights,
    /// actions and metadata does not count, nor the letter case of actions and metadata keys, nor a microsecond of
    /// `validTo`.
    #[must_use]
    pub fn differences(&self, request: &ConsentRequest, redirect_url: &RedirectUrl) -> Vec<ConsentDifference> {
        let mut differences = rights(&self.rights, &request.rights);
        let mut push = |field: &str, reason: String| differences.push(difference(field, reason));
        if is_apart(self.valid_to, request.valid_to) {
            push("validTo", format!("is stored as {}", self.valid_to));
        }
        if text(self.request_message.as_ref()) != text(request.request_message.as_ref()) {
            push("requestMessage", "is stored with another text".to_owned());
        }
        // The older documentation has answers without it.
        if !self.redirect_url.is_empty() && self.redirect_url != redirect_url.as_str() {
            push("redirectUrl", "is stored with another address".to_owned());
        }
        if self.portal_view_mode != request.portal_view_mode {
            push("portalViewMode", format!("is stored as {:?}", self.portal_view_mode));
        }
        if let Some(reason) = delegator(self.required_delegator.as_ref(), request.required_delegator.as_ref()) {
            push("requiredDelegator", reason.to_owned());
        }
        differences
    }
}

/// Each right that is wanted takes one that is stored; what is left over on either side differs.
fn rights(stored: &[ConsentRight], wanted: &[ConsentRight]) -> Vec<ConsentDifference> {
    if stored == wanted {
        return vec![];
    }
    let mut left: Vec<Right<'_>> = stored.iter().map(Right::new).collect();
    let mut differences = vec![];
    for (at, right) in wanted.iter().enumerate() {
        let right = Right::new(right);
        match left.iter().position(|stored| *stored == right) {
            Some(found) => {
                left.swap_remove(found);
            }
            None => differences.push(difference(&format!("rights[{at}]"), "is not stored like this".to_owned())),
        }
    }
    let left = sorted(left.iter().map(|right| right.resource));
    let extra = left.iter().map(|resource| format!("are stored with one on {resource} that is not asked for"));
    differences.extend(extra.map(|reason| difference("rights", crate::redact::text(&reason))));
    differences
}

fn is_apart(stored: Timestamp, wanted: Timestamp) -> bool {
    stored.unix_micros().abs_diff(wanted.unix_micros()) > 1
}

fn text(message: Option<&LanguageText>) -> LanguageText {
    message.cloned().unwrap_or_default()
}

fn delegator(stored: Option<&PartyUrn>, wanted: Option<&Party>) -> Option<&'static str> {
    match (stored.map(PartyUrn::party), wanted) {
        (None, None) => None,
        (None, Some(_)) => Some("is not stored"),
        (Some(_), None) => Some("is stored, but not asked for"),
        (Some(Some(stored)), Some(wanted)) => (stored != *wanted).then_some("is stored as another party"),
        // A party UUID may be the same party.
        (Some(None), Some(_)) => None,
    }
}

fn difference(field: &str, reason: String) -> ConsentDifference {
    ConsentDifference { field: field.to_owned(), reason }
}

/// A right in a form in which all that does not count is the same.
#[derive(PartialEq)]
struct Right<'a> {
    resource: &'a str,
    actions: Vec<String>,
    metadata: Vec<(String, &'a str)>,
}

impl<'a> Right<'a> {
    fn new(right: &'a ConsentRight) -> Self {
        let actions = sorted(right.actions.iter().map(|action| lower(action)));
        let metadata = sorted(right.metadata.iter().map(|(key, value)| (lower(key), value)));
        Self { resource: &right.resource, actions, metadata }
    }
}
