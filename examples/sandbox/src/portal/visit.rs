//! One visit to a page: what the browser sent, and the language of the answer.

use askama::Template;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, Html, IntoResponse, Response};

use super::cookie;
use super::frame::Frame;
use super::session::chosen_citizen;
use super::words::Words;
use crate::app::App;
use crate::party::PartyUrn;

/// No `form-action`: browsers apply it to the redirect after the form, which leads to the receiver's own site.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(super) struct Visit<'a> {
    pub(super) app: &'a App,
    pub(super) headers: &'a HeaderMap,
    pub(super) words: &'static Words,
    /// Path and query of the page without its language, with at least one parameter.
    pub(super) here: String,
}

impl<'a> Visit<'a> {
    /// `language` is what the address or the form asks for.
    pub(super) fn new(app: &'a App, headers: &'a HeaderMap, language: Option<&str>, here: String) -> Self {
        Self { app, headers, words: Words::choose(language, headers), here }
    }

    /// The page with the headers and cookies that every page has.
    pub(super) fn render(&self, page: &impl Template, status: StatusCode) -> Response {
        let headers = [
            (CONTENT_SECURITY_POLICY, POLICY),
            (CACHE_CONTROL, "no-store"),
            (REFERRER_POLICY, "no-referrer"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        let [server, scripts] = cookie::antiforgery(self.headers);
        let language = cookie::set(cookie::LANGUAGE, self.words.cookie, true);
        let cookies = [server, scripts, language].into_iter().flatten().map(|cookie| (SET_COOKIE, cookie));
        match page.render() {
            Ok(html) => (status, headers, AppendHeaders(cookies.collect::<Vec<_>>()), Html(html)).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    /// Remembers the party that a page is about for the lists, unless somebody is logged in who has their own.
    pub(super) fn about(&self, party: &PartyUrn, mut page: Response) -> Response {
        let party = self.app.register.read().uuid(party).to_string();
        let cookie = cookie::set(cookie::PARTY, &party, false);
        if let (None, Some(cookie)) = (chosen_citizen(self.app, self.headers), cookie) {
            page.headers_mut().append(SET_COOKIE, cookie);
        }
        page
    }

    /// A page that says only why there is nothing else on it.
    pub(super) fn notice(&self, notice: &'static str, status: StatusCode) -> Response {
        let frame = Frame::new(self, None);
        self.render(&NoticePage { frame, notice }, status)
    }
}

pub(super) fn redirect_to(location: String) -> Response {
    (StatusCode::FOUND, [(LOCATION, location)]).into_response()
}

/// Percent-encoded for a query.
pub(super) fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    frame: Frame,
    notice: &'static str,
}
