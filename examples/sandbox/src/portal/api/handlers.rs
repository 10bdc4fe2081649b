//! One handler per route: session, parameters, operation, JSON.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::bodies;
use super::problem::{missing, retell};
use crate::altinn::aspnet;
use crate::app::{App, Shared};
use crate::bff::{BffRefusal, binding, operations};
use crate::citizen::Citizen;
use crate::consent::Consent;
use crate::portal::cookie;
use crate::portal::session::{renewed, token_claims};

pub(super) async fn request(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let id = || binding::uuid("consentRequestId", &id);
    respond(&app, &headers, Call::Read, id, |citizen, id| {
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
    let parameters = || Ok((binding::uuid("consentRequestId", &id)?, binding::language(&headers, &body)?));
    respond(&app, &headers, Call::Write, parameters, |citizen, (id, language)| {
        done(operations::accept(&app, citizen, id, &language))
    })
}

pub(super) async fn reject(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let id = || binding::uuid("consentRequestId", &id);
    respond(&app, &headers, Call::Write, id, |citizen, id| done(operations::reject(&app, citizen, id)))
}

pub(super) async fn count(
    State(app): State<Shared>,
    Path(party): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = || Ok((binding::uuid("party", &party)?, binding::status(query.as_deref())?));
    respond(&app, &headers, Call::Read, parameters, |citizen, (party, status)| {
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
    let id = || binding::uuid("consentId", &id);
    respond(&app, &headers, Call::Read, id, |citizen, id| {
        let consent = operations::consent(&app, citizen, id).map_err(|refusal| retell(&refusal))?;
        bodies::consent(&app, &consent).map_err(missing)
    })
}

pub(super) async fn revoke(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let id = || binding::uuid("consentId", &id);
    respond(&app, &headers, Call::Write, id, |citizen, id| done(operations::revoke(&app, citizen, id)))
}

/// Keeps the session going with a fresh token.
pub(super) async fn refresh(State(app): State<Shared>, headers: HeaderMap) -> Response {
    let Some(claims) = token_claims(&app, &headers) else { return aspnet::empty(StatusCode::UNAUTHORIZED) };
    let session = renewed(&app, claims).and_then(|token| cookie::set(cookie::SESSION, &token, false));
    match session {
        Some(session) => (StatusCode::OK, [(SET_COOKIE, session)]).into_response(),
        None => aspnet::plain(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Read,
    Write,
}

fn list(app: &App, party: &str, headers: &HeaderMap, body: fn(&App, &[Consent]) -> Vec<Value>) -> Response {
    let party = || binding::uuid("party", party);
    respond(app, headers, Call::Read, party, |citizen, party| {
        let consents = operations::list(app, citizen, party).map_err(|refusal| retell(&refusal))?;
        Ok(Value::Array(body(app, &consents)))
    })
}

/// A decision is answered with a bare `true`.
fn done<T>(decided: Result<T, BffRefusal>) -> Result<Value, Response> {
    decided.map(|_| Value::Bool(true)).map_err(|refusal| retell(&refusal))
}

fn respond<T>(
    app: &App,
    headers: &HeaderMap,
    call: Call,
    parameters: impl FnOnce() -> Result<T, Response>,
    answer: impl FnOnce(&Citizen, T) -> Result<Value, Response>,
) -> Response {
    let answered = || {
        let claims = token_claims(app, headers).ok_or_else(|| aspnet::empty(StatusCode::UNAUTHORIZED))?;
        if call == Call::Write && is_forged(headers) {
            return Err(aspnet::plain(StatusCode::BAD_REQUEST));
        }
        let parameters = parameters()?;
        // Scope and party are asked for one layer down, so their refusals are retold like any other.
        let citizen = operations::authorize(&claims).and_then(|()| operations::authenticate(app, &claims));
        answer(&citizen.map_err(|refusal| retell(&refusal))?, parameters)
    };
    match answered() {
        Ok(body) => aspnet::json(StatusCode::OK, &body),
        Err(refusal) => refusal,
    }
}

/// With the session cookie alone any site could send the call; with a bearer token none can.
fn is_forged(headers: &HeaderMap) -> bool {
    let token = cookie::read(headers, cookie::ANTIFORGERY);
    let repeated = headers.get("x-xsrf-token").and_then(|value| value.to_str().ok());
    cookie::read(headers, cookie::SESSION).is_some() && (token.is_none() || token != repeated)
}
