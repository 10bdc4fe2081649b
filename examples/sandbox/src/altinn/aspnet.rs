//! What the framework under Altinn's API answers by itself, and how it reads JSON.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const PROBLEM_JSON: &str = "application/problem+json";

/// A status without a body.
pub(crate) fn empty(status: StatusCode) -> Response {
    (status, Body::empty()).into_response()
}

/// Problem details with a trace id and without a code.
pub(crate) fn plain(status: StatusCode) -> Response {
    let section = match status.as_u16() {
        400 => "15.5.1",
        401 => "15.5.2",
        404 => "15.5.5",
        415 => "15.5.16",
        _ => "15.6.1",
    };
    let title = match status {
        StatusCode::INTERNAL_SERVER_ERROR => "An error occurred while processing your request.",
        other => other.canonical_reason().unwrap_or_default(),
    };
    problem_json(
        status,
        &json!({
            "type": format!("https://tools.ietf.org/html/rfc9110#section-{section}"),
            "title": title,
            "status": status.as_u16(),
            "traceId": trace_id(),
        }),
    )
}

/// The 500 of an unhandled exception.
pub(crate) fn unhandled() -> Response {
    plain(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The 400 of model binding: `errors` maps a member to its messages.
pub(crate) fn binding(errors: &[(&str, &str)]) -> Response {
    let errors: Map<String, Value> = errors.iter().map(|(name, text)| ((*name).to_owned(), json!([text]))).collect();
    problem_json(
        StatusCode::BAD_REQUEST,
        &json!({
            "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
            "title": "One or more validation errors occurred.",
            "status": 400,
            "errors": errors,
            "traceId": trace_id(),
        }),
    )
}

/// The 400 of a parameter that cannot be read.
pub(crate) fn not_valid(name: &str, value: &str) -> Response {
    binding(&[(name, &format!("The value '{value}' is not valid."))])
}

pub(crate) fn problem_json(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, PROBLEM_JSON)], body.to_string()).into_response()
}

pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json; charset=utf-8")], body.to_string()).into_response()
}

pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    MediaType::of(headers) == MediaType::Json
}

/// What `Content-Type` says, as far as a route that takes JSON cares.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum MediaType {
    Absent,
    Json,
    /// JSON in an encoding that the framework does not read.
    ForeignEncoding,
    Other,
}

impl MediaType {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(CONTENT_TYPE) else { return Self::Absent };
        let mut parts = value.to_str().unwrap_or_default().split(';').map(str::trim);
        if !parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case("application/json")) {
            return Self::Other;
        }
        let charset =
            parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
        match charset.map(|(_, charset)| charset.trim_matches('"').to_ascii_lowercase()).as_deref() {
            None | Some("utf-8") => Self::Json,
            Some(_) => Self::ForeignEncoding,
        }
    }
}

/// The member of a JSON object whose name fits whatever its case.
pub(crate) fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn trace_id() -> String {
    let span = Uuid::new_v4().simple().to_string();
    format!("00-{}-{}-00", Uuid::new_v4().simple(), &span[..16])
}
