//! `GET /accessmanagement/ui/consent/active`: what waits and what is in force, grouped by receiver.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::frame::{Frame, render};
use super::language::Words;
use super::session::{chosen_citizen, representative};
use super::texts::display_name;
use super::{ACTIVE_PAGE, AGREEMENT_PAGE, REQUEST_PAGE, api, cookie, norwegian_time};
use crate::app::{App, Shared};
use crate::bff::operations;
use crate::citizen::Citizen;
use crate::consent::{Consent, EventType, Status};
use crate::party::PartyUrn;

/// Whose list is shown when nothing says so.
const TEST_PERSON: &str = "21818297804";

#[derive(Deserialize)]
pub(super) struct ListQuery {
    lang: Option<String>,
    party: Option<String>,
    /// The consent that was just given.
    new: Option<Uuid>,
    /// What the log is searched for.
    #[serde(default)]
    pub(super) q: String,
}

/// A list page's party and what it may show of it.
pub(super) struct List {
    pub(super) party_uuid: Uuid,
    pub(super) party_name: String,
    /// Whether the citizen may see it; there are no consents otherwise.
    pub(super) allowed: bool,
    pub(super) consents: Vec<Consent>,
    pub(super) parties: Vec<PartyOption>,
}

pub(super) struct PartyOption {
    pub(super) uuid: Uuid,
    pub(super) name: String,
    pub(super) selected: bool,
}

pub(super) async fn show(State(app): State<Shared>, Query(query): Query<ListQuery>, headers: HeaderMap) -> Response {
    let (frame, list) = List::of(&app, &query, &headers, ACTIVE_PAGE);
    let now = app.clock.now();
    let listed = list.consents.iter().rev();
    let listed = listed.filter(|consent| api::is_active(consent, consent.is_expired(now)));
    let (pending, active): (Vec<_>, Vec<_>) = listed.partition(|consent| consent.status == Status::Created);
    let words = frame.words;
    let groups = |consents: &[&Consent]| groups(&app, consents, words, query.new);
    let mut sections = vec![Section { title: words.active, groups: groups(&active) }];
    if !pending.is_empty() {
        sections.insert(0, Section { title: words.pending, groups: groups(&pending) });
    }
    let page = ActivePage { frame, action: ACTIVE_PAGE, sections: if list.allowed { sections } else { vec![] }, list };
    render(&page, words, StatusCode::OK)
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
    name: String,
    items: Vec<Item>,
}

struct Item {
    link: String,
    date: String,
    action: &'static str,
    is_new: bool,
}

impl List {
    pub(super) fn of(app: &App, query: &ListQuery, headers: &HeaderMap, page: &str) -> (Frame, Self) {
        let words = Words::choose(query.lang.as_deref(), headers);
        let chosen = chosen_citizen(app, headers);
        let party = query.party.as_deref().or_else(|| cookie::read(headers, cookie::PARTY));
        let party = party.and_then(|uuid| Uuid::parse_str(uuid).ok());
        let default = || chosen.as_ref().map(|citizen| citizen.person.clone()).unwrap_or(test_person());
        let party = party.map_or_else(default, |uuid| app.register.read().resolve(PartyUrn::Uuid(uuid)));
        let citizen = chosen.unwrap_or_else(|| match &party {
            PartyUrn::Person(_) => Citizen::trusted(party.clone()),
            organization => Citizen::trusted(representative(app, organization)),
        });
        let (uuid, name) = {
            let register = app.register.read();
            (register.uuid(&party), display_name(&register.name(&party)))
        };
        let consents = operations::list(app, &citizen, uuid);
        let list = Self {
            party_uuid: uuid,
            party_name: name,
            allowed: consents.is_ok(),
            consents: consents.unwrap_or_default(),
            parties: parties(app, &citizen, &party),
        };
        (Frame::new(app, headers, words, format!("{page}?party={uuid}"), Some(&party)), list)
    }
}

/// The shown one, and those with consents that this citizen may see.
fn parties(app: &App, citizen: &Citizen, shown: &PartyUrn) -> Vec<PartyOption> {
    let givers: Vec<PartyUrn> = app.consents.read().givers().cloned().collect();
    let register = app.register.read();
    let seen = givers.iter().filter(|giver| *giver != shown && register.may_act_for(&citizen.person, giver));
    let mut parties: Vec<_> = std::iter::once(shown).chain(seen).collect();
    parties.dedup();
    let option = |party: &PartyUrn| PartyOption {
        uuid: register.uuid(party),
        name: display_name(&register.name(party)),
        selected: party == shown,
    };
    parties.into_iter().take(100).map(option).collect()
}

fn groups(app: &App, consents: &[&Consent], words: Words, new: Option<Uuid>) -> Vec<Group> {
    let register = app.register.read();
    let mut groups: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for consent in consents {
        let template_is_poa =
            app.registry.read().template(&consent.template_id).is_some_and(|template| template.is_poa);
        let pending = consent.status == Status::Created;
        let wanted = if pending { EventType::Created } else { EventType::Accepted };
        let event = consent.events.iter().find(|event| event.event_type == wanted);
        let link = if pending {
            format!("{REQUEST_PAGE}?id={}&skiplogout=true&backtopage=%2Fconsent%2Factive", consent.id)
        } else {
            format!("{AGREEMENT_PAGE}?id={}", consent.id)
        };
        groups.entry(display_name(&register.name(&consent.to))).or_default().push(Item {
            link,
            date: event.map(|event| norwegian_time::format(event.created)).unwrap_or_default(),
            action: match (pending, template_is_poa) {
                (true, false) => words.see_and_give,
                (true, true) => words.see_and_give_poa,
                (false, false) => words.see_and_revoke,
                (false, true) => words.see_and_revoke_poa,
            },
            is_new: new == Some(consent.id),
        });
    }
    groups.into_iter().map(|(name, items)| Group { name, items }).collect()
}

fn test_person() -> PartyUrn {
    PartyUrn::Person(TEST_PERSON.to_owned())
}
