//! The core for JavaScript and TypeScript: plain functions over plain values, nothing to free.
//!
//! A flow crosses as text that the package keeps to itself: it may hold the token that is about to be used. What to
//! store is the text of `flowToJson`. Times are milliseconds, as `Date.now()` counts.

mod error;

use samtykke::{
    Answer, ConsentError, ConsentFlow, ConsentRequest, ConsentReturn, Environment, FlowConfig, Party, Step, Timestamp,
};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use error::{thrown, wrong_type};

/// Begins a consent.
///
/// # Errors
///
/// A `ConsentError` that names the field.
#[wasm_bindgen(js_name = flowStart)]
pub fn flow_start(config: Ts<FlowConfig>, request: Ts<ConsentRequest>, now: f64) -> Result<String, JsValue> {
    let config = config.to_rust().map_err(|error| wrong_type("config", &error))?;
    let request = request.to_rust().map_err(|error| wrong_type("request", &error))?;
    let flow = ConsentFlow::start(config, request, time(now)?).map_err(|error| thrown(&error))?;
    Ok(flow.to_memory_json())
}

/// What to do at `now`.
///
/// # Errors
///
/// A `ConsentError` when `flow` is none.
#[wasm_bindgen(js_name = flowStep)]
pub fn flow_step(flow: &str, now: f64) -> Result<Ts<Step>, JsValue> {
    crossed(&read(flow)?.step(time(now)?))
}

/// The flow after `answer`, which came at `now`.
///
/// # Errors
///
/// A `ConsentError`; the flow that was passed in can be used again.
#[wasm_bindgen(js_name = flowAdvance)]
pub fn flow_advance(flow: &str, answer: Ts<Answer>, now: f64) -> Result<String, JsValue> {
    let answer = answer.to_rust().map_err(|error| wrong_type("answer", &error))?;
    let flow = read(flow)?.advance(answer, time(now)?).map_err(|error| thrown(&error))?;
    Ok(flow.to_memory_json())
}

/// The consent's id.
///
/// # Errors
///
/// A `ConsentError` when `flow` is none.
#[wasm_bindgen(js_name = flowId)]
pub fn flow_id(flow: &str) -> Result<String, JsValue> {
    Ok(read(flow)?.id().to_string())
}

/// The flow as JSON to store: no token in it, but the party's number.
///
/// # Errors
///
/// A `ConsentError` when `flow` is none.
#[wasm_bindgen(js_name = flowToJson)]
pub fn flow_to_json(flow: &str) -> Result<String, JsValue> {
    Ok(read(flow)?.to_json())
}

/// Reads what `flowToJson`, or `to_json` of another language, wrote.
///
/// # Errors
///
/// A `ConsentError` with the code `UNREADABLE_FLOW`.
#[wasm_bindgen(js_name = flowFromJson)]
pub fn flow_from_json(json: &str) -> Result<String, JsValue> {
    Ok(read(json)?.to_memory_json())
}

/// Reads a return URL. Anyone can forge it: read the status before acting on it.
///
/// # Errors
///
/// None in practice.
#[wasm_bindgen(js_name = parseConsentReturn)]
pub fn parse_consent_return(url: &str) -> Result<Ts<ConsentReturn>, JsValue> {
    crossed(&ConsentReturn::parse(url))
}

/// Reads 11 digits (a person), 9 digits (an organization) or Altinn's URN for either.
///
/// # Errors
///
/// A `ConsentError` that says whether the length or a check digit is wrong.
#[wasm_bindgen(js_name = parseParty)]
pub fn parse_party(text: &str) -> Result<Ts<Party>, JsValue> {
    crossed(&Party::parse(text).map_err(|error| thrown(&error))?)
}

/// The environment called `name`: `prod`, `tt02`, `at22`, `at23`, `at24` or `yt01`.
///
/// # Errors
///
/// A `ConsentError` for any other name.
#[wasm_bindgen(js_name = namedEnvironment)]
pub fn named_environment(name: &str) -> Result<Ts<Environment>, JsValue> {
    crossed(&Environment::named(name).map_err(|error| thrown(&error))?)
}

fn read(flow: &str) -> Result<ConsentFlow, JsValue> {
    ConsentFlow::from_json(flow).map_err(|error| thrown(&error))
}

fn time(millis: f64) -> Result<Timestamp, JsValue> {
    if !millis.is_finite() {
        let reason = "it must be a number of milliseconds, as Date.now() gives";
        return Err(thrown(&ConsentError::unreadable_value("now", &reason)));
    }
    #[expect(clippy::cast_possible_truncation, reason = "a Timestamp is limited to the years 1 to 9999 anyway")]
    Ok(Timestamp::from_unix_millis(millis as i64))
}

fn crossed<T: Tsify + serde::Serialize>(value: &T) -> Result<Ts<T>, JsValue> {
    value.into_ts().map_err(|error| wrong_type("result", &error))
}
