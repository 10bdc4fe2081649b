//! The control routes' own JSON: bodies in, errors out.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

/// `{"error", "message"}` with a status.
pub(super) fn refuse(status: StatusCode, error: &str, message: &str) -> Response {
    (status, Json(json!({"error": error, "message": message}))).into_response()
}

/// What was asked for could not be kept in the `--db` file.
pub(super) fn failed() -> Response {
    refuse(StatusCode::INTERNAL_SERVER_ERROR, "store_failed", "The sandbox could not write its file")
}

/// The body as JSON, whatever content type it claims.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Response> {
    // serde's text repeats the values it met, which may be person numbers, so only the place is told.
    serde_json::from_slice(body).map_err(|error| {
        let kind =
            if error.is_data() { "The body lacks a member or has one of another type" } else { "The body is not JSON" };
        let place = format!("{kind} (line {}, column {})", error.line(), error.column());
        refuse(StatusCode::BAD_REQUEST, "invalid_body", &place)
    })
}
