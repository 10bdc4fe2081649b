//! The form on the consent page.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::language::Words;
use super::page::{PageQuery, notice_page, request_page};
use super::session::citizen_for;
use super::{ACTIVE_PAGE, REQUEST_PAGE};
use crate::app::{App, Shared};
use crate::bff::{BffRefusal, operations};
use crate::citizen::Citizen;
use crate::consent::{Consent, Decision, Status};
use crate::redirect;

pub(super) async fn answer(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let field =
        |name: &str| form_urlencoded::parse(&body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let words = Words::choose(field("lang").as_deref(), &headers);
    let decision = match field("decision").as_deref() {
        Some("approve") => Decision::Approve,
        Some("reject") => Decision::Reject,
        _ => return (StatusCode::BAD_REQUEST, "decision must be approve or reject").into_response(),
    };
    let id = field("id").and_then(|id| Uuid::parse_str(&id).ok());
    let Some(consent) = id.and_then(|id| app.consents.read().find(id).cloned()) else {
        return notice_page(&app, &headers, words, words.unknown, StatusCode::NOT_FOUND);
    };
    let query = PageQuery {
        skiplogout: field("skiplogout").unwrap_or_default(),
        backtopage: field("backtopage").unwrap_or_default(),
        ..PageQuery::default()
    };
    let citizen = citizen_for(&app, &headers, &consent);
    match decide(&app, &citizen, &consent, decision, words.code) {
        Ok(consent) => redirect_to(next(&consent, decision, &query)),
        Err(refusal) => {
            let failure = failure(&app, &consent, &refusal, words);
            request_page(&app, &headers, &consent, words, &query, Some(failure), StatusCode::CONFLICT)
        }
    }
}

pub(super) fn redirect_to(location: String) -> Response {
    (StatusCode::FOUND, [(LOCATION, location)]).into_response()
}

/// A second click on the same button leads where the first one did.
fn decide(
    app: &App,
    citizen: &Citizen,
    consent: &Consent,
    decision: Decision,
    language: &str,
) -> Result<Consent, BffRefusal> {
    match (decision, consent.status) {
        (Decision::Approve, Status::Accepted) | (Decision::Reject, Status::Rejected) => {
            operations::request(app, citizen, consent.id)
        }
        (Decision::Approve, _) => operations::accept(app, citizen, consent.id, language),
        _ => operations::reject(app, citizen, consent.id),
    }
}

/// To the receiver's site, or with `skiplogout` to the receipt or the list.
fn next(consent: &Consent, decision: Decision, query: &PageQuery) -> String {
    if query.skiplogout.is_empty() {
        return redirect::final_url(&consent.redirect_url, consent.answered());
    }
    match decision {
        Decision::Approve => format!("{REQUEST_PAGE}?id={}&skiplogout=true&receipt=true", consent.id),
        _ => ACTIVE_PAGE.to_owned(),
    }
}

fn failure(app: &App, consent: &Consent, refusal: &BffRefusal, words: Words) -> &'static str {
    match refusal {
        BffRefusal::Problem(problem) if problem.code() == "AM-00000" => words.not_allowed,
        BffRefusal::Problem(_) if consent.is_expired(app.clock.now()) => words.expired,
        _ => words.failed,
    }
}
