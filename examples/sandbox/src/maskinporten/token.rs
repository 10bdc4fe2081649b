//! `POST /token`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::grant::Grant;
use super::token_error::TokenError;
use super::{GRANT_TYPE, access_token};
use crate::app::{App, Shared};

pub(super) async fn token(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    issue(&app, &headers, &body).unwrap_or_else(IntoResponse::into_response)
}

fn issue(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<Response, TokenError> {
    let assertion = assertion(headers, body)?;
    let grant = Grant::verify(app, &assertion)?;
    let claims = access_token::claims(app, &grant)?;
    let token = app.keys.read().sign(&claims).map_err(|_| TokenError::server())?;
    let answer = json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": access_token::expires_in(&claims),
        "scope": claims["scope"],
    });
    Ok(([(CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

fn assertion(headers: &HeaderMap, body: &[u8]) -> Result<String, TokenError> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return Err(TokenError::invalid_request("The body must be application/x-www-form-urlencoded (MP-011)"));
    }
    let field =
        |name: &str| form_urlencoded::parse(body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    if field("grant_type").as_deref() != Some(GRANT_TYPE) {
        return Err(TokenError::invalid_request("Invalid value for grant_type (MP-011)"));
    }
    field("assertion")
        .filter(|text| !text.is_empty())
        .ok_or_else(|| TokenError::invalid_request("Invalid value for assertion (MP-011)"))
}
