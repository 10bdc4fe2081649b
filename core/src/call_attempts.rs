//! Single calls that are repeated like those of a flow.

use serde::{Deserialize, Serialize};

use crate::error::ConsentError;
use crate::http::HttpResponse;
use crate::retry::{Attempts, Fault, RetryPolicy};
use crate::seed::Seed;
use crate::time::Timestamp;

/// The attempts at one call of [`endpoint`](crate::endpoint), as a value: when to send the same request again, and when to
/// take what came.
///
/// ```
/// use samtykke::{CallAttempts, HttpResponse, RetryPolicy, Seed, Timestamp};
///
/// let now = Timestamp::from_unix_seconds(0);
/// let answer = |status| HttpResponse { status, headers: vec![], body: String::new() };
/// let attempts = CallAttempts::start("GET resource/{id}", RetryPolicy::default(), Seed::from_bytes([7; 32]));
///
/// let again = attempts.responded(&answer(503), now).expect("a 503 may pass");
/// assert!(again.wait(now).is_some());
/// assert_eq!(again.responded(&answer(404), now), None);
/// ```
///
/// See <https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2>.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct CallAttempts {
    call: String,
    policy: RetryPolicy,
    seed: Seed,
    attempts: Attempts,
}

impl CallAttempts {
    /// Before the first attempt at `call`, which is named for the error, for example `GET resource/{id}`.
    #[must_use]
    pub fn start(call: impl Into<String>, policy: RetryPolicy, seed: Seed) -> Self {
        Self { call: call.into(), policy, seed, attempts: Attempts::default() }
    }

    /// Until when to wait before the next attempt; `None` when it is time.
    #[must_use]
    pub fn wait(&self, now: Timestamp) -> Option<Timestamp> {
        self.attempts.wait(now)
    }

    /// The attempts after an answer that a later one may better; `None` when this answer is the one to take.
    #[must_use]
    pub fn responded(&self, response: &HttpResponse, now: Timestamp) -> Option<Self> {
        self.after(&Fault::of(response, now)?, now)
    }

    /// The attempts after no whole answer came. `reason` is for the error; no secrets.
    ///
    /// # Errors
    ///
    /// [`ConsentError::Transport`] after the last attempt.
    pub fn failed(&self, reason: &str, now: Timestamp) -> Result<Self, ConsentError> {
        let attempts = self.attempts.failed.saturating_add(1);
        self.after(&Fault::NO_ANSWER, now).ok_or_else(|| ConsentError::transport(&self.call, reason, attempts))
    }

    fn after(&self, fault: &Fault, now: Timestamp) -> Option<Self> {
        let attempts = self.attempts.after(fault, &self.policy, &self.seed, now)?;
        Some(Self { attempts, ..self.clone() })
    }
}
