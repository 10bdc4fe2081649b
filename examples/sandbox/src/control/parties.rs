use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::reply::{failed, parse, refuse};
use crate::app::Shared;
use crate::party::{PartyUrn, is_person_number};
use crate::register::{Party, derived_uuid, invented_name};
use crate::store::Kind;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PartyBody {
    number: String,
    name: Option<String>,
    party_uuid: Option<Uuid>,
    unit_type: Option<String>,
    representatives: Option<Vec<String>>,
}

pub(super) async fn list(State(app): State<Shared>) -> Response {
    Json(app.register.read().parties()).into_response()
}

/// Registers a person or an organisation, or replaces the one with the same number.
pub(super) async fn register(State(app): State<Shared>, body: Bytes) -> Response {
    let body: PartyBody = match parse(&body) {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let Some(urn) = PartyUrn::from_number(&body.number) else {
        let message = "number must be eleven or nine digits with valid check digits";
        return refuse(StatusCode::BAD_REQUEST, "invalid_party", message);
    };
    if body.representatives.iter().flatten().any(|number| !is_person_number(number)) {
        return refuse(StatusCode::BAD_REQUEST, "invalid_party", "representatives must be person numbers");
    }
    let mut register = app.register.write();
    let known = register.find(&urn).map(|party| party.uuid);
    let uuid = body.party_uuid.or(known).unwrap_or_else(|| derived_uuid(&body.number));
    if register.find(&PartyUrn::Uuid(uuid)).is_some_and(|other| other.number != body.number) {
        return refuse(StatusCode::CONFLICT, "taken_party_uuid", "Another party has this partyUuid");
    }
    let party = Party {
        name: body.name.unwrap_or_else(|| invented_name(&urn)),
        number: body.number,
        uuid,
        unit_type: body.unit_type,
        representatives: body.representatives,
    };
    if app.store.put(Kind::Party, &party.number, &party).is_err() {
        return failed();
    }
    (StatusCode::CREATED, Json(register.add(party))).into_response()
}
