//! The form on the consent page.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::form::field;
use super::request::{PageQuery, request_page};
use super::session::citizen_for;
use super::texts::is_poa;
use super::visit::{Visit, redirect_to};
use super::{ACTIVE_PAGE, REQUEST_PAGE};
use crate::app::{App, Shared};
use crate::bff::{BffRefusal, operations};
use crate::citizen::Citizen;
use crate::consent::{Consent, Decision, Status};
use crate::redirect;

pub(super) async fn answer(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let query = PageQuery {
        id: field(&body, "id"),
        skiplogout: field(&body, "skiplogout").unwrap_or_default(),
        backtopage: field(&body, "backtopage").unwrap_or_default(),
        ..PageQuery::default()
    };
    let visit = Visit::new(&app, &headers, field(&body, "lang").as_deref(), query.here());
    let decision = match field(&body, "decision").as_deref() {
        Some("approve") => Decision::Approve,
        Some("reject") => Decision::Reject,
        _ => return (StatusCode::BAD_REQUEST, "decision must be approve or reject").into_response(),
    };
    let id = query.id.as_deref().and_then(|id| Uuid::parse_str(id).ok());
    let Some(consent) = id.and_then(|id| app.consents.read().find(id).cloned()) else {
        return visit.notice(visit.words.unknown, StatusCode::NOT_FOUND);
    };
    let citizen = citizen_for(&app, &headers, &consent);
    match decide(&app, &citizen, &consent, decision, visit.words.code) {
        Ok(consent) => redirect_to(next(&consent, decision, &query)),
        Err(refusal) => {
            let failure = failure(&visit, &consent, decision, &refusal);
            request_page(&visit, &consent, &query, Some(failure), StatusCode::CONFLICT)
        }
    }
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

fn failure(visit: &Visit<'_>, consent: &Consent, decision: Decision, refusal: &BffRefusal) -> &'static str {
    let wording = visit.words.about(is_poa(visit.app, consent));
    let code = if let BffRefusal::Problem(problem) = refusal { problem.code() } else { "" };
    match (code, decision) {
        ("AM-00000", _) => wording.not_allowed,
        ("AM-00002", _) => wording.cannot_be_given,
        ("AM-00015", _) => wording.cannot_be_rejected,
        (_, Decision::Approve) => wording.give_failed,
        _ => wording.reject_failed,
    }
}
