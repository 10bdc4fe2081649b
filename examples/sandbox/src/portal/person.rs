//! The choice of the test person who is logged in.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Response};
use uuid::Uuid;

use super::{UI, cookie};
use crate::app::Shared;
use crate::party::{PartyUrn, is_person_number};
use crate::token_generator::portal_token;

/// Logs the person in by party uuid or number; nobody when both are empty. Goes back to the page it came from.
pub(super) async fn choose(State(app): State<Shared>, body: Bytes) -> Response {
    let field =
        |name: &str| form_urlencoded::parse(&body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let goto = field("goto").filter(|goto| goto.starts_with(UI) && !goto.contains(['\r', '\n']));
    let goto = goto.unwrap_or_else(|| super::ACTIVE_PAGE.to_owned());
    let number = field("number").filter(|number| is_person_number(number)).map(PartyUrn::Person);
    let uuid = field("person").and_then(|uuid| Uuid::parse_str(&uuid).ok()).map(PartyUrn::Uuid);
    let person = number.or(uuid);
    if let Some(person) = &person
        && app.admit(person).is_err()
    {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let party = person.as_ref().and_then(|person| app.register.read().find(person).cloned());
    let session = party.as_ref().and_then(|party| {
        let token = portal_token(&app, &PartyUrn::from_number(&party.number)?)?;
        Some([
            cookie::set(cookie::SESSION, &token, false)?,
            cookie::set(cookie::PARTY, &party.uuid.to_string(), false)?,
        ])
    });
    let cookies = session.unwrap_or_else(|| [cookie::SESSION, cookie::PARTY].map(cookie::forget));
    let cookies = AppendHeaders(cookies.map(|cookie| (SET_COOKIE, cookie)));
    (StatusCode::SEE_OTHER, [(LOCATION, goto)], cookies).into_response()
}
