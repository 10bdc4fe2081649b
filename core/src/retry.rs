//! When to try again, and when to give up.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::http::HttpResponse;
use crate::seed::Seed;
use crate::time::Timestamp;

/// How often a call is made before its fault is reported, and how long to wait in between.
///
/// The defaults are those of Altinn's own clients: three more attempts after 1, 2 and 4 seconds, never more than 8.
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
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 4, base_delay_millis: 1_000, max_delay_millis: 8_000 }
    }
}

/// The attempts at one call so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempts {
    /// How many failed.
    pub(crate) failed: u32,
    /// When the next may start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) not_before: Option<Timestamp>,
}

impl Attempts {
    /// How long the host must still wait, when it must.
    pub(crate) fn wait(&self, now: Timestamp) -> Option<Timestamp> {
        self.not_before.filter(|until| *until > now)
    }

    /// The attempts after one more failure, or `None` when that was the last.
    pub(crate) fn after_failure(
        self,
        policy: &RetryPolicy,
        seed: &Seed,
        now: Timestamp,
        retry_after: Option<Duration>,
    ) -> Option<Self> {
        let failed = self.failed.saturating_add(1);
        let longest = Duration::from_millis(policy.max_delay_millis.into());
        if failed >= policy.max_attempts || retry_after.is_some_and(|asked| asked > longest) {
            return None;
        }
        let base = Duration::from_millis(policy.base_delay_millis.into());
        let backoff = base.saturating_mul(2_u32.saturating_pow(failed - 1)).min(longest);
        // Up to a quarter less, so that clients that failed together do not come back together.
        let jitter = seed.derive("jitter", failed, now)[0];
        let delay = retry_after.unwrap_or(backoff - backoff / 4 * u32::from(jitter) / 255);
        Some(Self { failed, not_before: Some(now.plus(delay)) })
    }
}

/// Whether the fault may be gone when the same request is sent again.
pub(crate) fn is_transient(response: &HttpResponse) -> bool {
    match response.status {
        408 | 429 | 502 | 503 | 504 => true,
        // A problem with a code is an answer; STD-00001 comes with 500 and never heals.
        500 => !has_code(&response.body),
        _ => false,
    }
}

/// The seconds that the server asks to wait.
///
/// See <https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>.
pub(crate) fn retry_after(response: &HttpResponse) -> Option<Duration> {
    response.header("Retry-After")?.trim().parse().ok().map(Duration::from_secs)
}

fn has_code(body: &str) -> bool {
    #[derive(Deserialize)]
    struct Body {
        code: Option<serde_json::Value>,
        error: Option<serde_json::Value>,
    }
    serde_json::from_str::<Body>(body).is_ok_and(|body| body.code.is_some() || body.error.is_some())
}
