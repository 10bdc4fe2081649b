//! The choice of the test person who is logged in.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use uuid::Uuid;

use super::form::field;
use super::visit::Visit;
use super::{ACTIVE_PAGE, UI, cookie};
use crate::app::{App, Shared};
use crate::party::PartyUrn;
use crate::register::Party;
use crate::token_generator::portal_token;

/// Logs the person in by number or else by party uuid; nobody when both are empty. Goes back to the page it came from.
pub(super) async fn choose(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let goto = field(&body, "goto").filter(|goto| goto.starts_with(UI) && !goto.contains(['\r', '\n']));
    let goto = goto.unwrap_or_else(|| format!("{ACTIVE_PAGE}?"));
    let [number, person] = ["number", "person"].map(|name| field(&body, name).unwrap_or_default().trim().to_owned());
    let cookies = if number.is_empty() && person.is_empty() {
        Some([cookie::SESSION, cookie::PARTY].map(cookie::forget))
    } else {
        find(&app, &number, &person).and_then(|party| {
            let token = portal_token(&app, &PartyUrn::from_number(&party.number)?)?;
            let session = cookie::set(cookie::SESSION, &token, false)?;
            Some([session, cookie::set(cookie::PARTY, &party.uuid.to_string(), false)?])
        })
    };
    let Some(cookies) = cookies else {
        let visit = Visit::new(&app, &headers, None, goto);
        return visit.notice(visit.words.person_invalid, StatusCode::BAD_REQUEST);
    };
    let cookies = AppendHeaders(cookies.map(|cookie| (SET_COOKIE, cookie)));
    (StatusCode::SEE_OTHER, [(LOCATION, goto)], cookies).into_response()
}

/// A person, registered on first use where the register allows it.
fn find(app: &App, number: &str, uuid: &str) -> Option<Party> {
    let urn = if number.is_empty() {
        PartyUrn::Uuid(Uuid::parse_str(uuid).ok()?)
    } else {
        PartyUrn::from_number(number).filter(|urn| matches!(urn, PartyUrn::Person(_)))?
    };
    app.admit(&urn).ok()?;
    app.register.read().find(&urn).filter(|party| party.type_number() == 1).cloned()
}
