//! The user's way back from Altinn.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::consent::ConsentId;
use crate::error::ConsentError;
use crate::url::SplitUrl;

/// What the return URL says. Anyone can forge it: read the status before acting on it.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct ConsentReturn {
    /// What the user seems to have chosen: a hint.
    pub verdict: ReturnVerdict,
    /// Altinn's text when the user refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

/// What the user seems to have chosen, as far as a URL can tell.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum ReturnVerdict {
    /// `Status=OK`
    Accepted,
    /// `Status=Failed`
    Rejected,
    /// No `Status`, or one that is unknown.
    Undecided,
}

impl ConsentReturn {
    /// Reads a return URL, whole or only its path and query. Parameters are found in the query and inside the hash of a
    /// hash router; names in any letter case; the last `Status` counts. No text makes this fail.
    #[must_use]
    pub fn parse(url: &str) -> Self {
        let status = last(url, "Status");
        let verdict = match status.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("ok") => ReturnVerdict::Accepted,
            Some("failed") => ReturnVerdict::Rejected,
            _ => ReturnVerdict::Undecided,
        };
        Self { verdict, error_message: last(url, "ErrorMessage").filter(|text| !text.is_empty()) }
    }

    /// The last value that a return URL has under `name`, in any letter case: for example the consent id, to find the
    /// stored flow by.
    #[must_use]
    pub fn find(url: &str, name: &str) -> Option<String> {
        last(url, name)
    }

    /// Makes sure that a return URL carries `id` under `name`, once or several times, and no other.
    ///
    /// # Errors
    ///
    /// [`ConsentError::ReturnMismatch`] that names the parameter.
    pub fn check_id(url: &str, name: &str, id: &ConsentId) -> Result<(), ConsentError> {
        let is_same = |value: &str| ConsentId::parse(value).is_ok_and(|found| found == *id);
        check(url, name, is_same, "is that of another consent")
    }

    /// Makes sure that a return URL carries exactly `state` under `name`. How long it takes says nothing about how much was
    /// right.
    ///
    /// # Errors
    ///
    /// [`ConsentError::ReturnMismatch`] that names the parameter.
    pub fn check_state(url: &str, name: &str, state: &str) -> Result<(), ConsentError> {
        let is_same = |value: &str| is_same(value.as_bytes(), state.as_bytes());
        check(url, name, is_same, "is not the one that this flow gave out")
    }
}

fn check(url: &str, name: &str, is_right: impl Fn(&str) -> bool, wrong: &str) -> Result<(), ConsentError> {
    let mismatch = |reason: &str| ConsentError::ReturnMismatch { field: name.to_owned(), reason: reason.to_owned() };
    let mut values = values(url, name).peekable();
    if values.peek().is_none() {
        return Err(mismatch("is missing"));
    }
    if values.all(|value| is_right(&value)) { Ok(()) } else { Err(mismatch(wrong)) }
}

impl fmt::Debug for ConsentReturn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.error_message.as_deref().map(crate::redact::text);
        write!(f, "ConsentReturn({:?}, {message:?})", self.verdict)
    }
}

/// Compares in constant time for one length; the length of a state is no secret.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    let difference = a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b));
    a.len() == b.len() && std::hint::black_box(difference) == 0
}

/// Whether `url` has the parameter already.
pub(crate) fn has_parameter(url: &str, name: &str) -> bool {
    values(url, name).next().is_some()
}

fn last(url: &str, name: &str) -> Option<String> {
    values(url, name).last()
}

fn values(url: &str, name: &str) -> impl Iterator<Item = String> {
    let parts = SplitUrl::new(url);
    [parts.query, parts.hash_query()]
        .into_iter()
        .flatten()
        .flat_map(|query| form_urlencoded::parse(query.as_bytes()))
        .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ReturnVerdict::{Accepted, Rejected, Undecided};

    #[test]
    fn reads_every_form_that_altinn_builds() {
        let refused = "Status=Failed&ErrorMessage=User+did+not+give+consent";
        let cases = [
            ("https://example.com/?Status=OK".to_owned(), Accepted),
            (format!("https://smartbank.no/consent?authcode=123&{refused}"), Rejected),
            (format!("https://smartbank.no/consent?{refused}#fragment"), Rejected),
            ("https://smartbank.no/consent/#/fragmentpath?Status=OK".to_owned(), Accepted),
            ("https://smartbank.no/consent/#/fragmentpath?authcode=123&Status=OK".to_owned(), Accepted),
            ("https://x.no/a?x=1#/route&Status=OK".to_owned(), Accepted),
            ("myapp://consent-callback/?Status=OK".to_owned(), Accepted),
            ("/return?consentId=1&Status=OK".to_owned(), Accepted),
            ("https://x.no/?Status=OK&Status=Failed".to_owned(), Rejected),
            ("https://x.no/?status=ok".to_owned(), Accepted),
            ("https://x.no/?".to_owned(), Undecided),
            ("https://x.no/?a=1&".to_owned(), Undecided),
            ("https://x.no/?Status=".to_owned(), Undecided),
            (String::new(), Undecided),
        ];
        for (url, verdict) in cases {
            assert_eq!(ConsentReturn::parse(&url).verdict, verdict, "{url}");
        }
        let refusal = ConsentReturn::parse(&format!("https://x.no/?{refused}"));
        assert_eq!(refusal.error_message.as_deref(), Some("User did not give consent"));
    }

    #[test]
    fn a_return_for_another_consent_is_refused() {
        let id = ConsentId::parse("0198c000-0000-7000-8000-000000000001").unwrap();
        assert!(ConsentReturn::check_id(&format!("https://x.no/?consentId={id}&Status=OK"), "consentId", &id).is_ok());
        assert!(
            ConsentReturn::check_id(&format!("https://x.no/#/r?consentId={id}&Status=OK"), "consentId", &id).is_ok()
        );
        let other = "0198c000-0000-7000-8000-000000000002";
        for url in [
            format!("https://x.no/?consentId={other}"),
            format!("https://x.no/?consentId={id}&consentId={other}"),
            "https://x.no/?Status=OK".to_owned(),
            "https://x.no/?consentId=".to_owned(),
        ] {
            assert_eq!(ConsentReturn::check_id(&url, "consentId", &id).unwrap_err().code(), "RETURN_MISMATCH", "{url}");
        }
    }
}
