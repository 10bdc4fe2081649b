use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::reply::{failed, parse, refuse};
use crate::app::Shared;
use crate::party::is_organization_number;
use crate::store::Kind;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DelegationBody {
    consumer: String,
    supplier: String,
    scopes: Vec<String>,
}

/// Lets a supplier use scopes on behalf of a consumer.
pub(super) async fn register(State(app): State<Shared>, body: Bytes) -> Response {
    let body: DelegationBody = match parse(&body) {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    if !is_organization_number(&body.consumer) || !is_organization_number(&body.supplier) {
        let message = "consumer and supplier must be nine digits with a valid check digit";
        return refuse(StatusCode::BAD_REQUEST, "invalid_delegation", message);
    }
    let delegated = |scope: &String| (body.consumer.clone(), body.supplier.clone(), scope.clone());
    let mut delegations = app.delegations.write();
    let entries = body.scopes.iter().map(|scope| {
        let key = format!("{} {} {scope}", body.consumer, body.supplier);
        (key, delegated(scope))
    });
    if app.store.put_all(Kind::Delegation, entries).is_err() {
        return failed();
    }
    delegations.extend(body.scopes.iter().map(delegated));
    let answer = json!({"consumer": body.consumer, "supplier": body.supplier, "scopes": body.scopes});
    (StatusCode::CREATED, Json(answer)).into_response()
}
