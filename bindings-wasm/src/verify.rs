//! The service owner's side.

use samtykke::{
    ConsentRight, ConsentTokenOptions, ConsentTokenVerifier, Environment, HttpResponse, JwksCache, Party,
    SignatureCheck, VerifiedConsent,
};
use wasm_bindgen::prelude::*;

use crate::boundary::{json, read, time};
use crate::error::Outcome;

/// [`ConsentTokenVerifier::new`]: whether the options can be right.
#[wasm_bindgen(js_name = verifierCheck)]
#[must_use]
pub fn verifier_check(options: &str) -> String {
    json(verifier(options).map(|_| ()))
}

/// [`ConsentTokenVerifier::step`].
#[wasm_bindgen(js_name = verifierStep)]
#[must_use]
pub fn verifier_step(options: &str, token: &str, keys: &str, now: f64) -> String {
    json(verifier(options).and_then(|verifier| verifier.step(token, &cache(keys)?, time(now)?)))
}

/// [`ConsentTokenVerifier::finish`].
#[wasm_bindgen(js_name = verifierFinish)]
#[must_use]
pub fn verifier_finish(options: &str, check: &str, is_valid: bool, now: f64) -> String {
    json(verifier(options).and_then(|verifier| {
        let check: SignatureCheck = read("check", check)?;
        verifier.finish(&check, is_valid, time(now)?)
    }))
}

/// [`JwksCache::new`].
#[wasm_bindgen(js_name = keysOf)]
#[must_use]
pub fn keys_of(environment: &str) -> String {
    json(read::<Environment>("environment", environment).map(|environment| JwksCache::new(&environment)))
}

/// [`JwksCache::is_due`].
#[wasm_bindgen(js_name = keysAreDue)]
#[must_use]
pub fn keys_are_due(keys: &str, now: f64) -> String {
    json(cache(keys).and_then(|keys| Ok(keys.is_due(time(now)?))))
}

/// [`JwksCache::request`].
#[wasm_bindgen(js_name = keysRequest)]
#[must_use]
pub fn keys_request(keys: &str) -> String {
    json(cache(keys).map(|keys| keys.request()))
}

/// [`JwksCache::responded`].
#[wasm_bindgen(js_name = keysResponded)]
#[must_use]
pub fn keys_responded(keys: &str, response: &str, now: f64) -> String {
    json(cache(keys).and_then(|keys| {
        let response: HttpResponse = read("response", response)?;
        Ok(keys.responded(&response, time(now)?))
    }))
}

/// [`JwksCache::failed`].
#[wasm_bindgen(js_name = keysFailed)]
#[must_use]
pub fn keys_failed(keys: &str, reason: &str, now: f64) -> String {
    json(cache(keys).and_then(|keys| Ok(keys.failed(reason, time(now)?))))
}

/// [`VerifiedConsent::check`].
#[wasm_bindgen(js_name = verifiedCheck)]
#[must_use]
pub fn verified_check(consent: &str, from_party: &str, wanted: &str) -> String {
    json(read::<VerifiedConsent>("consent", consent).and_then(|consent| {
        let from_party: Party = read("fromParty", from_party)?;
        let wanted: ConsentRight = read("wanted", wanted)?;
        consent.check(&from_party, &wanted)
    }))
}

fn verifier(options: &str) -> Outcome<ConsentTokenVerifier> {
    ConsentTokenVerifier::new(read::<ConsentTokenOptions>("options", options)?)
}

fn cache(keys: &str) -> Outcome<JwksCache> {
    read("keys", keys)
}
