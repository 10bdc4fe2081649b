use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::jwk::Jwk;
use crate::endpoint;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::maskinporten_client::SigningAlgorithm;
use crate::time::Timestamp;

/// The issuer's keys, and when to fetch them again. A value: keep the newest and share it between all verifications.
///
/// Keys are fetched again after 24 hours, and when a token names a key that is not there, but then at most every five
/// minutes, so that forged tokens cannot flood the issuer. While fetches fail, the old keys serve on for seven days, and
/// the next attempt is after 15 seconds.
///
/// It holds public keys only.
///
/// See <https://www.rfc-editor.org/rfc/rfc7517#section-5>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct JwksCache {
    /// Where the keys come from, so that those of the test environment never serve in production.
    jwks_uri: String,
    keys: Vec<Jwk>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fetched_at: Option<Timestamp>,
    /// The last attempt failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<FetchFailure>,
}

/// A fetch of keys that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub(crate) struct FetchFailure {
    /// When.
    at: Timestamp,
    /// Why.
    reason: String,
    /// How many failed in a row.
    attempts: u32,
}

impl JwksCache {
    const LIFETIME: Duration = Duration::from_hours(24);
    const USABLE: Duration = Duration::from_hours(7 * 24);
    const REFETCH_FLOOR: Duration = Duration::from_mins(5);
    const RETRY_FLOOR: Duration = Duration::from_secs(15);

    /// An empty cache for the environment's issuer: the first verification fetches the keys.
    #[must_use]
    pub fn new(environment: &Environment) -> Self {
        Self { jwks_uri: environment.jwks_uri(), keys: vec![], fetched_at: None, failure: None }
    }

    /// Whether the keys should be fetched at `now`: there are none, or they are old. A host may do so ahead of any token.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        !self.is_younger_than(Self::LIFETIME, now) && self.may_retry(now)
    }

    /// The call that fetches the keys.
    #[must_use]
    pub fn request(&self) -> HttpRequest {
        HttpRequest::get(self.jwks_uri.clone())
    }

    /// The cache after the issuer answered at `now`. An answer without usable keys counts as a failure.
    #[must_use]
    pub fn responded(&self, response: &HttpResponse, now: Timestamp) -> Self {
        match endpoint::jwks::parse(response) {
            Ok(keys) => Self { jwks_uri: self.jwks_uri.clone(), keys, fetched_at: Some(now), failure: None },
            Err(ConsentError::UnexpectedAnswer { status, reason, .. }) => {
                self.failed(&format!("answer {status}: {reason}"), now)
            }
            Err(error) => self.failed(&error.to_string(), now),
        }
    }

    /// The cache after no whole answer came, with the same keys. `reason` is for the error; no secrets.
    #[must_use]
    pub fn failed(&self, reason: &str, now: Timestamp) -> Self {
        let attempts = self.failure.as_ref().map_or(0, |failure| failure.attempts).saturating_add(1);
        let failure = FetchFailure { at: now, reason: crate::redact::excerpt(reason), attempts };
        Self { failure: Some(failure), ..self.clone() }
    }

    pub(super) fn is_from(&self, environment: &Environment) -> bool {
        self.jwks_uri == environment.jwks_uri()
    }

    /// The key that a token names, unless it is too old to be trusted.
    pub(super) fn find(&self, kid: &str, algorithm: SigningAlgorithm, now: Timestamp) -> Option<&Jwk> {
        self.keys.iter().find(|key| key.is_for(kid, algorithm)).filter(|_| self.is_younger_than(Self::USABLE, now))
    }

    /// Whether a token that names an unknown key is a reason to fetch.
    pub(super) fn may_refetch(&self, now: Timestamp) -> bool {
        !self.is_younger_than(Self::REFETCH_FLOOR, now) && self.may_retry(now)
    }

    /// Why there is no key at all, when that is the issuer's or the network's fault.
    pub(super) fn unavailable(&self, now: Timestamp) -> Option<ConsentError> {
        let failure = self.failure.as_ref().filter(|_| !self.is_younger_than(Self::REFETCH_FLOOR, now))?;
        Some(ConsentError::Transport {
            call: endpoint::jwks::CALL.to_owned(),
            reason: failure.reason.clone(),
            attempts: failure.attempts,
        })
    }

    fn is_younger_than(&self, age: Duration, now: Timestamp) -> bool {
        self.fetched_at.is_some_and(|fetched_at| is_within(fetched_at, age, now))
    }

    fn may_retry(&self, now: Timestamp) -> bool {
        !self.failure.as_ref().is_some_and(|failure| is_within(failure.at, Self::RETRY_FLOOR, now))
    }
}

/// A time ahead of `now` means that the clock was set back: it counts as long ago.
fn is_within(earlier: Timestamp, age: Duration, now: Timestamp) -> bool {
    earlier <= now && now.since(earlier) < age
}
