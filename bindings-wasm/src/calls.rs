//! Single calls that are repeated like those of a flow.

use samtykke::{CallAttempts, HttpResponse, RetryPolicy};
use wasm_bindgen::prelude::*;

use crate::boundary::{json, parse, read, time};
use crate::error::Outcome;

/// [`CallAttempts::start`].
#[wasm_bindgen(js_name = attemptsStart)]
#[must_use]
pub fn attempts_start(call: &str, retry: &str, seed: &str) -> String {
    json(
        read::<RetryPolicy>("retry", retry)
            .and_then(|retry| Ok(CallAttempts::start(call, retry, parse("seed", seed)?))),
    )
}

/// [`CallAttempts::wait`], or `null`.
#[wasm_bindgen(js_name = attemptsWait)]
#[must_use]
pub fn attempts_wait(attempts: &str, now: f64) -> String {
    json(of(attempts).and_then(|attempts| Ok(attempts.wait(time(now)?))))
}

/// [`CallAttempts::responded`], or `null`.
#[wasm_bindgen(js_name = attemptsResponded)]
#[must_use]
pub fn attempts_responded(attempts: &str, response: &str, now: f64) -> String {
    json(of(attempts).and_then(|attempts| {
        let response: HttpResponse = read("response", response)?;
        Ok(attempts.responded(&response, time(now)?))
    }))
}

/// [`CallAttempts::failed`].
#[wasm_bindgen(js_name = attemptsFailed)]
#[must_use]
pub fn attempts_failed(attempts: &str, reason: &str, now: f64) -> String {
    json(of(attempts).and_then(|attempts| attempts.failed(reason, time(now)?)))
}

fn of(attempts: &str) -> Outcome<CallAttempts> {
    read("attempts", attempts)
}
