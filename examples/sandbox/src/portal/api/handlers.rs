//! One handler per route: session, operation, JSON.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bodies;
use super::problem::{missing, retell};
use crate::altinn::aspnet;
use crate::app::{App, Shared};
use crate::bff::{handlers, operations};
use crate::citizen::Citizen;
use crate::consent::Consent;
use crate::portal::cookie;
use crate::portal::session::token_claims;

pub(super) async fn request(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&app, &id, &headers, Call::Read, |citizen, id| {
        let consent = operations::request(&app, citizen, id).map_err(|refusal| retell(&refusal))?;
        bodies::request(&app, &consent).map_err(missing)
    })
}

pub(super) async fn approve(
    State(app): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    respond(&app, &id, &headers, Call::Write, |citizen, id| {
        let language = handlers::language(&body)?;
        done(operations::accept(&app, citizen, id, &language))
    })
}

pub(super) async fn reject(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&app, &id, &headers, Call::Write, |citizen, id| done(operations::reject(&app, citizen, id)))
}

pub(super) async fn count(
    State(app): State<Shared>,
    Path(party): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    respond(&app, &party, &headers, Call::Read, |citizen, party| {
        let status = handlers::status(query.as_deref())?;
        let count = operations::count(&app, citizen, party, status);
        count.map(|count| json!(count)).map_err(|refusal| retell(&refusal))
    })
}

pub(super) async fn active(State(app): State<Shared>, Path(party): Path<String>, headers: HeaderMap) -> Response {
    list(&app, &party, &headers, bodies::active)
}

pub(super) async fn log(State(app): State<Shared>, Path(party): Path<String>, headers: HeaderMap) -> Response {
    list(&app, &party, &headers, bodies::log)
}

pub(super) async fn consent(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&app, &id, &headers, Call::Read, |citizen, id| {
        let consent = operations::consent(&app, citizen, id).map_err(|refusal| retell(&refusal))?;
        bodies::consent(&app, &consent).map_err(missing)
    })
}

pub(super) async fn revoke(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&app, &id, &headers, Call::Write, |citizen, id| done(operations::revoke(&app, citizen, id)))
}

/// Keeps the session going: the same token again.
pub(super) async fn refresh(State(app): State<Shared>, headers: HeaderMap) -> Response {
    let Some(claims) = token_claims(&app, &headers) else { return aspnet::empty(StatusCode::BAD_REQUEST) };
    let session = app.keys.read().sign_as_altinn(&Value::Object(claims)).ok();
    match session.and_then(|token| cookie::set(cookie::SESSION, &token, false)) {
        Some(session) => (StatusCode::OK, [(SET_COOKIE, session)]).into_response(),
        None => aspnet::empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Read,
    Write,
}

fn list(app: &App, party: &str, headers: &HeaderMap, body: fn(&App, &[Consent]) -> Vec<Value>) -> Response {
    respond(app, party, headers, Call::Read, |citizen, party| {
        let consents = operations::list(app, citizen, party).map_err(|refusal| retell(&refusal))?;
        Ok(Value::Array(body(app, &consents)))
    })
}

/// A decision is answered with a bare `true`.
fn done(decided: Result<Consent, crate::bff::BffRefusal>) -> Result<Value, Response> {
    decided.map(|_| Value::Bool(true)).map_err(|refusal| retell(&refusal))
}

fn respond(
    app: &App,
    id: &str,
    headers: &HeaderMap,
    call: Call,
    answer: impl FnOnce(&Citizen, Uuid) -> Result<Value, Response>,
) -> Response {
    let answered = || {
        let claims = token_claims(app, headers).ok_or_else(|| aspnet::empty(StatusCode::UNAUTHORIZED))?;
        if call == Call::Write && is_forged(headers) {
            return Err(aspnet::empty(StatusCode::BAD_REQUEST));
        }
        let id = Uuid::parse_str(id).map_err(|_| aspnet::binding(&[("id", "The value is not valid.")]))?;
        // The scope is enforced one layer down, so its refusal is retold like any other.
        let citizen = operations::authenticate(app, &claims).map_err(|refusal| retell(&refusal))?;
        answer(&citizen, id)
    };
    match answered() {
        Ok(body) => aspnet::json(StatusCode::OK, &body),
        Err(refusal) => refusal,
    }
}

/// With the session cookie alone any site could send the call; with a bearer token none can.
fn is_forged(headers: &HeaderMap) -> bool {
    let both = cookie::read(headers, cookie::ANTIFORGERY).is_some() && headers.contains_key("x-xsrf-token");
    cookie::read(headers, cookie::SESSION).is_some() && !both
}
