//! Data of any consent resource, for the metadata that was consented.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::consent_token::{ConsentForResource, forbidden};
use crate::app::{App, Shared};
use crate::store::Kind;

pub(super) async fn data(State(app): State<Shared>, Path(resource): Path<String>, headers: HeaderMap) -> Response {
    answer(&app, &resource, &headers).unwrap_or_else(|refusal| refusal)
}

fn answer(app: &App, id: &str, headers: &HeaderMap) -> Result<Response, Response> {
    let one_time =
        app.registry.read().find(id).filter(|resource| resource.is_consent()).map(|it| it.is_one_time_consent);
    let Some(one_time) = one_time else {
        let body = json!({"error": "unknown_resource", "message": "No consent resource has this id"});
        return Err((StatusCode::NOT_FOUND, Json(body)).into_response());
    };
    let consent = ConsentForResource::from_headers(app, headers, id)?;
    if one_time {
        spend(app, &consent)?;
    }
    let entry = |metadata: &Value| json!({"metadata": metadata, "value": value(&consent.from, id, metadata)});
    let data: Vec<Value> = consent.metadata.iter().map(entry).collect();
    Ok(Json(json!({"resource": id, "from": consent.from, "data": data})).into_response())
}

/// Altinn gives out any number of tokens for a one-time consent: that it is used once is the service owner's to see to.
fn spend(app: &App, consent: &ConsentForResource) -> Result<(), Response> {
    let mut spent = app.spent_consents.write();
    if spent.contains(&consent.id) {
        return Err(forbidden("consent_used", "The consent was for one time, and has been used"));
    }
    let kept = app.store.put(Kind::Spent, &consent.id.to_string(), &consent.id);
    kept.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
    spent.insert(consent.id);
    Ok(())
}

/// The same invented number for the same person, resource and metadata.
fn value(from: &str, resource: &str, metadata: &Value) -> u32 {
    let hash = digest(&SHA256, format!("{from} {resource} {metadata}").as_bytes());
    hash.as_ref().iter().take(4).fold(0u32, |number, byte| number << 8 | u32::from(*byte)) % 1_000_000
}
