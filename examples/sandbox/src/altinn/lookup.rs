//! Maskinporten's question whether a consent may go into a token.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use super::aspnet::{self, member};
use super::caller::Caller;
use super::details::rights;
use super::problem::Problem;
use crate::altinn_time::format;
use crate::app::{App, Shared};
use crate::party::PartyUrn;

const SCOPE: &str = "altinn:maskinporten/consent.read";

pub(super) async fn lookup(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    answer(&app, &headers, &body).unwrap_or_else(|refusal| refusal)
}

fn answer(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<Response, Response> {
    Caller::authenticate(app, headers, &[SCOPE])?;
    if !aspnet::is_json(headers) {
        return Err(aspnet::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let Question { id, from, to } = Question::parse(body)?;
    let consents = app.consents.read();
    let register = app.register.read();
    if consents.find(id).is_some() && (register.find(&from).is_none() || register.find(&to).is_none()) {
        return Err(aspnet::unhandled());
    }
    let consent = consents.lookup(id, &from, &to, app.clock.now());
    let consent = consent.map_err(|problems| match Problem::collect(problems) {
        Some(problem) => problem.into_response(),
        None => aspnet::unhandled(),
    })?;
    let answer = json!({
        "id": consent.id,
        "from": consent.from,
        "to": consent.to,
        "handledBy": consent.handled_by,
        "consented": consent.consented.map(format),
        "validTo": format(consent.valid_to),
        "consentRights": rights(consent, |_| None),
    });
    Ok(aspnet::json(StatusCode::OK, &answer))
}

struct Question {
    id: Uuid,
    from: PartyUrn,
    to: PartyUrn,
}

impl Question {
    fn parse(body: &[u8]) -> Result<Self, Response> {
        let unreadable = |path: &str| {
            let text = "The JSON value could not be converted.";
            aspnet::binding(&[(path, text), ("consentLookup", "The consentLookup field is required.")])
        };
        let Ok(Value::Object(object)) = serde_json::from_slice(body) else { return Err(unreadable("$")) };
        let text = |name: &str| member(&object, name).and_then(Value::as_str);
        let id = match text("id") {
            Some(id) => Uuid::parse_str(id).map_err(|_| unreadable("$.id"))?,
            // A missing value type takes its default.
            None => Uuid::nil(),
        };
        let party = |name: &str, path: &str| {
            let text = text(name).ok_or_else(|| unreadable("$"))?;
            match text.parse() {
                Ok(PartyUrn::Uuid(_) | PartyUrn::Id(_)) => Err(aspnet::unhandled()),
                Ok(urn) => Ok(urn),
                Err(()) => Err(unreadable(path)),
            }
        };
        Ok(Self { id, from: party("from", "$.from")?, to: party("to", "$.to")? })
    }
}
