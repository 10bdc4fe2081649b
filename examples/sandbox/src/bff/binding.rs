//! What the framework reads from a call before any rule sees it; each failure is its 400.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;
use uuid::Uuid;

use crate::altinn::aspnet::{self, member};
use crate::altinn::guid;

const STATUSES: [&str; 6] = ["Created", "Accepted", "Rejected", "Revoked", "Deleted", "Expired"];

pub(crate) fn uuid(name: &str, text: &str) -> Result<Uuid, Response> {
    guid::parse(text).ok_or_else(|| aspnet::not_valid(name, text))
}

/// The language that a citizen accepts in: a required member whose value nobody checks.
pub(crate) fn language(headers: &HeaderMap, body: &[u8]) -> Result<String, Response> {
    let unreadable = |path: &str, text: &str| aspnet::binding(&[(path, text), ("context", REQUIRED)]);
    if body.is_empty() {
        return Err(unreadable("", "A non-empty request body is required."));
    }
    if !aspnet::is_json(headers) {
        return Err(aspnet::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else {
        return Err(unreadable("$", "The JSON value could not be converted."));
    };
    match member(&object, "language") {
        Some(Value::String(language)) => Ok(language.clone()),
        Some(_) => Err(unreadable("$.language", "The JSON value could not be converted to System.String.")),
        None => Err(unreadable("$", "JSON deserialization was missing required properties including: 'language'.")),
    }
}

const REQUIRED: &str = "The context field is required.";

/// The status that a count asks for, `Created` when it names none.
pub(crate) fn status(query: Option<&str>) -> Result<&'static str, Response> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let Some((_, wanted)) = pairs.find(|(name, value)| name.eq_ignore_ascii_case("status") && !value.is_empty()) else {
        return Ok("Created");
    };
    let known = STATUSES.into_iter().find(|known| known.eq_ignore_ascii_case(&wanted));
    known.ok_or_else(|| aspnet::not_valid("status", &wanted))
}
