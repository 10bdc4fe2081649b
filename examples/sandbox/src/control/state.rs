use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::clock;
use crate::altinn::details;
use crate::app::Shared;
use crate::consent::Consent;

pub(super) async fn health(State(app): State<Shared>) -> Json<Value> {
    Json(json!({"status": "ok", "consents": app.consents.read().len()}))
}

pub(super) async fn reset(State(app): State<Shared>) -> StatusCode {
    app.reset();
    StatusCode::NO_CONTENT
}

/// Everything the sandbox holds but its private keys.
pub(super) async fn state(State(app): State<Shared>) -> Json<Value> {
    let now = app.clock.now();
    let mut consents: Vec<Consent> = app.consents.read().iter().cloned().collect();
    consents.sort_by_key(|consent| consent.events.first().map(|event| event.id));
    let consents: Vec<Value> = consents.iter().map(|consent| details(&app, consent, now)).collect();
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
        "consents": consents,
    }))
}
