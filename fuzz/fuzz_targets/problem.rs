//! What every endpoint makes of a refusal.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use common::invariants::assert_tells_nothing;
use common::{created, now};
use samtykke::ConsentError;
use samtykke::endpoint::{
    exchange_token, jwks, list_consent_resources, read_consent_request, read_events, read_resource, token,
};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let response = input::response(&input::text(data));
    let errors = [
        created(&response).err(),
        exchange_token::parse(&response, now()).err(),
        jwks::parse(&response).err(),
        list_consent_resources::parse(&response).err(),
        read_consent_request::parse(&response).err(),
        read_events::parse(&response).err(),
        read_resource::parse(&response).err(),
        token::parse(&response, now()).err(),
    ];
    for error in errors.iter().flatten() {
        assert_tells_nothing(error);
        let (_, _) = (error.advice(), error.class());
        if let ConsentError::Maskinporten { problem } = error {
            let stored = serde_json::to_string(problem).unwrap();
            assert_eq!(serde_json::from_str::<samtykke::MaskinportenProblem>(&stored).unwrap(), **problem);
        }
    }
});
