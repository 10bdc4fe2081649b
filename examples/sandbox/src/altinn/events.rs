//! `GET consentrequests/events`: the feed of what happened to the caller's consents.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::aspnet;
use super::caller::{Caller, READ};
use super::event_filter::EventFilter;
use super::problem::Problem;
use crate::altinn_time::format;
use crate::app::{App, Shared};

pub(super) async fn events(State(app): State<Shared>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    page(&app, &query.unwrap_or_default(), &headers).unwrap_or_else(|refusal| refusal)
}

fn page(app: &App, query: &str, headers: &HeaderMap) -> Result<Response, Response> {
    let caller = Caller::authenticate(app, headers, &READ)?;
    let filter = EventFilter::parse(query)?;
    let consumer = caller.consumer()?;
    let after = filter.check()?;
    if !app.admit(&consumer).map_err(|_| aspnet::unhandled())? {
        let problem = Problem::new(400, "AM-00003", "Unknown organization. Could not be found");
        return Err(problem.with("orgnr", consumer.to_string()).into_response());
    }
    if filter.breaks_the_query() {
        return Err(aspnet::unhandled());
    }
    let visible_until = visible_until(app);
    let consents = app.consents.read();
    let feed = consents.feed(&consumer, after);
    let page: Vec<_> = feed
        .filter(|(_, event)| visible_until.is_none_or(|moment| event.created <= moment) && filter.admits(event))
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

/// Younger events may still be overtaken by others that are being written; without a lag none is hidden, even when the
/// clock was turned back since.
fn visible_until(app: &App) -> Option<OffsetDateTime> {
    let lag = time::Duration::try_from(app.options.events_lag).unwrap_or(time::Duration::MAX);
    (!lag.is_zero()).then(|| app.clock.now().checked_sub(lag).unwrap_or(OffsetDateTime::UNIX_EPOCH))
}
