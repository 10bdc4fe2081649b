//! What all pages share: language, who is logged in, the choice of another test person.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, Html, IntoResponse, Response};
use uuid::Uuid;

use super::language::Words;
use super::session::chosen_citizen;
use super::texts::display_name;
use super::{ACTIVE_PAGE, CHOOSE_PERSON, LOG_PAGE, STYLE, cookie};
use crate::app::App;
use crate::party::PartyUrn;

/// No `form-action`: browsers apply it to the redirect after the form, which leads to the receiver's own site.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Enough to choose from; the rest can be registered under a number of one's own.
const MAX_PERSONS: usize = 60;

pub(super) struct Frame {
    pub(super) words: Words,
    pub(super) style: &'static str,
    pub(super) choose_person: &'static str,
    pub(super) active_page: String,
    pub(super) log_page: String,
    /// Path and query of this page without the language.
    pub(super) here: String,
    /// Who is logged in, empty when nobody was chosen.
    pub(super) chosen: String,
    pub(super) persons: Vec<PersonOption>,
}

pub(super) struct PersonOption {
    pub(super) uuid: Uuid,
    pub(super) name: String,
    pub(super) selected: bool,
}

impl Frame {
    /// `here` is the path and query of the page, with a query of at least one parameter; `party` the one that the
    /// lists are about.
    pub(super) fn new(app: &App, headers: &HeaderMap, words: Words, here: String, party: Option<&PartyUrn>) -> Self {
        let chosen = chosen_citizen(app, headers).map(|citizen| citizen.person);
        let register = app.register.read();
        let persons = register.parties().into_iter().filter(|party| party.type_number() == 1);
        let is_chosen = |uuid| chosen.as_ref().is_some_and(|chosen| register.uuid(chosen) == uuid);
        let query = party.map(|party| format!("?party={}", register.uuid(party))).unwrap_or_default();
        Self {
            words,
            style: STYLE,
            choose_person: CHOOSE_PERSON,
            active_page: format!("{ACTIVE_PAGE}{query}"),
            log_page: format!("{LOG_PAGE}{query}"),
            here,
            chosen: chosen.as_ref().map(|person| display_name(&register.name(person))).unwrap_or_default(),
            persons: persons
                .take(MAX_PERSONS)
                .map(|party| PersonOption {
                    uuid: party.uuid,
                    name: display_name(&party.name),
                    selected: is_chosen(party.uuid),
                })
                .collect(),
        }
    }
}

/// The page with the headers that every page has.
pub(super) fn render(page: &impl Template, words: Words, status: StatusCode) -> Response {
    let headers = [(CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-store"), (REFERRER_POLICY, "no-referrer")];
    let [server, scripts] = cookie::antiforgery();
    let language = cookie::set(cookie::LANGUAGE, words.cookie, true);
    let cookies = [server, scripts, language].into_iter().flatten().map(|cookie| (SET_COOKIE, cookie));
    match page.render() {
        Ok(html) => (status, headers, AppendHeaders(cookies.collect::<Vec<_>>()), Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Percent-encoded for a query.
pub(super) fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
