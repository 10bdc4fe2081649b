use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::reply::{failed, parse, refuse};
use crate::altinn::details;
use crate::app::{App, Shared};
use crate::consent::{Consent, Decision, Refusal};
use crate::party::{PartyUrn, is_person_number};
use crate::{portal, redirect};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DecisionBody {
    performed_by: Option<String>,
}

/// All consents, oldest first.
pub(super) async fn list(State(app): State<Shared>) -> Response {
    Json(all(&app)).into_response()
}

pub(super) fn all(app: &App) -> Vec<Value> {
    let now = app.clock.now();
    let mut consents: Vec<Consent> = app.consents.read().iter().cloned().collect();
    consents.sort_by_key(|consent| consent.events.first().map(|event| event.id));
    consents.iter().map(|consent| details(app, consent, now)).collect()
}

/// Approves, rejects or revokes without a browser, by the person the body names or the one who would act on the page.
pub(super) async fn decide(
    State(app): State<Shared>,
    Path((id, decision)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let decision = match decision.as_str() {
        "approve" => Decision::Approve,
        "reject" => Decision::Reject,
        "revoke" => Decision::Revoke,
        _ => return refuse(StatusCode::NOT_FOUND, "unknown_decision", "Use approve, reject or revoke"),
    };
    let unknown = || refuse(StatusCode::NOT_FOUND, "unknown_consent", "No consent has this id");
    let consent = Uuid::parse_str(&id).ok().and_then(|id| app.consents.read().find(id).cloned());
    let Some(consent) = consent else { return unknown() };
    let person = match person(&app, &consent, &body) {
        Ok(person) => person,
        Err(refusal) => return refusal,
    };
    let now = app.clock.now();
    match app.decide(consent.id, decision, person, None) {
        Ok(consent) => {
            let mut answer = details(&app, &consent, now);
            answer["finalRedirectUrl"] = redirect::final_url(&consent.redirect_url, consent.answered()).into();
            Json(answer).into_response()
        }
        Err(Refusal::Unknown) => unknown(),
        Err(Refusal::Expired) => refuse(StatusCode::CONFLICT, "expired", "The consent's validTo has passed"),
        Err(Refusal::NotKept) => failed(),
        Err(Refusal::WrongStatus) => {
            refuse(StatusCode::CONFLICT, "wrong_status", "The consent's status does not allow this decision")
        }
    }
}

fn person(app: &App, consent: &Consent, body: &[u8]) -> Result<PartyUrn, Response> {
    let body: DecisionBody = if body.is_empty() { DecisionBody::default() } else { parse(body)? };
    let Some(number) = body.performed_by else { return Ok(portal::acting_person(app, consent)) };
    if !is_person_number(&number) {
        return Err(refuse(StatusCode::BAD_REQUEST, "invalid_person", "performedBy must be a person number"));
    }
    let person = PartyUrn::Person(number);
    app.admit(&person).map_err(|_| failed())?;
    Ok(person)
}
