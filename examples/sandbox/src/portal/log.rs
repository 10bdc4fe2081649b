//! `GET /accessmanagement/ui/consent/log`: what happened, newest first.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::frame::Frame;
use super::list::{List, ListQuery};
use super::texts::{display_name, is_poa};
use super::visit::{Visit, encode};
use super::words::Words;
use super::{AGREEMENT_PAGE, LOG_PAGE, norwegian_time};
use crate::app::{App, Shared};
use crate::consent::{Consent, ConsentEvent, EventType};

pub(super) async fn show(State(app): State<Shared>, Query(query): Query<ListQuery>, headers: HeaderMap) -> Response {
    let list = List::of(&app, &headers, &query);
    let search = query.q.trim();
    let here = format!("{LOG_PAGE}?party={}&q={}", list.party_uuid, encode(search));
    let visit = Visit::new(&app, &headers, query.lang.as_deref(), here);
    let frame = Frame::new(&visit, Some(&list.party));
    let entries = entries(&app, &list.consents, search, visit.words);
    visit.render(&LogPage { frame, action: LOG_PAGE, list, search, entries }, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage<'a> {
    frame: Frame,
    action: &'static str,
    list: List,
    search: &'a str,
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

fn entries(app: &App, consents: &[Consent], search: &str, words: &Words) -> Vec<Entry> {
    let now = app.clock.now();
    let search = search.to_lowercase();
    let mut happened: Vec<(&Consent, ConsentEvent)> = Vec::new();
    for consent in consents {
        let [from, to] = names(app, consent);
        if !from.to_lowercase().contains(&search) && !to.to_lowercase().contains(&search) {
            continue;
        }
        let shown = |event: &ConsentEvent| !matches!(event.event_type, EventType::Created | EventType::Rejected);
        happened.extend(consent.events_at(now).into_iter().filter(shown).map(|event| (consent, event)));
    }
    happened.sort_by_key(|(_, event)| Reverse(event.created));
    happened.iter().map(|(consent, event)| entry(app, consent, event, words)).collect()
}

fn entry(app: &App, consent: &Consent, event: &ConsentEvent, words: &Words) -> Entry {
    let wording = words.about(is_poa(app, consent));
    let (text, more) = match event.event_type {
        EventType::Accepted => {
            (wording.log_accepted, format!("{} {}", words.valid_until, norwegian_time::format(consent.valid_to)))
        }
        EventType::Revoked => (wording.log_revoked, String::new()),
        _ => (wording.log_expired, String::new()),
    };
    let [from, to] = names(app, consent);
    Entry {
        date: norwegian_time::format_long(event.created),
        text: text.replace("{from}", &from).replace("{to}", &to),
        more,
        link: format!("{AGREEMENT_PAGE}?id={}", consent.id),
        see: wording.see,
        test_id: format!("{}-{}", consent.id, event.event_type.as_str()),
    }
}

/// Giver and receiver.
fn names(app: &App, consent: &Consent) -> [String; 2] {
    let register = app.register.read();
    [&consent.from, &consent.to].map(|party| display_name(&register.name(party)))
}
