//! `GET consentrequests/{id}`.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::aspnet::{self, empty};
use super::caller::{Caller, READ};
use super::details;
use super::problem::Problem;
use crate::app::{App, Shared};

pub(super) async fn read(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    // The route takes only uuids, so anything else is no route at all, with or without a token.
    let Ok(id) = Uuid::parse_str(&id) else { return empty(StatusCode::NOT_FOUND) };
    consent(&app, id, &headers).unwrap_or_else(|refusal| refusal)
}

fn consent(app: &App, id: Uuid, headers: &HeaderMap) -> Result<Response, Response> {
    let caller = Caller::authenticate(app, headers, &READ)?;
    let consumer = caller.consumer()?;
    let consents = app.consents.read();
    let consent = consents.find(id).ok_or_else(|| Problem::consent_not_found().into_response())?;
    if consent.to != consumer {
        return Err(Problem::new(403, "AM-00000", "Not authorized for consent").into_response());
    }
    Ok(aspnet::json(StatusCode::OK, &details::details(app, consent, app.clock.now())))
}
