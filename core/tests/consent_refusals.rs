//! What a refusal of the consent token leads to: the consent's own state, for every reason that Altinn may have given
//! Maskinporten, in whatever way that says it.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::{ConsentError, ConsentFlow, Outcome, Step};
use serde_json::json;

const PAST: &str = "2026-11-24T09:00:00+00:00";

#[test]
fn each_reason_leads_to_the_state_of_the_consent() {
    let not_found = (404, json!({"status": 404, "code": "AM-00001", "detail": "Consent not found"}).to_string());
    let cases = [
        ("unknown id", "AM-00001", not_found.clone(), "ALTINN AM-00001"),
        ("wrong receiver", "AM-00001", not_found, "ALTINN AM-00001"),
        ("wrong party", "AM-00012", (200, consent("Accepted")), "MASKINPORTEN AM-00012"),
        ("not answered", "AM-00014", (200, consent("Created")), "visit"),
        ("rejected", "AM-00014", (200, consent("Rejected")), "rejected"),
        ("revoked", "AM-00011", (200, consent("Revoked")), "revoked"),
        ("expired", "AM-00013", (200, consent_until("Accepted", PAST)), "expired"),
        ("expired and unanswered", "STD-00001: AM-00013, AM-00014", (200, consent_until("Created", PAST)), "expired"),
        ("expired and revoked", "STD-00001: AM-00013, AM-00011", (200, consent_until("Revoked", PAST)), "revoked"),
    ];
    for (reason, code, (status, state), wanted) in cases {
        let text = format!("Consent is not valid ({code})");
        let flow = looking_up(400, &json!({"error": "invalid_request", "error_description": text}).to_string());
        assert_eq!(end(flow.advance(responded(status, &state), now())), wanted, "{reason}");
    }
}

#[test]
fn the_reason_may_be_said_in_any_way_or_not_at_all() {
    let oauth = |error: &str, text: &str| json!({"error": error, "error_description": text}).to_string();
    let cases = [
        (400, oauth("invalid_grant", "Consent is not accepted")),
        (400, oauth("invalid_authorization_details", "")),
        (400, oauth("invalid_request", "Invalid authorization details values (MP-303)")),
        (401, oauth("access_denied", "no")),
        (403, oauth("access_denied", "no")),
        (404, oauth("not_found", "(AM-00001)")),
        (500, oauth("server_error", "Multiple problems occurred: AM-00013, AM-00014")),
        (400, json!({"error": "invalid_grant"}).to_string()),
        (400, json!({"status": 400, "code": "AM-00014", "detail": "Consent is not accepted"}).to_string()),
        (400, "Consent is not accepted".to_owned()),
        (403, String::new()),
        (404, "<html>".to_owned()),
    ];
    for (status, body) in cases {
        let flow = looking_up(status, &body);
        assert_eq!(end(flow.advance(responded(200, &consent("Rejected")), now())), "rejected", "{status} {body}");
        // When the consent is in order, the refusal itself is what is left to report.
        let error = flow.advance(responded(200, &consent("Accepted")), now()).unwrap_err();
        assert_eq!(error.code(), "MASKINPORTEN", "{status} {body}");
    }
}

#[test]
fn a_refusal_that_is_not_about_the_consent_is_reported_at_once() {
    let clients = ["MP-011", "MP-100", "MP-110", "MP-120", "MP-121", "MP-122", "MP-123", "MP-124", "MP-200", "MP-201"];
    for code in clients.into_iter().chain(["MP-250", "MP-251", "MP-301", "MP-302"]) {
        let body = json!({"error": "invalid_request", "error_description": format!("Something ({code})")}).to_string();
        let error = refused(400, &body).unwrap_err();
        assert_eq!((error.code(), error.server_code()), ("MASKINPORTEN", Some(code)));
    }
    for (status, body) in [(500, r#"{"error":"server_error"}"#), (200, "<html>"), (501, "")] {
        assert!(matches!(refused(status, body), Err(error) if error.server_code().is_none()), "{status} {body}");
    }
}

#[test]
fn faults_that_pass_are_no_refusals() {
    for status in [408, 429, 503] {
        let mut flow = refused(status, "").unwrap();
        for _ in 0..2 {
            assert!(matches!(flow.step(now()), Step::Wait { .. }), "{status}");
            let until = wait_of(flow.step(now()));
            let sending = flow.advance(signed(grant_of(flow.step(until))), until).unwrap();
            flow = sending.advance(responded(status, ""), until).unwrap();
        }
        let until = wait_of(flow.step(now()));
        let sending = flow.advance(signed(grant_of(flow.step(until))), until).unwrap();
        assert!(sending.advance(responded(status, ""), until).unwrap_err().is_retryable(), "{status}");
    }
}

#[test]
fn a_stored_flow_still_knows_why_it_looks() {
    let flow = looking_up(400, r#"{"error":"invalid_grant","error_description":"because"}"#);
    let flow = ConsentFlow::from_json(&flow.to_json()).unwrap().advance(authorized(), now()).unwrap();
    let error = flow.advance(responded(200, &consent("Accepted")), now()).unwrap_err();
    assert!(error.to_string().contains("because"), "{error}");
}

/// The flow after Maskinporten answered its grant for the consent token like this.
fn refused(status: u16, body: &str) -> Result<ConsentFlow, ConsentError> {
    let flow = redeeming();
    let flow = flow.advance(signed(grant_of(flow.step(now()))), now()).unwrap();
    flow.advance(responded(status, body), now())
}

/// The flow that reads the status to find out why.
fn looking_up(status: u16, body: &str) -> ConsentFlow {
    let flow = refused(status, body).unwrap().advance(authorized(), now()).unwrap();
    assert!(request_of(flow.step(now())).url.ends_with(ID), "{status} {body}");
    flow
}

fn end(flow: Result<ConsentFlow, ConsentError>) -> String {
    match flow.map(|flow| flow.step(now())) {
        Ok(Step::Visit { .. }) => "visit".to_owned(),
        Ok(Step::Finish { outcome: Outcome::Rejected { .. } }) => "rejected".to_owned(),
        Ok(Step::Finish { outcome: Outcome::Revoked { .. } }) => "revoked".to_owned(),
        Ok(Step::Finish { outcome: Outcome::Expired { .. } }) => "expired".to_owned(),
        Err(error) => format!("{} {}", error.code(), error.server_code().unwrap_or_default()),
        other => panic!("{other:?}"),
    }
}
