//! Consents, environments and what an API's own client needs of them.

use samtykke::{
    ConsentId, ConsentRequest, ConsentReturn, ConsentState, Environment, Outcome, Party, PartyUrn, RedirectUrl,
};
use wasm_bindgen::prelude::*;

use crate::boundary::{json, parse, read, text, time};

/// [`Environment::named`].
#[wasm_bindgen(js_name = environmentNamed)]
#[must_use]
pub fn environment_named(name: &str) -> String {
    json(Environment::named(name))
}

/// The URLs of an environment: `platform`, `issuer`, `token_endpoint`, `jwks_uri`, separated by blanks.
#[wasm_bindgen(js_name = environmentUrls)]
#[must_use]
pub fn environment_urls(environment: &str) -> String {
    text(read::<Environment>("environment", environment).map(|environment| {
        [environment.platform(), environment.issuer(), &environment.token_endpoint(), &environment.jwks_uri()].join(" ")
    }))
}

/// [`ConsentRequest::check`].
#[wasm_bindgen(js_name = requestCheck)]
#[must_use]
pub fn request_check(request: &str, now: f64) -> String {
    json(read::<ConsentRequest>("request", request).and_then(|request| request.check(time(now)?)))
}

/// [`ConsentState::differences`].
#[wasm_bindgen(js_name = consentDifferences)]
#[must_use]
pub fn consent_differences(state: &str, request: &str, redirect_url: &str) -> String {
    json(read::<ConsentState>("state", state).and_then(|state| {
        let request: ConsentRequest = read("request", request)?;
        Ok(state.differences(&request, &RedirectUrl::parse(redirect_url)?))
    }))
}

/// [`Outcome::of_ended`], or `null`.
#[wasm_bindgen(js_name = outcomeOfEnded)]
#[must_use]
pub fn outcome_of_ended(state: &str, now: f64) -> String {
    json(read::<ConsentState>("state", state).and_then(|state| Ok(Outcome::of_ended(state, time(now)?))))
}

/// [`ConsentReturn::check_id`].
#[wasm_bindgen(js_name = consentReturnCheckId)]
#[must_use]
pub fn consent_return_check_id(url: &str, name: &str, id: &str) -> String {
    json(parse::<ConsentId>("id", id).and_then(|id| ConsentReturn::check_id(url, name, &id)))
}

/// [`Party::urn`].
#[wasm_bindgen(js_name = partyUrn)]
#[must_use]
pub fn party_urn(party: &str) -> String {
    text(read::<Party>("party", party).map(|party| party.urn()))
}

/// [`PartyUrn::party`], or `null`.
#[wasm_bindgen(js_name = partyOfUrn)]
#[must_use]
pub fn party_of_urn(urn: &str) -> String {
    json(Ok(PartyUrn::from(urn.to_owned()).party()))
}

/// [`samtykke::skip_actor_choice`].
#[wasm_bindgen(js_name = skipActorChoice)]
#[must_use]
pub fn skip_actor_choice(view_uri: &str) -> String {
    json(Ok(samtykke::skip_actor_choice(view_uri)))
}
