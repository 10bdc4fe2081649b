//! What forms check while they are filled in.

#[cfg(feature = "full")]
use samtykke::ConsentRequest;
use samtykke::{ConsentResource, ConsentRight, NumberInput, Party};
use wasm_bindgen::prelude::*;

use crate::boundary::{json, read};

/// [`NumberInput::person`].
#[wasm_bindgen(js_name = numberInputPerson)]
#[must_use]
pub fn number_input_person(text: &str) -> String {
    json(Ok(NumberInput::person(text)))
}

/// [`NumberInput::organization`].
#[wasm_bindgen(js_name = numberInputOrganization)]
#[must_use]
pub fn number_input_organization(text: &str) -> String {
    json(Ok(NumberInput::organization(text)))
}

/// [`NumberInput::party`].
#[wasm_bindgen(js_name = numberInputParty)]
#[must_use]
pub fn number_input_party(text: &str) -> String {
    json(Ok(NumberInput::party(text)))
}

/// [`Party::parse`].
#[wasm_bindgen(js_name = partyParse)]
#[must_use]
pub fn party_parse(text: &str) -> String {
    json(Party::parse(text))
}

/// [`ConsentRight::check_against`].
#[wasm_bindgen(js_name = rightsCheckAgainst)]
#[must_use]
pub fn rights_check_against(rights: &str, resources: &str) -> String {
    json(read::<Vec<ConsentRight>>("rights", rights).and_then(|rights| {
        Ok(ConsentRight::check_against(&rights, &read::<Vec<ConsentResource>>("resources", resources)?))
    }))
}

/// [`ConsentRequest::check_against`].
#[cfg(feature = "full")]
#[wasm_bindgen(js_name = requestCheckAgainst)]
#[must_use]
pub fn request_check_against(request: &str, resources: &str) -> String {
    json(
        read::<ConsentRequest>("request", request)
            .and_then(|request| Ok(request.check_against(&read::<Vec<ConsentResource>>("resources", resources)?))),
    )
}
