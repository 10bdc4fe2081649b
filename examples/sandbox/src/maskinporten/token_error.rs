use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

const HELP: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_feilsoking";

/// A refusal by the token endpoint, with Maskinporten's `MP-` code in its description where it has one.
#[derive(Debug)]
pub(crate) struct TokenError {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl TokenError {
    pub(super) fn invalid_request(description: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error: "invalid_request", description: description.into() }
    }

    pub(super) fn invalid_grant(description: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error: "invalid_grant", description: description.into() }
    }

    pub(super) fn invalid_scope() -> Self {
        let description = "Token request contains invalid scopes for client (MP-200)".to_owned();
        Self { status: StatusCode::BAD_REQUEST, error: "invalid_scope", description }
    }

    pub(super) fn forbidden(description: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, error: "forbidden", description: description.into() }
    }

    pub(super) fn server() -> Self {
        let description = "The token could not be signed".to_owned();
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, error: "server_error", description }
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let body = json!({"error": self.error, "error_description": self.description, "error_uri": HELP});
        (self.status, Json(body)).into_response()
    }
}
