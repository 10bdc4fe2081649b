//! The form on the consent page.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::acting_person;
use super::language::Words;
use super::page::{error_page, request_page};
use crate::app::{App, Shared};
use crate::consent::{Consent, Decision, Refusal};
use crate::redirect;

pub(super) async fn answer(State(app): State<Shared>, body: Bytes) -> Response {
    let field =
        |name: &str| form_urlencoded::parse(&body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let words = Words::of(field("lang").as_deref());
    let decision = match field("decision").as_deref() {
        Some("approve") => Decision::Approve,
        Some("reject") => Decision::Reject,
        _ => return (StatusCode::BAD_REQUEST, "decision must be approve or reject").into_response(),
    };
    let id = field("id").and_then(|id| Uuid::parse_str(&id).ok());
    let Some(consent) = id.and_then(|id| app.consents.read().find(id).cloned()) else { return error_page(words) };
    match decide(&app, &consent, decision, words.code) {
        Ok(consent) => {
            let location = redirect::final_url(&consent.redirect_url, consent.answered());
            (StatusCode::FOUND, [(LOCATION, location)]).into_response()
        }
        Err(refusal) => {
            let failure = if refusal == Refusal::Expired { words.expired } else { words.failed };
            request_page(&app, &consent, words, Some(failure), StatusCode::CONFLICT)
        }
    }
}

/// Records the decision of the person who acts for the giver.
pub(super) fn decide(app: &App, consent: &Consent, decision: Decision, language: &str) -> Result<Consent, Refusal> {
    let person = acting_person(app, consent);
    let now = app.clock.now();
    let mut consents = app.consents.write();
    let decided = consents.decide(consent.id, decision, person, app.clock.event_id(now), now)?;
    if decision == Decision::Approve {
        consents.set_language(consent.id, language);
    }
    Ok(decided)
}
