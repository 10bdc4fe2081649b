//! When to try again, and when to give up.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::ConsentError;
use crate::http::HttpResponse;
use crate::seed::Seed;
use crate::time::Timestamp;

/// How often a call is made before its fault is reported, and how long to wait in between.
///
/// The defaults are those of Altinn's own clients: three more attempts after 1, 2 and 4 seconds, never more than 8, and 60
/// seconds in all.
///
/// See <https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct RetryPolicy {
    /// How often a call is made in all, at least once.
    pub max_attempts: u32,
    /// The first wait in milliseconds; each later one is twice as long.
    pub base_delay_millis: u32,
    /// The longest wait in milliseconds; a longer `Retry-After` ends the attempts.
    pub max_delay_millis: u32,
    /// How many milliseconds after the first failure the last attempt may begin.
    pub deadline_millis: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 4, base_delay_millis: 1_000, max_delay_millis: 8_000, deadline_millis: 60_000 }
    }
}

impl RetryPolicy {
    pub(crate) fn check(&self) -> Result<(), ConsentError> {
        if self.max_attempts == 0 {
            return Err(ConsentError::invalid("retry.maxAttempts", "must be at least 1"));
        }
        Ok(())
    }
}

/// The attempts at one call so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempts {
    /// How many failed.
    pub(crate) failed: u32,
    /// When the first failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<Timestamp>,
    /// When the next may start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_before: Option<Timestamp>,
}

/// A fault that may be gone when the same request is sent again.
pub(crate) struct Fault {
    /// How often a call that meets it is made in all, whatever the policy says.
    limit: u32,
    retry_after: Option<Duration>,
}

impl Attempts {
    /// How long the host must still wait, when it must.
    pub(crate) fn wait(&self, now: Timestamp) -> Option<Timestamp> {
        self.not_before.filter(|until| *until > now)
    }

    /// The attempts after one more failure, or `None` when that was the last.
    pub(crate) fn after(self, fault: &Fault, policy: &RetryPolicy, seed: &Seed, now: Timestamp) -> Option<Self> {
        let failed = self.failed.saturating_add(1);
        let first = self.first.unwrap_or(now);
        let longest = Duration::from_millis(policy.max_delay_millis.into());
        let base = Duration::from_millis(policy.base_delay_millis.into());
        let backoff = base.saturating_mul(2_u32.saturating_pow(failed - 1)).min(longest);
        // Up to a quarter less, so that clients that failed together do not come back together.
        let jitter = seed.derive("jitter", failed, now)[0];
        let delay = fault.retry_after.unwrap_or(backoff - backoff / 4 * u32::from(jitter) / 255);
        let next = now.plus(delay);
        let is_last = failed >= policy.max_attempts.min(fault.limit)
            || delay > longest
            || next > first.plus(Duration::from_millis(policy.deadline_millis.into()));
        (!is_last).then_some(Self { failed, first: Some(first), not_before: Some(next) })
    }
}

impl Fault {
    /// No whole answer came.
    pub(crate) const NO_ANSWER: Self = Self { limit: u32::MAX, retry_after: None };

    /// The fault in `response`, if it may pass. A problem with a code is an answer; `STD-00001` comes with 500 and never
    /// heals.
    pub(crate) fn of(response: &HttpResponse, now: Timestamp) -> Option<Self> {
        let limit = match response.status {
            408 | 429 | 502 | 503 | 504 => u32::MAX,
            500 if !has_code(response) => 3,
            _ => return None,
        };
        Some(Self { limit, retry_after: retry_after(response, now) })
    }
}

/// How long the server asks to wait, in seconds or as a date.
///
/// See <https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>.
fn retry_after(response: &HttpResponse, now: Timestamp) -> Option<Duration> {
    let text = response.header("Retry-After")?.trim();
    text.parse().ok().map(Duration::from_secs).or_else(|| Timestamp::parse_http_date(text).map(|date| date.since(now)))
}

fn has_code(response: &HttpResponse) -> bool {
    #[derive(Deserialize)]
    struct Body {
        code: Option<crate::json::Value>,
        error: Option<crate::json::Value>,
    }
    let body = response.readable().and_then(|text| crate::json::read::<Body>(text).ok());
    body.is_some_and(|body| body.code.is_some() || body.error.is_some())
}
