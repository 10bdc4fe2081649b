use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::reply::{failed, parse, refuse};
use crate::app::Shared;
use crate::faults::{FaultRule, Faults};
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
    let mut more = faults.clone();
    more.add(rule);
    if app.store.put(Kind::Faults, "", &more).is_err() {
        return failed();
    }
    *faults = more;
    (StatusCode::CREATED, Json(faults.rules())).into_response()
}

pub(super) async fn clear(State(app): State<Shared>) -> Response {
    let mut faults = app.faults.write();
    if app.store.put(Kind::Faults, "", &Faults::default()).is_err() {
        return failed();
    }
    *faults = Faults::default();
    StatusCode::NO_CONTENT.into_response()
}
