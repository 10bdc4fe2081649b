//! The flow. Its text is the form in memory, except where the name says otherwise.

use samtykke::{Answer, ConsentFlow, ConsentRequest, FlowConfig, Timestamp};
use wasm_bindgen::prelude::*;

use crate::boundary::{json, parse, read, text, time, with_step};
use crate::error::Outcome;

/// [`ConsentFlow::start_with_seed`].
#[wasm_bindgen(js_name = flowStart)]
#[must_use]
pub fn flow_start(config: &str, request: &str, seed: &str, now: f64) -> String {
    text(start(config, request, seed, now))
}

fn start(config: &str, request: &str, seed: &str, now: f64) -> Outcome<String> {
    let config: FlowConfig = read("config", config)?;
    let request: ConsentRequest = read("request", request)?;
    let now = time(now)?;
    Ok(held(&ConsentFlow::start_with_seed(config, request, parse("seed", seed)?, now)?, now))
}

/// [`ConsentFlow::step`].
#[wasm_bindgen(js_name = flowStep)]
#[must_use]
pub fn flow_step(flow: &str, now: f64) -> String {
    json(of(flow).and_then(|flow| Ok(flow.step(time(now)?))))
}

/// [`ConsentFlow::advance`].
#[wasm_bindgen(js_name = flowAdvance)]
#[must_use]
pub fn flow_advance(flow: &str, answer: &str, now: f64) -> String {
    text(of(flow).and_then(|flow| {
        let (answer, now): (Answer, _) = (read("answer", answer)?, time(now)?);
        Ok(held(&flow.advance(answer, now)?, now))
    }))
}

/// [`ConsentFlow::token_exchange`] with what was learnt of Maskinporten's clock, or `null`.
#[wasm_bindgen(js_name = flowTokenExchange)]
#[must_use]
pub fn flow_token_exchange(flow: &str, clock_offset: f64) -> String {
    text(of(flow).map(|flow| crate::exchange::held(flow.token_exchange(), clock_offset)))
}

/// [`ConsentFlow::id`].
#[wasm_bindgen(js_name = flowId)]
#[must_use]
pub fn flow_id(flow: &str) -> String {
    text(of(flow).map(|flow| flow.id().to_string()))
}

/// [`ConsentFlow::request`].
#[wasm_bindgen(js_name = flowRequest)]
#[must_use]
pub fn flow_request(flow: &str) -> String {
    json(of(flow).map(|flow| flow.request().clone()))
}

/// [`ConsentFlow::redirect_url`].
#[wasm_bindgen(js_name = flowRedirectUrl)]
#[must_use]
pub fn flow_redirect_url(flow: &str) -> String {
    json(of(flow).map(|flow| flow.redirect_url()))
}

/// [`ConsentFlow::differences`].
#[wasm_bindgen(js_name = flowDifferences)]
#[must_use]
pub fn flow_differences(flow: &str) -> String {
    json(of(flow).map(|flow| flow.differences().to_vec()))
}

/// [`ConsentFlow::to_json`]: what to store.
#[wasm_bindgen(js_name = flowToJson)]
#[must_use]
pub fn flow_to_json(flow: &str) -> String {
    text(of(flow).map(|flow| flow.to_json()))
}

/// [`ConsentFlow::from_json`].
#[wasm_bindgen(js_name = flowFromJson)]
#[must_use]
pub fn flow_from_json(stored: &str) -> String {
    text(of(stored).map(|flow| flow.to_memory_json()))
}

fn held(flow: &ConsentFlow, now: Timestamp) -> String {
    with_step(&flow.to_memory_json(), &flow.step(now))
}

fn of(flow: &str) -> Outcome<ConsentFlow> {
    ConsentFlow::from_json(flow)
}
