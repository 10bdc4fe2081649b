//! `GET consentrequests/events`: the feed of what happened to the caller's consents.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::CONSENT_REQUESTS;
use super::aspnet;
use super::caller::{Caller, READ};
use super::problem::{Problem, ValidationError};
use crate::altinn_time::{self, format, format_round_trip};
use crate::app::{App, Shared};
use crate::consents::FeedEvent;

const EVENT_TYPES: [&str; 5] = ["rejected", "accepted", "revoked", "deleted", "used"];

pub(super) async fn events(State(app): State<Shared>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    page(&app, &query.unwrap_or_default(), &headers).unwrap_or_else(|refusal| refusal)
}

fn page(app: &App, query: &str, headers: &HeaderMap) -> Result<Response, Response> {
    let caller = Caller::authenticate(app, headers, &READ)?;
    let filter = Filter::parse(query)?;
    let consumer = caller.consumer()?;
    if !app.admit(&consumer).map_err(|_| aspnet::unhandled())? {
        let problem = Problem::new(400, "AM-00003", "Unknown organization. Could not be found");
        return Err(problem.with("orgnr", consumer.to_string()).into_response());
    }
    let after = filter.check()?;
    let visible_until = app.clock.now() - app.options.events_lag;
    let consents = app.consents.read();
    let feed = consents.feed(&consumer, after);
    let page: Vec<_> = feed
        .filter(|(_, event)| event.created <= visible_until && filter.admits(event))
        .take(app.options.page_size)
        .collect();
    let data: Vec<Value> = page
        .iter()
        .map(|(_, event)| {
            json!({
                "consentRequestId": event.consent_id,
                "eventType": event.event_type.as_str(),
                "changedDate": format(event.created),
            })
        })
        .collect();
    let next = page.last().filter(|_| page.len() == app.options.page_size);
    let next = next.map(|(id, _)| format!("{}{}", app.request_origin(headers), filter.next(id)));
    Ok(aspnet::json(StatusCode::OK, &json!({"links": {"next": next}, "data": data})))
}

#[derive(Default)]
struct Filter {
    continuation_token: Option<String>,
    created_after: Option<OffsetDateTime>,
    created_before: Option<OffsetDateTime>,
    event_types: Vec<String>,
    consent_id: Option<Uuid>,
}

impl Filter {
    /// Parameter names fit in any case, unknown ones are ignored, empty values count as absent.
    fn parse(query: &str) -> Result<Self, Response> {
        let mut filter = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if value.is_empty() {
                continue;
            }
            let unfit = || {
                let text = format!("The value '{value}' is not valid.");
                aspnet::binding(&[(name.as_ref(), text.as_str())])
            };
            match name.to_ascii_lowercase().as_str() {
                "continuationtoken" => filter.continuation_token = Some(value.into_owned()),
                "createdafter" => filter.created_after = Some(altinn_time::parse(&value).ok_or_else(unfit)?),
                "createdbefore" => filter.created_before = Some(altinn_time::parse(&value).ok_or_else(unfit)?),
                "eventtype" => filter.event_types.push(value.into_owned()),
                "consentrequestid" => filter.consent_id = Some(Uuid::parse_str(&value).map_err(|_| unfit())?),
                _ => {}
            }
        }
        Ok(filter)
    }

    /// The event to go on after.
    fn check(&self) -> Result<Option<Uuid>, Response> {
        let mut errors = Vec::new();
        if let (Some(after), Some(before)) = (self.created_after, self.created_before)
            && after >= before
        {
            errors.push(error("AM.VLD-00051", "'createdAfter' must be earlier than 'createdBefore'.", "createdAfter"));
        }
        if self.event_types.iter().any(|given| !EVENT_TYPES.contains(&given.to_ascii_lowercase().as_str())) {
            let detail =
                "One or more event types are invalid. Valid values are: rejected, accepted, revoked, deleted, used.";
            errors.push(error("AM.VLD-00052", detail, "eventType"));
        }
        let after = self.continuation_token.as_deref().map(event_id);
        if matches!(after, Some(None)) {
            errors.push(error("AM.VLD-00053", "The continuation token is invalid.", "continuationToken"));
        }
        if let Some(problem) = Problem::validation(errors) {
            return Err(problem.into_response());
        }
        // The check forgives capitals, the database's enum does not.
        if self.event_types.iter().any(|given| !EVENT_TYPES.contains(&given.as_str())) {
            return Err(aspnet::unhandled());
        }
        Ok(after.flatten())
    }

    fn admits(&self, event: &FeedEvent) -> bool {
        let event_type = event.event_type.as_str();
        self.created_after.is_none_or(|after| event.created >= after)
            && self.created_before.is_none_or(|before| event.created < before)
            && self.consent_id.is_none_or(|id| event.consent_id == id)
            && (self.event_types.is_empty()
                || self.event_types.iter().any(|given| given.eq_ignore_ascii_case(event_type)))
    }

    /// Path and query of the next page, carrying the filters on.
    fn next(&self, last: &Uuid) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("continuationToken", &Base64::encode_string(&last.to_bytes_le()));
        for (name, moment) in [("createdAfter", self.created_after), ("createdBefore", self.created_before)] {
            if let Some(moment) = moment {
                query.append_pair(name, &format_round_trip(moment));
            }
        }
        for event_type in &self.event_types {
            query.append_pair("eventType", event_type);
        }
        if let Some(id) = self.consent_id {
            query.append_pair("consentRequestId", &id.to_string());
        }
        format!("{CONSENT_REQUESTS}/events?{}", query.finish())
    }
}

/// The token is .NET's byte order of the last event's id.
fn event_id(token: &str) -> Option<Uuid> {
    let bytes = Base64::decode_vec(token).ok()?;
    Some(Uuid::from_bytes_le(bytes.try_into().ok()?))
}

fn error(code: &'static str, detail: &'static str, parameter: &str) -> ValidationError {
    ValidationError { code, detail, path: format!("$QUERY/{parameter}") }
}
