use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::reply::{failed, parse, refuse};
use crate::app::Shared;
use crate::registry::{Resource, Template};
use crate::store::Kind;

/// Registers a resource in the registry's own form, or replaces the one with the same identifier.
pub(super) async fn register_resource(State(app): State<Shared>, body: Bytes) -> Response {
    let (document, resource): (Value, Resource) = match both(&body) {
        Ok(both) => both,
        Err(refusal) => return refusal,
    };
    if resource.identifier.is_empty() {
        return refuse(StatusCode::BAD_REQUEST, "invalid_resource", "identifier must not be empty");
    }
    if app.keep(Kind::Resource, &resource.identifier, &document).is_err() {
        return failed();
    }
    app.registry.write().put_resource(resource);
    (StatusCode::CREATED, Json(document)).into_response()
}

/// Registers a consent template in the form of Altinn's list, or replaces the one with the same id.
pub(super) async fn register_template(State(app): State<Shared>, body: Bytes) -> Response {
    let (document, template): (Value, Template) = match both(&body) {
        Ok(both) => both,
        Err(refusal) => return refusal,
    };
    if app.keep(Kind::Template, &template.id, &document).is_err() {
        return failed();
    }
    app.registry.write().put_template(template);
    (StatusCode::CREATED, Json(document)).into_response()
}

/// The body as it was sent and as it is understood.
fn both<T: DeserializeOwned>(body: &[u8]) -> Result<(Value, T), Response> {
    Ok((parse(body)?, parse(body)?))
}
