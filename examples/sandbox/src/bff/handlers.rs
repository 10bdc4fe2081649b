//! One handler per route: token, operation, JSON.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{BffRefusal, model, operations};
use crate::altinn::aspnet::{self, member};
use crate::altinn::caller::bearer;
use crate::app::{App, Shared};
use crate::citizen::Citizen;
use crate::jwt;

const STATUSES: [&str; 6] = ["Created", "Accepted", "Rejected", "Revoked", "Deleted", "Expired"];

pub(super) async fn request(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let view_uri = |id| app.view_uri(id);
    respond(&app, &id, &headers, |citizen, id| {
        operations::request(&app, citizen, id).map(|consent| model::request(&app, &consent, view_uri(id)))
    })
}

pub(super) async fn accept(
    State(app): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    respond_with(&app, &id, &headers, |citizen, id| {
        let language = language(&body)?;
        let consent = operations::accept(&app, citizen, id, &language).map_err(IntoResponse::into_response)?;
        Ok(model::request(&app, &consent, String::new()))
    })
}

pub(super) async fn reject(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&app, &id, &headers, |citizen, id| {
        operations::reject(&app, citizen, id).map(|consent| model::request(&app, &consent, String::new()))
    })
}

pub(super) async fn list(State(app): State<Shared>, Path(party): Path<String>, headers: HeaderMap) -> Response {
    respond(&app, &party, &headers, |citizen, party| {
        let consents = operations::list(&app, citizen, party)?;
        Ok(consents.iter().map(|consent| model::internal(&app, consent)).collect())
    })
}

pub(super) async fn count(
    State(app): State<Shared>,
    Path(party): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    respond_with(&app, &party, &headers, |citizen, party| {
        let status = status(query.as_deref())?;
        let count = operations::count(&app, citizen, party, status);
        count.map(|count| json!(count)).map_err(IntoResponse::into_response)
    })
}

pub(super) async fn consent(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&app, &id, &headers, |citizen, id| {
        operations::consent(&app, citizen, id).map(|consent| model::consent(&app, &consent))
    })
}

pub(super) async fn revoke(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&app, &id, &headers, |citizen, id| {
        operations::revoke(&app, citizen, id).map(|consent| model::internal(&app, &consent))
    })
}

/// The language that a citizen accepts in: a required member whose value nobody checks.
pub(crate) fn language(body: &[u8]) -> Result<String, Response> {
    let missing = || {
        let text = "JSON deserialization was missing required properties including: 'language'.";
        aspnet::binding(&[("$", text), ("consentContext", "The consentContext field is required.")])
    };
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else { return Err(missing()) };
    member(&object, "language").and_then(Value::as_str).map(str::to_owned).ok_or_else(missing)
}

/// The status that a count asks for, `Created` when it names none.
pub(crate) fn status(query: Option<&str>) -> Result<&'static str, Response> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let Some((_, wanted)) = pairs.find(|(name, value)| name.eq_ignore_ascii_case("status") && !value.is_empty()) else {
        return Ok("Created");
    };
    let known = STATUSES.into_iter().find(|known| known.eq_ignore_ascii_case(&wanted));
    known.ok_or_else(|| aspnet::binding(&[("status", "The value is not valid for status.")]))
}

fn respond(
    app: &App,
    id: &str,
    headers: &HeaderMap,
    answer: impl FnOnce(&Citizen, Uuid) -> Result<Value, BffRefusal>,
) -> Response {
    respond_with(app, id, headers, |citizen, id| answer(citizen, id).map_err(IntoResponse::into_response))
}

fn respond_with(
    app: &App,
    id: &str,
    headers: &HeaderMap,
    answer: impl FnOnce(&Citizen, Uuid) -> Result<Value, Response>,
) -> Response {
    let unauthorized = || aspnet::empty(StatusCode::UNAUTHORIZED);
    let answered = || {
        let token = bearer(headers).ok_or_else(unauthorized)?;
        let claims = jwt::verify_own(token, &app.keys.read(), app.clock.now()).ok_or_else(unauthorized)?;
        let citizen = operations::authenticate(app, &claims).map_err(IntoResponse::into_response)?;
        let id = Uuid::parse_str(id).map_err(|_| aspnet::binding(&[("id", "The value is not valid.")]))?;
        answer(&citizen, id)
    };
    match answered() {
        Ok(body) => aspnet::json(StatusCode::OK, &body),
        Err(refusal) => refusal,
    }
}
