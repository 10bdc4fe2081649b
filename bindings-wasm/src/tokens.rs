//! Tokens and what they are shared by.

use samtykke::{AccessToken, AuthorizationDetail, Environment, FlowConfig, MaskinportenClient, TokenRequest};
use wasm_bindgen::prelude::*;

use crate::boundary::{json, parse, read, text, time};

/// [`AccessToken::is_fresh`].
#[wasm_bindgen(js_name = tokenIsFresh)]
#[must_use]
pub fn token_is_fresh(token: &str, now: f64) -> String {
    json(read::<AccessToken>("token", token).and_then(|token| Ok(token.is_fresh(time(now)?))))
}

/// [`AccessToken::fingerprint`].
#[wasm_bindgen(js_name = tokenFingerprint)]
#[must_use]
pub fn token_fingerprint(token: &str) -> String {
    text(read::<AccessToken>("token", token).map(|token| token.fingerprint()))
}

/// [`AccessToken::unverified_claims`], or `null`.
#[wasm_bindgen(js_name = tokenUnverifiedClaims)]
#[must_use]
pub fn token_unverified_claims(token: &str) -> String {
    json(read::<AccessToken>("token", token).map(|token| token.unverified_claims()))
}

/// [`TokenRequest::key`].
#[wasm_bindgen(js_name = tokenKey)]
#[must_use]
pub fn token_key(request: &str, environment: &str, client: &str) -> String {
    text(read::<TokenRequest>("request", request).and_then(|request| {
        let environment: Environment = read("environment", environment)?;
        let client: MaskinportenClient = read("client", client)?;
        Ok(request.key(&environment, &client).as_str().to_owned())
    }))
}

/// [`FlowConfig::api_token`].
#[wasm_bindgen(js_name = configApiToken)]
#[must_use]
pub fn config_api_token(config: &str) -> String {
    json(read::<FlowConfig>("config", config).map(|config| config.api_token()))
}

/// [`FlowConfig::consent_token`] for one consent.
#[wasm_bindgen(js_name = configConsentToken)]
#[must_use]
pub fn config_consent_token(config: &str, id: &str, from_party: &str) -> String {
    json(read::<FlowConfig>("config", config).and_then(|config| {
        let (id, from_party) = (parse("id", id)?, read("fromParty", from_party)?);
        Ok(config.consent_token(AuthorizationDetail::Consent { id, from_party }))
    }))
}
