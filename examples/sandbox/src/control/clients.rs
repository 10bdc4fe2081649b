use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use super::reply::{failed, parse, refuse};
use crate::app::{App, Shared};
use crate::maskinporten::client::Registration;
use crate::store::Kind;

/// Registers a Maskinporten client, or replaces the one with the same id.
pub(super) async fn register(State(app): State<Shared>, body: Bytes) -> Response {
    let registration: Registration = match parse(&body) {
        Ok(registration) => registration,
        Err(refusal) => return refusal,
    };
    let id = registration.client_id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| Uuid::new_v4().to_string());
    put(&app, id, registration)
}

/// Registers one more public key of a client; the JWK's member `expiresAt` says until when Maskinporten takes it.
pub(super) async fn add_key(State(app): State<Shared>, Path(id): Path<String>, body: Bytes) -> Response {
    let jwk: Value = match parse(&body) {
        Ok(jwk) => jwk,
        Err(refusal) => return refusal,
    };
    let known = app.clients.read().get(&id).map(|client| client.registration.clone());
    match known {
        Some(registration) => put(&app, id, registration.with_key(jwk)),
        None => refuse(StatusCode::NOT_FOUND, "unknown_client", "No client has this id"),
    }
}

fn put(app: &App, id: String, registration: Registration) -> Response {
    let client = match registration.into_client(id.clone()) {
        Ok(client) => client,
        Err(reason) => return refuse(StatusCode::BAD_REQUEST, "invalid_client", &reason),
    };
    if app.store.put(Kind::Client, &id, &client.registration).is_err() {
        return failed();
    }
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
