//! `GET consentrequests/{id}`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::aspnet::{self, empty};
use super::caller::{Caller, READ};
use super::method::not_allowed;
use super::problem::Problem;
use super::{details, guid};
use crate::app::{App, Shared};

type IdInPath = Result<Path<String>, PathRejection>;

pub(super) async fn read(State(app): State<Shared>, path: IdInPath, headers: HeaderMap) -> Response {
    let Some(id) = id(path) else { return empty(StatusCode::NOT_FOUND) };
    consent(&app, id, &headers).unwrap_or_else(|refusal| refusal)
}

pub(super) async fn refuse(path: IdInPath) -> Response {
    if id(path).is_some() { not_allowed("GET") } else { empty(StatusCode::NOT_FOUND) }
}

/// The route takes only uuids, so anything else is no route at all, whoever asks with whatever method.
fn id(path: IdInPath) -> Option<Uuid> {
    guid::parse(&path.ok()?.0)
}

fn consent(app: &App, id: Uuid, headers: &HeaderMap) -> Result<Response, Response> {
    let caller = Caller::authenticate(app, headers, &READ)?;
    let consumer = caller.consumer()?;
    let consents = app.consents.read();
    let consent = consents.find(id).ok_or_else(|| Problem::consent_not_found().into_response())?;
    if !details::is_readable(consent) {
        return Err(aspnet::unhandled());
    }
    if consent.to != consumer {
        return Err(Problem::new(403, "AM-00000", "Not authorized for consent").into_response());
    }
    Ok(aspnet::json(StatusCode::OK, &details::details(app, consent, app.clock.now())))
}
