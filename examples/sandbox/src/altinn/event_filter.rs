//! The query of the event feed.

use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use time::OffsetDateTime;
use uuid::Uuid;

use super::problem::{Problem, ValidationError};
use super::{CONSENT_REQUESTS, aspnet, guid};
use crate::altinn_time::{self, format_round_trip};
use crate::consents::FeedEvent;

const EVENT_TYPES: [&str; 5] = ["rejected", "accepted", "revoked", "deleted", "used"];

pub(super) struct EventFilter {
    continuation_token: Option<String>,
    created_after: Option<OffsetDateTime>,
    created_before: Option<OffsetDateTime>,
    event_types: Vec<String>,
    consent_id: Option<Uuid>,
}

impl EventFilter {
    /// Names fit in any case, unknown ones are ignored, the first value of a name counts, and white space is no value.
    pub(super) fn parse(query: &str) -> Result<Self, Response> {
        let first = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            let value = pairs.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.into_owned());
            value.filter(|value| !value.trim().is_empty())
        };
        let date = |name: &str| parsed(name, first(name), altinn_time::parse_loosely);
        let event_types =
            form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name.eq_ignore_ascii_case("eventType"));
        Ok(Self {
            continuation_token: first("continuationToken"),
            created_after: date("createdAfter")?,
            created_before: date("createdBefore")?,
            event_types: event_types.map(|(_, value)| value.into_owned()).collect(),
            consent_id: parsed("consentRequestId", first("consentRequestId"), guid::parse)?,
        })
    }

    /// The event to go on after.
    pub(super) fn check(&self) -> Result<Option<Uuid>, Response> {
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
        match Problem::validation(errors) {
            Some(problem) => Err(problem.into_response()),
            None => Ok(after.flatten()),
        }
    }

    /// The check forgives capitals, the database's enum does not.
    pub(super) fn breaks_the_query(&self) -> bool {
        self.event_types.iter().any(|given| !EVENT_TYPES.contains(&given.as_str()))
    }

    pub(super) fn admits(&self, event: &FeedEvent) -> bool {
        // The database compares in its own precision.
        let micros = |moment: OffsetDateTime| moment.replace_microsecond(moment.microsecond()).unwrap_or(moment);
        let event_type = event.event_type.as_str();
        self.created_after.is_none_or(|after| event.created >= micros(after))
            && self.created_before.is_none_or(|before| event.created < micros(before))
            && self.consent_id.is_none_or(|id| event.consent_id == id)
            && (self.event_types.is_empty()
                || self.event_types.iter().any(|given| given.eq_ignore_ascii_case(event_type)))
    }

    /// Path and query of the page after the event `last`, carrying the filters on.
    pub(super) fn next(&self, last: &Uuid) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("continuationToken", &Base64::encode_string(&last.to_bytes_le()));
        if let Some(id) = self.consent_id {
            query.append_pair("consentRequestId", &id.to_string());
        }
        for (name, moment) in [("createdAfter", self.created_after), ("createdBefore", self.created_before)] {
            if let Some(moment) = moment {
                query.append_pair(name, &format_round_trip(moment));
            }
        }
        for event_type in &self.event_types {
            query.append_pair("eventType", event_type);
        }
        format!("{CONSENT_REQUESTS}/events?{}", query.finish())
    }
}

fn parsed<T>(name: &str, value: Option<String>, parse: fn(&str) -> Option<T>) -> Result<Option<T>, Response> {
    let Some(value) = value else { return Ok(None) };
    parse(&value).map(Some).ok_or_else(|| aspnet::not_valid(name, &value))
}

/// The token is .NET's byte order of the last event's id; white space in it is skipped.
fn event_id(token: &str) -> Option<Uuid> {
    let token: String = token.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    let bytes = Base64::decode_vec(&token).ok()?;
    Some(Uuid::from_bytes_le(bytes.try_into().ok()?))
}

fn error(code: &'static str, detail: &'static str, parameter: &str) -> ValidationError {
    ValidationError { code, detail, path: format!("$QUERY/{parameter}") }
}
