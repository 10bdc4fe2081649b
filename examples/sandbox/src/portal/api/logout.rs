//! The way back to the receiver's site: out of the portal, past the identity provider, to the final address.

use axum::extract::{Path, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use uuid::Uuid;

use crate::altinn::aspnet;
use crate::app::Shared;
use crate::bff::{binding, operations};
use crate::portal::cookie;
use crate::portal::session::token_claims;
use crate::redirect;

const LOG_OUT: &str = "/authentication/api/v1/logout";
const GO_BACK: &str = "/accessmanagement/api/v1/logoutredirect";

/// Remembers where to go; when the request cannot be read, only the redirect is left.
pub(super) async fn start(State(app): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let Some(claims) = token_claims(&app, &headers) else { return aspnet::empty(StatusCode::UNAUTHORIZED) };
    let id = match binding::uuid("consentRequestId", &id) {
        Ok(id) => id,
        Err(refusal) => return refusal,
    };
    let location = format!("{}{LOG_OUT}", app.origin);
    let redirect = [(LOCATION, location)];
    let citizen = operations::authorize(&claims).and_then(|()| operations::authenticate(&app, &claims));
    let readable = citizen.and_then(|citizen| operations::request(&app, &citizen, id));
    // The id stands for the address, which the last stop works out again: nobody can plant another one.
    let remembered = cookie::set(cookie::LOGOUT, &format!("amSafeRedirectUrl={id}"), false);
    match (readable, remembered) {
        (Ok(_), Some(remembered)) => {
            (StatusCode::FOUND, redirect, AppendHeaders([(SET_COOKIE, remembered)])).into_response()
        }
        _ => (StatusCode::FOUND, redirect).into_response(),
    }
}

/// What the identity provider does is left out.
pub(super) async fn log_out(State(app): State<Shared>) -> Response {
    let gone = AppendHeaders([cookie::SESSION, cookie::PARTY].map(|name| (SET_COOKIE, cookie::forget(name))));
    (StatusCode::FOUND, [(LOCATION, format!("{}{GO_BACK}", app.origin))], gone).into_response()
}

pub(super) async fn go_back(State(app): State<Shared>, headers: HeaderMap) -> Response {
    let id = cookie::read(&headers, cookie::LOGOUT).and_then(|value| value.strip_prefix("amSafeRedirectUrl="));
    let consent = id.and_then(|id| Uuid::parse_str(id).ok()).and_then(|id| app.consents.read().find(id).cloned());
    let location = match consent {
        Some(consent) => redirect::final_url(&consent.redirect_url, consent.answered()),
        None => app.issuer(),
    };
    let gone = AppendHeaders([(SET_COOKIE, cookie::forget(cookie::LOGOUT))]);
    (StatusCode::FOUND, [(LOCATION, location)], gone).into_response()
}
