//! Maskinporten: metadata, keys and the token endpoint.

mod access_token;
mod certificate;
pub(crate) mod client;
mod details;
mod grant;
mod token;
mod token_error;

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::app::Shared;

pub(crate) use details::actor;
pub(crate) use grant::UsedGrants;

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .route("/jwk", get(jwks))
        .route("/token", post(token::token))
}

async fn metadata(State(app): State<Shared>) -> impl IntoResponse {
    Json(json!({
        "issuer": app.issuer(),
        "token_endpoint": app.token_endpoint(),
        "jwks_uri": format!("{}/jwk", app.origin),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "grant_types_supported": [GRANT_TYPE],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
        "authorization_details_types_supported": [details::SYSTEM_USER, details::CONSENT],
    }))
}

async fn jwks(State(app): State<Shared>) -> impl IntoResponse {
    ([(CACHE_CONTROL, "max-age=86400")], Json(app.keys.read().jwks()))
}
