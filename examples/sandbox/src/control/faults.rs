use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::reply::{failed, parse, refuse};
use crate::app::Shared;
use crate::faults::FaultRule;
use crate::store::Kind;

pub(super) async fn list(State(app): State<Shared>) -> Response {
    Json(app.faults.read().rules()).into_response()
}

/// Adds a rule behind those in force.
pub(super) async fn add(State(app): State<Shared>, body: Bytes) -> Response {
    let rule: FaultRule = match parse(&body) {
        Ok(rule) => rule,
        Err(refusal) => return refusal,
    };
    if let Some(flaw) = rule.flaw() {
        return refuse(StatusCode::BAD_REQUEST, "invalid_fault", flaw);
    }
    let mut faults = app.faults.write();
    faults.add(rule);
    if app.store.put(Kind::Faults, "", &*faults).is_err() {
        return failed();
    }
    (StatusCode::CREATED, Json(faults.rules())).into_response()
}

pub(super) async fn clear(State(app): State<Shared>) -> Response {
    let mut faults = app.faults.write();
    faults.clear();
    match app.store.put(Kind::Faults, "", &*faults) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(_) => failed(),
    }
}
