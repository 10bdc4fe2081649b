//! A flow that is stored goes on where it was, and tells nobody a secret.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::{ConsentFlow, Outcome, Step};

#[test]
fn a_stored_flow_goes_on_with_the_same_step_or_asks_for_its_token_again() {
    let waiting = awaiting_user();
    let restored = ConsentFlow::from_json(&waiting.to_json()).unwrap();
    assert_eq!(restored, waiting);

    for flow in [authorizing_creation(), authorizing_check(), redeeming()] {
        assert_eq!(ConsentFlow::from_json(&flow.to_json()).unwrap().step(now()), flow.step(now()));
    }
    for flow in [creating(), checking(), finished()] {
        assert!(matches!(ConsentFlow::from_json(&flow.to_json()).unwrap().step(now()), Step::Sign { .. }));
    }
}

#[test]
fn the_stored_form_of_every_state() {
    let waiting = creating().advance(failed(), now()).unwrap();
    let other = creating().advance(responded(200, &consent("Created").replace("2025", "2019")), now()).unwrap();
    let opaque = responded(400, r#"{"error":"invalid_grant","error_description":"Consent is not valid"}"#);
    let sending = redeeming().advance(signed(grant_of(redeeming().step(now()))), now()).unwrap();
    let states = [
        ("authorizing_creation", authorizing_creation()),
        ("creating_waits", waiting),
        ("awaiting_user", awaiting_user()),
        ("awaiting_user_with_differences", other),
        ("authorizing_check", authorizing_check()),
        ("authorizing_check_after_a_refusal", sending.advance(opaque, now()).unwrap()),
        ("redeeming", redeeming()),
        ("finished", checking().advance(responded(200, &consent("Rejected")), now()).unwrap()),
    ];
    for (name, flow) in states {
        let json: serde_json::Value = serde_json::from_str(&flow.to_json()).unwrap();
        insta::assert_snapshot!(name, masked(&serde_json::to_string_pretty(&json).unwrap()));
    }
}

#[test]
fn a_wait_is_stored_too() {
    let flow = creating().advance(failed(), now()).unwrap();
    let until = wait_of(flow.step(now()));
    let restored = ConsentFlow::from_json(&flow.to_json()).unwrap();
    assert_eq!(wait_of(restored.step(now())), until);
    assert!(matches!(restored.step(until), Step::Sign { .. }));
}

#[test]
fn an_ending_is_stored() {
    let flow = checking().advance(responded(200, &consent("Rejected")), now()).unwrap();
    let restored = ConsentFlow::from_json(&flow.to_json()).unwrap();
    assert!(matches!(outcome_of(restored.step(now())), Outcome::Rejected { .. }));
}

#[test]
fn no_stored_flow_holds_a_token_or_an_assertion() {
    let sending = authorizing_creation();
    let sending = sending.advance(signed(grant_of(sending.step(now()))), now()).unwrap();
    for flow in [sending, creating(), awaiting_user(), checking(), redeeming(), finished()] {
        let json = flow.to_json();
        assert!(json.starts_with(r#"{"v":1,"#) && !json.contains("eyJ") && !json.contains("c2lnbmF0dXJl"), "{json}");
    }
}

#[test]
fn the_form_in_memory_loses_nothing() {
    let sending = authorizing_creation();
    let sending = sending.advance(signed(grant_of(sending.step(now()))), now()).unwrap();
    for flow in [sending, creating(), awaiting_user(), authorizing_check(), checking(), redeeming(), finished()] {
        assert_eq!(ConsentFlow::from_json(&flow.to_memory_json()).unwrap(), flow);
    }
}

#[test]
fn what_is_no_flow_is_refused() {
    let good = awaiting_user().to_json();
    let cases = [
        String::new(),
        "null".to_owned(),
        "{}".to_owned(),
        good.replace(r#""v":1"#, r#""v":2"#),
        good.replace("awaitingUser", "sleeping"),
        good.replace(PERSON, "21818297805"),
        good[..good.len() - 1].to_owned(),
    ];
    for text in cases {
        let error = ConsentFlow::from_json(&text).unwrap_err();
        assert_eq!(error.code(), "UNREADABLE_FLOW", "{text}");
        assert!(!error.to_string().contains("2181829780"), "{error}");
    }
}
