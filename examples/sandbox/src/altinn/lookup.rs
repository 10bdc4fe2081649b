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
use super::guid;
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
    let known = |party| app.admit(party).map_err(|_| aspnet::unhandled());
    let both_known = known(&from)? && known(&to)?;
    let consents = app.consents.read();
    if consents.find(id).is_some() && !both_known {
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

const CONVERSION: &str = "The JSON value could not be converted.";

fn unreadable(path: &str, text: &str) -> Response {
    aspnet::binding(&[(path, text), ("consentLookup", "The consentLookup field is required.")])
}

struct Question {
    id: Uuid,
    from: PartyUrn,
    to: PartyUrn,
}

impl Question {
    fn parse(body: &[u8]) -> Result<Self, Response> {
        if body.is_empty() {
            return Err(unreadable("", "A non-empty request body is required."));
        }
        let Ok(Value::Object(object)) = serde_json::from_slice(body) else { return Err(unreadable("$", CONVERSION)) };
        let id = match member(&object, "id") {
            Some(id) => id.as_str().and_then(guid::parse_json).ok_or(unreadable("$.id", CONVERSION))?,
            // A missing value type takes its default.
            None => Uuid::nil(),
        };
        let party = |name: &str| {
            let urn: Option<PartyUrn> = match member(&object, name) {
                None => return Ok(None),
                // Like any reference it fits the reader, and not the code behind.
                Some(Value::Null) => return Err(aspnet::unhandled()),
                Some(value) => value.as_str().and_then(|urn| urn.parse().ok()),
            };
            urn.map(Some).ok_or_else(|| unreadable(&format!("$.{name}"), CONVERSION))
        };
        let (from, to) = (party("from")?, party("to")?);
        let missing = [("from", &from), ("to", &to)].into_iter().filter(|(_, party)| party.is_none());
        let missing: Vec<_> = missing.map(|(name, _)| format!("'{name}'")).collect();
        let (Some(from), Some(to)) = (from, to) else {
            let missing = missing.join(", ");
            let text = format!("JSON deserialization was missing required properties including: {missing}.");
            return Err(unreadable("$", &text));
        };
        if from.number().is_none() || to.number().is_none() {
            return Err(aspnet::unhandled());
        }
        Ok(Self { id, from, to })
    }
}
