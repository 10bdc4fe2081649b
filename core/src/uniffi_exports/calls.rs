//! Single calls that are repeated like those of a flow.

use std::sync::Arc;

use super::{Shared, shared};
use crate::call_attempts::CallAttempts;
use crate::http::HttpResponse;
use crate::retry::RetryPolicy;
use crate::seed::Seed;
use crate::time::Timestamp;

#[uniffi::export]
impl CallAttempts {
    /// Before the first attempt at `call`, which is named for the error, for example `GET resource/{id}`.
    #[uniffi::constructor(name = "start")]
    fn ffi_start(call: &str, policy: RetryPolicy) -> Shared<Arc<Self>> {
        shared(policy.check().and_then(|()| Ok(Self::start(call, policy, Seed::random()?))))
    }

    /// Until when to wait before the next attempt; nothing when it is time.
    #[uniffi::method(name = "wait_until")]
    fn ffi_wait(&self, now: Timestamp) -> Option<Timestamp> {
        self.wait(now)
    }

    /// The attempts after an answer that a later one may better; nothing when this answer is the one to take.
    #[uniffi::method(name = "responded")]
    fn ffi_responded(&self, response: HttpResponse, now: Timestamp) -> Option<Arc<Self>> {
        self.responded(&response, now).map(Arc::new)
    }

    /// The attempts after no whole answer came; an error after the last. `reason` is for the error; no secrets.
    #[uniffi::method(name = "failed")]
    fn ffi_failed(&self, reason: &str, now: Timestamp) -> Shared<Arc<Self>> {
        shared(self.failed(reason, now))
    }
}
