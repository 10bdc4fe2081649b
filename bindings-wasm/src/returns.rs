//! The user's way back.

use samtykke::ConsentReturn;
use wasm_bindgen::prelude::*;

use crate::boundary::json;

/// [`ConsentReturn::parse`].
#[wasm_bindgen(js_name = consentReturnParse)]
#[must_use]
pub fn consent_return_parse(url: &str) -> String {
    json(Ok(ConsentReturn::parse(url)))
}
