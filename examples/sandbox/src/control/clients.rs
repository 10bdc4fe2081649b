use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;

use super::reply::{parse, refuse};
use crate::app::Shared;
use crate::maskinporten::client::Registration;

/// Registers a Maskinporten client, or replaces the one with the same id.
pub(super) async fn register(State(app): State<Shared>, body: Bytes) -> Response {
    let registration: Registration = match parse(&body) {
        Ok(registration) => registration,
        Err(refusal) => return refusal,
    };
    let id = registration.client_id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| Uuid::new_v4().to_string());
    let client = match registration.into_client(id.clone()) {
        Ok(client) => client,
        Err(reason) => return refuse(StatusCode::BAD_REQUEST, "invalid_client", &reason),
    };
    let kids: Vec<String> = client.keys.keys().cloned().collect();
    let answer = json!({
        "clientId": id,
        "organization": client.organization,
        "scopes": client.scopes,
        "kids": kids,
        "issuer": app.issuer(),
        "tokenEndpoint": app.token_endpoint(),
    });
    app.clients.write().insert(id, client);
    (StatusCode::CREATED, Json(answer)).into_response()
}
