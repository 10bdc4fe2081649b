//! Errors as JavaScript has them.

use js_sys::{Error, Reflect};
use samtykke::ConsentError;
use wasm_bindgen::JsValue;

/// An `Error` called `ConsentError` with `code`, `retryable` and, when known, `serverCode` and `advice`.
pub(crate) fn thrown(error: &ConsentError) -> JsValue {
    let thrown = Error::new(&error.to_string());
    thrown.set_name("ConsentError");
    let set = |name: &str, value: JsValue| {
        // An Error object is extensible, so this cannot fail.
        let _ = Reflect::set(&thrown, &name.into(), &value);
    };
    set("code", error.code().into());
    set("retryable", error.is_retryable().into());
    if let Some(code) = error.server_code() {
        set("serverCode", code.into());
    }
    if let Some(advice) = error.advice() {
        set("advice", advice.into());
    }
    thrown.into()
}

/// A value from JavaScript that has not the shape that its type says.
pub(crate) fn wrong_type(field: &str, error: &tsify::Error) -> JsValue {
    let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    thrown(&ConsentError::unreadable_value(field, &cause.trim_start_matches("Error: ")))
}
