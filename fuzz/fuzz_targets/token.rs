//! The answers that hold a token, and what is read from the token without verification.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use common::invariants::assert_tells_nothing;
use common::{ID, now};
use samtykke::endpoint::{exchange_token, read_consent_request, token};
use samtykke::{ConsentId, Environment};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let response = input::response(&input::text(data));
    for parsed in [token::parse(&response, now()), exchange_token::parse(&response, now())] {
        let Ok(token) = parsed.inspect_err(assert_tells_nothing) else { continue };
        let request = read_consent_request::request(&Environment::Tt02, &ConsentId::parse(ID).unwrap(), &token);
        let header = request.headers.iter().find(|header| header.name == "Authorization").unwrap();
        assert!(header.value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        assert!(token.value.expose().len() <= 64 * 1024);
        // The start of what is shown instead is no secret.
        if !"[redacted]".starts_with(token.value.expose()) {
            assert!(!format!("{token:?}").contains(&format!("value: {}", token.value.expose())));
        }
        let _ = (token.unverified_claims(), token.fingerprint(), token.is_fresh(now()));
    }
});
