//! `GET /accessmanagement/ui/consent/log`: what happened, newest first.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::active::{List, ListQuery};
use super::frame::{Frame, render};
use super::language::Words;
use super::texts::display_name;
use super::{AGREEMENT_PAGE, LOG_PAGE, norwegian_time};
use crate::app::{App, Shared};
use crate::consent::{Consent, ConsentEvent, EventType};

pub(super) async fn show(State(app): State<Shared>, Query(query): Query<ListQuery>, headers: HeaderMap) -> Response {
    let (frame, list) = List::of(&app, &query, &headers, LOG_PAGE);
    let words = frame.words;
    let entries = entries(&app, &list.consents, &query.q, words);
    render(&LogPage { frame, action: LOG_PAGE, list, search: query.q, entries }, words, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    frame: Frame,
    action: &'static str,
    list: List,
    search: String,
    entries: Vec<Entry>,
}

struct Entry {
    date: String,
    text: String,
    more: String,
    link: String,
    see: &'static str,
    test_id: String,
}

fn entries(app: &App, consents: &[Consent], search: &str, words: Words) -> Vec<Entry> {
    let now = app.clock.now();
    let search = search.to_lowercase();
    let register = app.register.read();
    let mut events: Vec<(ConsentEvent, &Consent, String, String)> = Vec::new();
    for consent in consents {
        let (from, to) = (display_name(&register.name(&consent.from)), display_name(&register.name(&consent.to)));
        if !from.to_lowercase().contains(&search) && !to.to_lowercase().contains(&search) {
            continue;
        }
        let shown = |event: &ConsentEvent| !matches!(event.event_type, EventType::Created | EventType::Rejected);
        let shown = consent.events_at(now).into_iter().filter(shown);
        events.extend(shown.map(|event| (event, consent, from.clone(), to.clone())));
    }
    events.sort_by_key(|(event, ..)| std::cmp::Reverse(event.created));
    let entry = |(event, consent, from, to): &(ConsentEvent, &Consent, String, String)| {
        let is_poa = app.registry.read().template(&consent.template_id).is_some_and(|template| template.is_poa);
        let accepted = event.event_type == EventType::Accepted;
        let text = match event.event_type {
            EventType::Accepted => words.log_accepted,
            EventType::Revoked => words.log_revoked,
            _ => words.log_expired,
        };
        Entry {
            date: norwegian_time::format(event.created),
            text: text.replace("{from}", from).replace("{to}", to),
            more: if accepted {
                format!("{} {}", words.valid_until, norwegian_time::format(consent.valid_to))
            } else {
                String::new()
            },
            link: format!("{AGREEMENT_PAGE}?id={}", consent.id),
            see: if is_poa { words.see_poa } else { words.see },
            test_id: format!("{}-{}", consent.id, event.event_type.as_str()),
        }
    };
    events.iter().map(entry).collect()
}
