//! `GET /accessmanagement/ui/consent/active`: what waits and what is in force, grouped by receiver.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use uuid::Uuid;

use super::frame::Frame;
use super::list::{List, ListQuery};
use super::texts::{display_name, is_poa};
use super::visit::Visit;
use super::words::Words;
use super::{ACTIVE_PAGE, AGREEMENT_PAGE, REQUEST_PAGE, api, norwegian_time};
use crate::app::{App, Shared};
use crate::consent::{Consent, EventType, Status};
use crate::party::PartyUrn;

pub(super) async fn show(State(app): State<Shared>, Query(query): Query<ListQuery>, headers: HeaderMap) -> Response {
    let list = List::of(&app, &headers, &query);
    let here = format!("{ACTIVE_PAGE}?party={}", list.party_uuid);
    let visit = Visit::new(&app, &headers, query.lang.as_deref(), here);
    let words = visit.words;
    let frame = Frame::new(&visit, Some(&list.party));
    let now = app.clock.now();
    let listed = list.consents.iter().rev();
    let listed = listed.filter(|consent| api::is_active(consent, consent.is_expired(now)));
    let (pending, active): (Vec<_>, Vec<_>) = listed.partition(|consent| consent.status == Status::Created);
    let groups = |consents: &[&Consent]| groups(&app, consents, words, query.new);
    let mut sections = vec![Section { title: words.active, groups: groups(&active) }];
    if !pending.is_empty() {
        sections.insert(0, Section { title: words.pending, groups: groups(&pending) });
    }
    let page = ActivePage { frame, action: ACTIVE_PAGE, sections: if list.allowed { sections } else { vec![] }, list };
    visit.render(&page, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "active.html")]
struct ActivePage {
    frame: Frame,
    action: &'static str,
    list: List,
    sections: Vec<Section>,
}

struct Section {
    title: &'static str,
    groups: Vec<Group>,
}

struct Group {
    receiver: PartyUrn,
    name: String,
    items: Vec<Item>,
}

struct Item {
    link: String,
    date: String,
    action: &'static str,
    /// Said of the one that was just given, else empty.
    flag: &'static str,
}

/// One group for each receiver, in the order of the consents.
fn groups(app: &App, consents: &[&Consent], words: &Words, new: Option<Uuid>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for consent in consents {
        let item = item(app, consent, words, new);
        match groups.iter_mut().find(|group| group.receiver == consent.to) {
            Some(group) => group.items.push(item),
            None => {
                let name = display_name(&app.register.read().name(&consent.to));
                groups.push(Group { receiver: consent.to.clone(), name, items: vec![item] });
            }
        }
    }
    groups
}

fn item(app: &App, consent: &Consent, words: &Words, new: Option<Uuid>) -> Item {
    let wording = words.about(is_poa(app, consent));
    let (wanted, link, action) = if consent.status == Status::Created {
        let link = format!("{REQUEST_PAGE}?id={}&skiplogout=true&backtopage=%2Fconsent%2Factive", consent.id);
        (EventType::Created, link, wording.see_and_give)
    } else {
        (EventType::Accepted, format!("{AGREEMENT_PAGE}?id={}", consent.id), wording.see_and_revoke)
    };
    let event = consent.events.iter().find(|event| event.event_type == wanted);
    Item {
        link,
        date: event.map(|event| norwegian_time::format(event.created)).unwrap_or_default(),
        action,
        flag: if new == Some(consent.id) { wording.newly } else { "" },
    }
}
