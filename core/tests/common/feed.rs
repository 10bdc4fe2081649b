//! Pages of the events feed.

use samtykke::Answer;

use super::{ID, responded, seconds_later};

pub(crate) const EVENTS: &str =
    "https://platform.tt02.altinn.no/accessmanagement/api/v1/enterprise/consentrequests/events";

/// A page of events, each with its type and its second after `now`.
pub(crate) fn page(events: &[(&str, i64)], next: Option<&str>) -> Answer {
    responded(200, &page_body(events, next))
}

pub(crate) fn page_body(events: &[(&str, i64)], next: Option<&str>) -> String {
    let data = events.iter().map(|(event_type, seconds)| {
        let date = seconds_later(*seconds);
        format!(r#"{{"consentRequestId":"{ID}","eventType":"{event_type}","changedDate":"{date}"}}"#)
    });
    let next = next.map_or("null".to_owned(), |token| format!(r#""{EVENTS}?continuationToken={token}""#));
    format!(r#"{{"links":{{"next":{next}}},"data":[{}]}}"#, data.collect::<Vec<_>>().join(","))
}
