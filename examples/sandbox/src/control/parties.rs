use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::reply::{parse, refuse};
use crate::app::Shared;
use crate::party::PartyUrn;
use crate::register::{Party, derived_uuid, invented_name};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PartyBody {
    number: String,
    name: Option<String>,
    party_uuid: Option<Uuid>,
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
    let name = body.name.unwrap_or_else(|| invented_name(&urn));
    let uuid = body.party_uuid.unwrap_or_else(|| derived_uuid(&body.number));
    let party = app.register.write().add(Party { number: body.number, name, uuid });
    (StatusCode::CREATED, Json(party)).into_response()
}
