//! The wrappers, inside a JavaScript engine.

#![cfg(target_arch = "wasm32")]

use samtykke_wasm::{
    consent_is_expired, consent_is_usable, consent_return_parse, flow_advance, flow_from_json, flow_id, flow_start,
    flow_step, flow_to_json, number_input_person, panic_location, party_parse, rights_check_against,
};
use wasm_bindgen_test::wasm_bindgen_test;

const NOW: f64 = 1_795_000_000_000.0;
const SEED: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const CONFIG: &str = r#"{"environment":{"type":"tt02"},"client":{"clientId":"c","key":{"type":"kid","kid":"k"}}}"#;
const REQUEST: &str = r#"{"fromParty":{"type":"person","number":"21818297804"},"toParty":"991825827","validTo":"2027-01-01T00:00:00Z","rights":[{"resource":"r","metadata":{"year":"2025"}}],"redirectUrl":"https://bank.example/return"}"#;

#[wasm_bindgen_test]
fn a_flow_starts_with_a_grant_to_sign() {
    let started = flow_start(CONFIG, REQUEST, SEED, NOW);
    let (flow, step) = started.split_once('\n').unwrap();
    assert!(step.starts_with(r#"{"type":"sign","grant":{"signingInput":"ey"#), "{step}");
    assert_eq!(flow_step(flow, NOW), step);
    assert_eq!(flow_id(flow).len(), 36);
}

#[wasm_bindgen_test]
fn a_flow_follows_from_its_seed() {
    let other = SEED.replacen('A', "B", 1);
    let id = |seed: &str| flow_id(&started(seed));
    assert_eq!(id(SEED), id(SEED));
    assert_ne!(id(SEED), id(&other));
}

#[wasm_bindgen_test]
fn a_stored_flow_is_read_again() {
    let flow = started(SEED);
    assert_eq!(flow_from_json(&flow_to_json(&flow)), flow);
}

#[wasm_bindgen_test]
fn a_return_url_is_read() {
    let read = consent_return_parse("https://x.no/?Status=Failed&ErrorMessage=no");
    assert_eq!(read, r#"{"verdict":"rejected","errorMessage":"no"}"#);
}

#[wasm_bindgen_test]
fn a_number_is_read_while_it_is_typed() {
    assert!(number_input_person("2181 82").contains(r#""state":"partial""#));
}

#[wasm_bindgen_test]
fn metadata_is_checked_against_its_resource() {
    let resource = r#"[{"identifier":"r","resourceType":"Consent","title":{},"consentMetadata":[{"key":"year"}]}]"#;
    assert!(rights_check_against(r#"[{"resource":"r"}]"#, resource).contains(r#""kind":"missingMetadata""#));
    assert_eq!(rights_check_against(r#"[{"resource":"r","metadata":{"year":"1"}}]"#, resource), "[]");
}

#[wasm_bindgen_test]
fn the_clock_decides_what_a_consent_is_worth() {
    assert_eq!(consent_is_usable("Accepted", "2027-01-01T00:00:00Z", NOW), "true");
    assert_eq!(consent_is_usable("Created", "2027-01-01T00:00:00Z", NOW), "false");
    assert_eq!(consent_is_expired("2026-01-01T00:00:00Z", NOW), "true");
    assert!(consent_is_expired("soon", NOW).starts_with('!'));
}

#[wasm_bindgen_test]
fn an_error_is_marked_and_shows_no_number() {
    let error = party_parse("21818297805");
    assert!(error.starts_with(r#"!{"code":"INVALID_INPUT""#), "{error}");
    let error = flow_start(CONFIG, &REQUEST.replace("21818297804", "21818297805"), SEED, NOW);
    assert!(error.contains(r#""field":"request.fromParty""#) && !error.contains("21818297805"), "{error}");
    let flow = started(SEED);
    assert!(flow_advance(&flow, r#"{"type":"checkStatus"}"#, NOW).starts_with(r#"!{"code":"OUT_OF_TURN""#));
    assert!(flow_step(&flow, f64::NAN).starts_with('!'));
}

#[wasm_bindgen_test]
fn no_panic_has_a_place_yet() {
    assert_eq!(panic_location(), "");
}

/// The flow itself, without its first step.
fn started(seed: &str) -> String {
    flow_start(CONFIG, REQUEST, seed, NOW).lines().next().unwrap().to_owned()
}
