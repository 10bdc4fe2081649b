use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::reply::failed;
use super::{clock, consents};
use crate::app::Shared;

pub(super) async fn health(State(app): State<Shared>) -> Json<Value> {
    Json(json!({"status": "ok", "consents": app.consents.read().len()}))
}

pub(super) async fn reset(State(app): State<Shared>) -> Response {
    if app.reset().is_ok() { StatusCode::NO_CONTENT.into_response() } else { failed() }
}

/// Everything the sandbox holds but its private keys.
pub(super) async fn state(State(app): State<Shared>) -> Json<Value> {
    let clients = app.clients.read();
    let clients: Vec<Value> = clients
        .values()
        .map(|client| {
            let kids: Vec<&String> = client.keys.keys().collect();
            json!({"clientId": client.id, "organization": client.organization, "scopes": client.scopes, "kids": kids})
        })
        .collect();
    let delegations = app.delegations.read();
    let delegations: Vec<Value> = delegations
        .iter()
        .map(|(consumer, supplier, scope)| json!({"consumer": consumer, "supplier": supplier, "scope": scope}))
        .collect();
    let register = app.register.read();
    let registry = app.registry.read();
    let resources: Vec<&str> = registry.resources().iter().map(|resource| resource.identifier.as_str()).collect();
    Json(json!({
        "clock": clock::state(&app),
        "clients": clients,
        "delegations": delegations,
        "parties": register.parties(),
        "resources": resources,
        "faults": app.faults.read().rules(),
        "consents": consents::all(&app),
    }))
}
