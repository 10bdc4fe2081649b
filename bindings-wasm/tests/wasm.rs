//! The wrappers, inside a JavaScript engine.

#![cfg(target_arch = "wasm32")]

use js_sys::{JSON, Reflect};
use samtykke_wasm::{flow_from_json, flow_id, flow_start, flow_step, flow_to_json, parse_consent_return, parse_party};
use tsify::Ts;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const NOW: f64 = 1_795_000_000_000.0;
const CONFIG: &str = r#"{"environment":{"type":"tt02"},"client":{"clientId":"c","key":{"type":"kid","kid":"k"}}}"#;
const REQUEST: &str = r#"{"fromParty":{"type":"person","number":"21818297804"},"toParty":"991825827",
    "validTo":"2027-01-01T00:00:00Z","rights":[{"resource":"r","metadata":{"year":"2025"}}],
    "redirectUrl":"https://bank.example/return"}"#;

#[wasm_bindgen_test]
fn a_flow_starts_with_a_grant_to_sign() {
    let flow = start(CONFIG, REQUEST).unwrap();
    let step: JsValue = flow_step(&flow, NOW).unwrap().into();
    assert_eq!(member(&step, "type"), "sign");
    assert_eq!(member(&Reflect::get(&step, &"grant".into()).unwrap(), "algorithm"), "RS256");
    assert_eq!(flow_id(&flow).unwrap().len(), 36);
}

#[wasm_bindgen_test]
fn every_flow_has_an_id_of_its_own() {
    let ids = [0, 1].map(|_| flow_id(&start(CONFIG, REQUEST).unwrap()).unwrap());
    assert_ne!(ids[0], ids[1]);
}

#[wasm_bindgen_test]
fn a_stored_flow_is_read_again() {
    let flow = start(CONFIG, REQUEST).unwrap();
    let stored = flow_to_json(&flow).unwrap();
    assert_eq!(flow_from_json(&stored).unwrap(), flow);
}

#[wasm_bindgen_test]
fn a_return_url_is_read() {
    let value: JsValue = parse_consent_return("https://x.no/?Status=Failed&ErrorMessage=no").unwrap().into();
    assert_eq!(member(&value, "verdict"), "rejected");
    assert_eq!(member(&value, "errorMessage"), "no");
}

#[wasm_bindgen_test]
fn wrong_input_is_an_error_with_a_code_and_without_the_number() {
    let error = parse_party("21818297805").unwrap_err();
    assert_eq!(member(&error, "name"), "ConsentError");
    assert_eq!(member(&error, "code"), "INVALID_INPUT");
    let error = start(CONFIG, &REQUEST.replace("21818297804", "21818297805")).unwrap_err();
    assert_eq!(member(&error, "message"), "request cannot be read: personNumber has a wrong check digit");
    let error = start(CONFIG, &REQUEST.replace(r#""991825827""#, "21818297804")).unwrap_err();
    assert!(!member(&error, "message").contains("21818297804"));
}

fn start(config: &str, request: &str) -> Result<String, JsValue> {
    let parsed = |json: &str| JSON::parse(json).unwrap();
    flow_start(Ts::new_unchecked(parsed(config)), Ts::new_unchecked(parsed(request)), NOW)
}

fn member(value: &JsValue, name: &str) -> String {
    Reflect::get(value, &name.into()).unwrap().as_string().unwrap()
}
