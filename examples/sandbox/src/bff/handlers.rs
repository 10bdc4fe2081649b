//! One handler per route: token, parameters, operation, JSON.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::operations::Revocation;
use super::{BffRefusal, binding, model, operations};
use crate::altinn::aspnet;
use crate::altinn::caller::bearer;
use crate::app::{App, Shared};
use crate::citizen::Citizen;
use crate::jwt;

pub(super) async fn request(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let id = || binding::uuid("requestId", &id);
    respond(&app, &headers, id, |citizen, id| {
        operations::request(&app, citizen, id).map(|consent| model::request(&app, &consent))
    })
}

pub(super) async fn accept(
    State(app): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let parameters = || Ok((binding::uuid("requestId", &id)?, binding::language(&headers, &body)?));
    respond(&app, &headers, parameters, |citizen, (id, language)| {
        operations::accept(&app, citizen, id, &language).map(|consent| model::decided(&app, &consent))
    })
}

pub(super) async fn reject(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let id = || binding::uuid("requestId", &id);
    respond(&app, &headers, id, |citizen, id| {
        operations::reject(&app, citizen, id).map(|consent| model::decided(&app, &consent))
    })
}

pub(super) async fn list(State(app): State<Shared>, Path(party): Path<String>, headers: HeaderMap) -> Response {
    let party = || binding::uuid("party", &party);
    respond(&app, &headers, party, |citizen, party| {
        let consents = operations::list(&app, citizen, party)?;
        Ok(consents.iter().map(|consent| model::listed(&app, consent)).collect())
    })
}

pub(super) async fn count(
    State(app): State<Shared>,
    Path(party): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = || Ok((binding::uuid("party", &party)?, binding::status(query.as_deref())?));
    respond(&app, &headers, parameters, |citizen, (party, status)| {
        operations::count(&app, citizen, party, status).map(|count| json!(count))
    })
}

pub(super) async fn consent(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let id = || binding::uuid("requestId", &id);
    respond(&app, &headers, id, |citizen, id| {
        operations::consent(&app, citizen, id).map(|consent| model::consent(&app, &consent))
    })
}

pub(super) async fn revoke(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let id = || binding::uuid("consentId", &id);
    respond(&app, &headers, id, |citizen, id| match operations::revoke(&app, citizen, id)? {
        Revocation::Done(consent) => Ok(model::revoked(&app, &consent)),
        Revocation::Repeated(consent) => Ok(model::already_revoked(&app, &consent)),
    })
}

/// The portal's scope is asked for before the parameters are read, and the citizen after that.
fn respond<T>(
    app: &App,
    headers: &HeaderMap,
    parameters: impl FnOnce() -> Result<T, Response>,
    answer: impl FnOnce(&Citizen, T) -> Result<Value, BffRefusal>,
) -> Response {
    let unauthorized = || aspnet::empty(StatusCode::UNAUTHORIZED);
    let answered = || {
        let token = bearer(headers).ok_or_else(unauthorized)?;
        let claims = jwt::verify_own(token, &app.keys.read(), app.clock.now()).ok_or_else(unauthorized)?;
        operations::authorize(&claims).map_err(IntoResponse::into_response)?;
        let parameters = parameters()?;
        let citizen = operations::authenticate(app, &claims).map_err(IntoResponse::into_response)?;
        answer(&citizen, parameters).map_err(IntoResponse::into_response)
    };
    match answered() {
        Ok(body) => aspnet::json(StatusCode::OK, &body),
        Err(refusal) => refusal,
    }
}
