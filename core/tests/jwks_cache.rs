//! When the issuer's keys are fetched, and how long they serve.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::consent_token::{keys, token_with};
use common::*;
use samtykke::{
    ConsentError, ConsentTokenOptions, ConsentTokenVerifier, Environment, HttpResponse, JwksCache, Timestamp,
    VerifyStep,
};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

#[test]
fn the_first_verification_fetches_the_keys_without_a_token() {
    let empty = JwksCache::new(&Environment::Tt02);
    let Ok(VerifyStep::FetchKeys { request }) = step("issuer-key", &empty, now()) else { panic!("there are no keys") };
    assert_eq!((request.url.as_str(), request.headers.len()), ("https://test.maskinporten.no/jwk", 1));
}

#[test]
fn keys_serve_for_a_day_and_are_then_fetched_again() {
    let keys = fetched();
    assert!(!keys.is_due(seconds_later(DAY - 1)) && keys.is_due(seconds_later(DAY)));
    assert!(verifies(step("issuer-key", &keys, seconds_later(DAY - 1))));
    assert!(fetches(step("issuer-key", &keys, seconds_later(DAY))));
}

#[test]
fn an_unknown_key_is_a_reason_to_fetch_every_five_minutes_at_most() {
    let keys = fetched();
    for seconds in [0, 1, 299] {
        let error = step("new-key", &keys, seconds_later(seconds)).unwrap_err();
        assert_eq!(error.to_string(), "the consent token is refused: kid names a key that the issuer does not have");
    }
    assert!(fetches(step("new-key", &keys, seconds_later(300))));
}

#[test]
fn while_fetches_fail_the_old_keys_serve_on_for_a_week() {
    let old = fetched().failed("no answer", seconds_later(DAY));
    assert!(verifies(step("issuer-key", &old, seconds_later(DAY))));
    assert!(verifies(step("issuer-key", &old, seconds_later(DAY + 14))));
    assert!(fetches(step("issuer-key", &old, seconds_later(DAY + 15))), "the next attempt is after 15 seconds");
    let week = old.failed("no answer", seconds_later(7 * DAY));
    assert!(matches!(step("issuer-key", &week, seconds_later(7 * DAY)), Err(ConsentError::Transport { .. })));
}

#[test]
fn an_issuer_that_cannot_be_reached_is_no_fault_of_the_token() {
    let failed = JwksCache::new(&Environment::Tt02).failed("connection refused", now());
    let error = step("issuer-key", &failed, now()).unwrap_err();
    assert_eq!(error.to_string(), "no answer to GET jwk after 1 attempts: connection refused");
    assert!(error.is_retryable());
    let empty = HttpResponse { status: 200, headers: vec![], body: r#"{"keys":[]}"#.to_owned() };
    let failed = JwksCache::new(&Environment::Tt02).responded(&empty, now());
    assert!(matches!(step("issuer-key", &failed, now()), Err(ConsentError::Transport { .. })));
}

#[test]
fn keys_of_one_environment_do_not_serve_in_another() {
    let production = keys(&Environment::Production, now());
    assert_eq!(step("issuer-key", &production, now()).unwrap_err().to_string(), "keys belong to another environment");
}

#[test]
fn a_clock_that_was_set_back_makes_keys_old() {
    assert!(fetches(step("issuer-key", &fetched(), seconds_later(-HOUR))));
}

fn fetched() -> JwksCache {
    keys(&Environment::Tt02, now())
}

fn step(kid: &str, keys: &JwksCache, now: Timestamp) -> Result<VerifyStep, ConsentError> {
    let options = ConsentTokenOptions::new(Environment::Tt02, ["a"]);
    ConsentTokenVerifier::new(options).unwrap().step(&token_with(kid, &serde_json::json!({})), keys, now)
}

fn fetches(step: Result<VerifyStep, ConsentError>) -> bool {
    matches!(step, Ok(VerifyStep::FetchKeys { .. }))
}

fn verifies(step: Result<VerifyStep, ConsentError>) -> bool {
    matches!(step, Ok(VerifyStep::VerifySignature { .. }))
}
