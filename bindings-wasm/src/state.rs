//! What a consent's status and end mean at a time.

use samtykke::{ConsentStatus, Timestamp};
use wasm_bindgen::prelude::*;

use crate::boundary::{json, time};

/// [`ConsentState::is_usable`](samtykke::ConsentState::is_usable), by the two members that it looks at.
#[wasm_bindgen(js_name = consentIsUsable)]
#[must_use]
pub fn consent_is_usable(status: &str, valid_to: &str, now: f64) -> String {
    let is_accepted = ConsentStatus::from(status.to_owned()) == ConsentStatus::Accepted;
    json(time(now).and_then(|now| Ok(is_accepted && now < Timestamp::parse(valid_to)?)))
}

/// [`ConsentState::is_expired`](samtykke::ConsentState::is_expired), by the member that it looks at.
#[wasm_bindgen(js_name = consentIsExpired)]
#[must_use]
pub fn consent_is_expired(valid_to: &str, now: f64) -> String {
    json(time(now).and_then(|now| Ok(Timestamp::parse(valid_to)? <= now)))
}
