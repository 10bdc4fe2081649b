//! Single calls: a request to send, and what the answer means.

use samtykke::endpoint::{
    create_consent_request, exchange_token, list_consent_resources, read_consent_request, read_events, read_resource,
    token,
};
use samtykke::{AccessToken, ConsentId, ConsentRequest, Environment, EventFilter, HttpResponse, RedirectUrl, Secret};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::boundary::{json, parse, read, time};
use crate::error::Outcome;

/// [`create_consent_request::request`].
#[wasm_bindgen(js_name = createConsentRequest)]
#[must_use]
pub fn create_request(environment: &str, id: &str, request: &str, redirect_url: &str, token: &str) -> String {
    json(environment_of(environment).and_then(|environment| {
        let id: ConsentId = parse("id", id)?;
        let request: ConsentRequest = read("request", request)?;
        let redirect_url = RedirectUrl::parse(redirect_url)?;
        Ok(create_consent_request::request(&environment, &id, &request, &redirect_url, &token_of(token)?))
    }))
}

/// [`create_consent_request::parse`].
#[wasm_bindgen(js_name = createConsentParse)]
#[must_use]
pub fn create_parse(response: &str, request: &str, redirect_url: &str) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Created {
        state: samtykke::ConsentState,
        already_existed: bool,
        differences: Vec<samtykke::ConsentDifference>,
    }
    json(answer(response).and_then(|response| {
        let request: ConsentRequest = read("request", request)?;
        let redirect_url = RedirectUrl::parse(redirect_url)?;
        let created = create_consent_request::parse(&response, &request, &redirect_url)?;
        let create_consent_request::CreatedConsent { state, already_existed, differences } = created;
        Ok(Created { state, already_existed, differences })
    }))
}

/// [`read_consent_request::request`].
#[wasm_bindgen(js_name = readConsentRequest)]
#[must_use]
pub fn read_request(environment: &str, id: &str, token: &str) -> String {
    json(environment_of(environment).and_then(|environment| {
        let id: ConsentId = parse("id", id)?;
        Ok(read_consent_request::request(&environment, &id, &token_of(token)?))
    }))
}

/// [`read_consent_request::parse`].
#[wasm_bindgen(js_name = readConsentParse)]
#[must_use]
pub fn read_parse(response: &str) -> String {
    json(answer(response).and_then(|response| read_consent_request::parse(&response)))
}

/// [`read_events::request`]; `page` is empty for the first one.
#[wasm_bindgen(js_name = readEventsRequest)]
#[must_use]
pub fn events_request(environment: &str, filter: &str, page: &str, token: &str) -> String {
    json(environment_of(environment).and_then(|environment| {
        let filter: EventFilter = read("filter", filter)?;
        let page = Some(page).filter(|page| !page.is_empty());
        read_events::request(&environment, &filter, page, &token_of(token)?)
    }))
}

/// [`read_events::parse`].
#[wasm_bindgen(js_name = readEventsParse)]
#[must_use]
pub fn events_parse(response: &str) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Page {
        events: Vec<samtykke::ConsentStatusChange>,
        #[serde(skip_serializing_if = "Option::is_none")]
        continuation_token: Option<String>,
    }
    json(answer(response).and_then(|response| {
        let read_events::EventPage { events, continuation_token } = read_events::parse(&response)?;
        Ok(Page { events, continuation_token })
    }))
}

/// [`token::request`].
#[wasm_bindgen(js_name = tokenRequest)]
#[must_use]
pub fn token_request(environment: &str, assertion: &str) -> String {
    json(environment_of(environment).map(|environment| token::request(&environment, &Secret::new(assertion))))
}

/// [`token::parse`].
#[wasm_bindgen(js_name = tokenParse)]
#[must_use]
pub fn token_parse(response: &str, now: f64) -> String {
    json(answer(response).and_then(|response| token::parse(&response, time(now)?)))
}

/// [`exchange_token::request`].
#[wasm_bindgen(js_name = exchangeTokenRequest)]
#[must_use]
pub fn exchange_token_request(environment: &str, token: &str, as_test_organization: bool) -> String {
    json(
        environment_of(environment)
            .and_then(|environment| Ok(exchange_token::request(&environment, &token_of(token)?, as_test_organization))),
    )
}

/// [`exchange_token::parse`].
#[wasm_bindgen(js_name = exchangeTokenParse)]
#[must_use]
pub fn exchange_token_parse(response: &str, now: f64) -> String {
    json(answer(response).and_then(|response| exchange_token::parse(&response, time(now)?)))
}

/// [`read_resource::request`].
#[wasm_bindgen(js_name = readResourceRequest)]
#[must_use]
pub fn resource_request(environment: &str, id: &str) -> String {
    json(environment_of(environment).and_then(|environment| read_resource::request(&environment, id)))
}

/// [`read_resource::parse`], or `null`.
#[wasm_bindgen(js_name = readResourceParse)]
#[must_use]
pub fn resource_parse(response: &str) -> String {
    json(answer(response).and_then(|response| read_resource::parse(&response)))
}

/// [`list_consent_resources::request`].
#[wasm_bindgen(js_name = listConsentResourcesRequest)]
#[must_use]
pub fn resources_request(environment: &str) -> String {
    json(environment_of(environment).map(|environment| list_consent_resources::request(&environment)))
}

/// [`list_consent_resources::parse`].
#[wasm_bindgen(js_name = listConsentResourcesParse)]
#[must_use]
pub fn resources_parse(response: &str) -> String {
    json(answer(response).and_then(|response| list_consent_resources::parse(&response)))
}

fn environment_of(environment: &str) -> Outcome<Environment> {
    read("environment", environment)
}

fn token_of(token: &str) -> Outcome<AccessToken> {
    read("token", token)
}

/// JSON, or JSON with an empty body and, after a line break, the body as it came: it is most of the text, and to escape it
/// would cost more than to read it.
fn answer(response: &str) -> Outcome<HttpResponse> {
    let Some((head, body)) = response.split_once('\n') else { return read("response", response) };
    let response: HttpResponse = read("response", head)?;
    Ok(HttpResponse { body: body.to_owned(), ..response })
}
