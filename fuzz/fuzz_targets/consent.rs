//! The answer to a creation and to a look-up.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use common::invariants::assert_tells_nothing;
use common::{created, now, request};
use samtykke::ConsentState;
use samtykke::endpoint::read_consent_request;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let response = input::response(&input::text(data));
    let created = created(&response).inspect_err(assert_tells_nothing);
    let read = read_consent_request::parse(&response).inspect_err(assert_tells_nothing);
    let Ok(state) = created.map(|created| created.state).or(read) else { return };
    let stored = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<ConsentState>(&stored).unwrap(), state);
    assert!(!state.is_usable(now()) || !state.is_expired(now()));
    for difference in state.differences(&request(), &request().redirect_url) {
        assert!(!format!("{difference:?}").contains("eyJ"));
    }
});
