//! A flow that somebody else may have written.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use common::invariants::{advanced, assert_restorable, assert_tells_nothing};
use common::*;
use samtykke::{Answer, ConsentFlow, Step};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(flow) = ConsentFlow::from_json(&input::text(data)).inspect_err(assert_tells_nothing) else { return };
    for time in [now(), seconds_later(30), seconds_later(100_000_000)] {
        assert_restorable(&flow, time);
        let mut answers = vec![
            authorized(),
            responded(401, ""),
            responded(500, ""),
            responded_with(429, "", &[("Retry-After", "3")]),
            responded(200, &consent("Accepted")),
            responded_with(400, r#"{"error":"invalid_grant","error_description":"MP-130"}"#, &[("Date", DATE)]),
            token_response(),
            failed(),
            returned(RETURN),
            Answer::CheckStatus,
        ];
        if let Step::Sign { grant } = flow.step(time) {
            answers.push(signed(grant));
        }
        for answer in answers {
            if let Some(next) = advanced(&flow, answer, time) {
                assert_restorable(&next, time);
            }
        }
    }
});

const DATE: &str = "Tue, 24 Nov 2026 10:00:00 GMT";
