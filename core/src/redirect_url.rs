//! Where Altinn sends the user after the choice.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ConsentError;
use crate::url::{self, SplitUrl};

/// An absolute URL of the caller's own that Altinn redirects to: https, http, or an app's own scheme.
///
/// Altinn itself would take `javascript:`, `data:` and `file:` as well; they are refused here.
///
/// `Debug` leaves the query out.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(type = "string"))]
pub struct RedirectUrl(String);

impl RedirectUrl {
    const REFUSED: [&'static str; 7] = ["javascript", "data", "file", "vbscript", "blob", "about", "view-source"];

    /// Reads an absolute URL.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `redirectUrl`.
    pub fn parse(text: &str) -> Result<Self, ConsentError> {
        let refuse = |reason: &str| Err(ConsentError::invalid("redirectUrl", reason));
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return refuse("must not contain blanks, control characters or backslashes");
        }
        let Some(scheme) = url::scheme(text) else {
            return refuse("must be an absolute URL, such as https://example.com/return");
        };
        if Self::REFUSED.contains(&scheme.as_str()) {
            return refuse("must be https, http or an app's own scheme");
        }
        if matches!(scheme.as_str(), "http" | "https") && url::host(text).is_none() {
            return refuse("must name a host");
        }
        Ok(Self(text.to_owned()))
    }

    /// The URL as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL with `name=value` where it survives Altinn's redirect: in the query, or inside the hash of a hash router.
    /// [`ConsentReturn::find`](crate::ConsentReturn::find) finds it again. A flow does this itself.
    #[must_use]
    pub fn with_parameter(&self, name: &str, value: &str) -> Self {
        let pair = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
        let parts = SplitUrl::new(&self.0);
        let route = parts.fragment.filter(|fragment| fragment.starts_with('/'));
        let (before, after) = match parts.fragment {
            Some(fragment) if route.is_none() => (&self.0[..self.0.len() - fragment.len() - 1], format!("#{fragment}")),
            _ => (self.0.as_str(), String::new()),
        };
        let query = route.map_or(parts.query, |route| route.split_once('?').map(|(_, query)| query));
        let joint = match query {
            Some(query) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
            None => "?",
        };
        Self(format!("{before}{joint}{pair}{after}"))
    }
}

impl TryFrom<String> for RedirectUrl {
    type Error = ConsentError;

    fn try_from(text: String) -> Result<Self, ConsentError> {
        Self::parse(&text)
    }
}

impl fmt::Debug for RedirectUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedirectUrl({})", SplitUrl::new(&self.0).base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_a_parameter_where_it_survives() {
        let cases = [
            ("https://bank.no", "https://bank.no?id=1"),
            ("https://bank.no/a?b=c", "https://bank.no/a?b=c&id=1"),
            ("https://bank.no/a?", "https://bank.no/a?id=1"),
            ("https://bank.no/a?b&", "https://bank.no/a?b&id=1"),
            ("https://bank.no/a?b=?", "https://bank.no/a?b=?&id=1"),
            ("https://bank.no/a&", "https://bank.no/a&?id=1"),
            ("https://bank.no/a#top", "https://bank.no/a?id=1#top"),
            ("https://bank.no/#/route", "https://bank.no/#/route?id=1"),
            ("https://bank.no/#/route?b=c", "https://bank.no/#/route?b=c&id=1"),
            ("https://bank.no/#/route&b=c", "https://bank.no/#/route&b=c?id=1"),
            ("https://bank.no/?b=c#/route", "https://bank.no/?b=c#/route?id=1"),
            ("myapp://consent-callback", "myapp://consent-callback?id=1"),
        ];
        for (given, wanted) in cases {
            assert_eq!(RedirectUrl::parse(given).unwrap().with_parameter("id", "1").as_str(), wanted);
        }
    }

    #[test]
    fn refuses_what_could_run_or_lead_astray() {
        let refused =
            ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/return"];
        for url in refused.into_iter().chain(["bank.no", "", "https://", "https:///x", "https://bank.no/a b", "1a:b"]) {
            let error = RedirectUrl::parse(url).unwrap_err();
            assert!(error.to_string().starts_with("redirectUrl "), "{url}: {error}");
        }
    }
}
