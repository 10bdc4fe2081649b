//! The citizen's side: the page where a consent is given or refused.

mod answer;
mod language;
mod page;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::app::{App, Shared};
use crate::consent::Consent;
use crate::party::PartyUrn;

const REQUEST_PAGE: &str = "/accessmanagement/ui/consent/request";
const STYLE: &str = "/accessmanagement/ui/assets/consent.css";
/// Who answers for an organisation.
const TEST_PERSON: &str = "21818297804";

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route(REQUEST_PAGE, get(page::show).post(answer::answer)).route(STYLE, get(style))
}

/// The person who acts: the required one, else the giver, else the test person.
pub(crate) fn acting_person(app: &App, consent: &Consent) -> PartyUrn {
    let wanted = [consent.required_delegator.as_ref(), Some(&consent.from)];
    let person = wanted.into_iter().flatten().find(|urn| matches!(urn, PartyUrn::Person(_)));
    let person = person.cloned().unwrap_or_else(|| PartyUrn::Person(TEST_PERSON.to_owned()));
    app.register.write().admit(&person);
    person
}

async fn style() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "max-age=3600")],
        include_str!("../../templates/consent.css"),
    )
}
