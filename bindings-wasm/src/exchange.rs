//! The token exchange that a client runs once for all flows that wait for the same token.

use samtykke::{Answer, Environment, MaskinportenClient, RetryPolicy, TokenExchange, TokenRequest};
use wasm_bindgen::prelude::*;

use crate::boundary::{json, parse, read, text, time, with_step};
use crate::error::Outcome;

/// [`TokenExchange::start`].
#[wasm_bindgen(js_name = exchangeStart)]
#[must_use]
pub fn exchange_start(
    environment: &str,
    client: &str,
    request: &str,
    retry: &str,
    seed: &str,
    clock_offset: f64,
) -> String {
    text(start(environment, client, request, retry, seed).map(|exchange| held(Some(exchange), clock_offset)))
}

fn start(environment: &str, client: &str, request: &str, retry: &str, seed: &str) -> Outcome<TokenExchange> {
    let environment: Environment = read("environment", environment)?;
    let client: MaskinportenClient = read("client", client)?;
    let request: TokenRequest = read("request", request)?;
    let retry: RetryPolicy = read("retry", retry)?;
    TokenExchange::start(environment, client, request, retry, parse("seed", seed)?)
}

/// [`TokenExchange::step`].
#[wasm_bindgen(js_name = exchangeStep)]
#[must_use]
pub fn exchange_step(exchange: &str, now: f64) -> String {
    json(of(exchange).and_then(|exchange| Ok(exchange.step(time(now)?))))
}

/// [`TokenExchange::advance`].
#[wasm_bindgen(js_name = exchangeAdvance)]
#[must_use]
pub fn exchange_advance(exchange: &str, answer: &str, now: f64) -> String {
    text(of(exchange).and_then(|exchange| {
        let (answer, now): (Answer, _) = (read("answer", answer)?, time(now)?);
        let exchange = exchange.advance(answer, now)?;
        Ok(with_step(&exchange.to_memory_json(), &exchange.step(now)))
    }))
}

/// [`TokenExchange::token_key`].
#[wasm_bindgen(js_name = exchangeTokenKey)]
#[must_use]
pub fn exchange_token_key(exchange: &str) -> String {
    text(of(exchange).map(|exchange| exchange.token_key().as_str().to_owned()))
}

/// [`TokenExchange::is_for_consent`].
#[wasm_bindgen(js_name = exchangeIsForConsent)]
#[must_use]
pub fn exchange_is_for_consent(exchange: &str) -> String {
    json(of(exchange).map(|exchange| exchange.is_for_consent()))
}

/// [`TokenExchange::clock_offset`].
#[wasm_bindgen(js_name = exchangeClockOffset)]
#[must_use]
pub fn exchange_clock_offset(exchange: &str) -> String {
    json(of(exchange).map(|exchange| exchange.clock_offset()))
}

/// The text of an exchange with a clock offset in seconds; `null` without one.
pub(crate) fn held(exchange: Option<TokenExchange>, clock_offset: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a clock is not off by more than an i64 of seconds")]
    let seconds = clock_offset as i64;
    exchange.map_or_else(|| "null".to_owned(), |exchange| exchange.with_clock_offset(seconds).to_memory_json())
}

fn of(exchange: &str) -> Outcome<TokenExchange> {
    TokenExchange::from_memory_json(exchange)
}
