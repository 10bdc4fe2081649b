//! What is around every page: the menu, the languages, and the choice of another test person.

use uuid::Uuid;

use super::session::chosen_citizen;
use super::texts::display_name;
use super::visit::Visit;
use super::words::Words;
use super::{ACTIVE_PAGE, CHOOSE_PERSON, ICON, LOG_PAGE, STYLE};
use crate::party::PartyUrn;

/// Enough to choose from; the rest can be registered under a number of one's own.
const MAX_PERSONS: usize = 60;

pub(super) struct Frame {
    pub(super) words: &'static Words,
    pub(super) style: &'static str,
    pub(super) icon: &'static str,
    pub(super) choose_person: &'static str,
    pub(super) active_page: String,
    pub(super) log_page: String,
    pub(super) here: String,
    pub(super) languages: [Language; 3],
    /// Who is logged in, empty when nobody was chosen.
    pub(super) chosen: String,
    pub(super) persons: Vec<PersonOption>,
}

pub(super) struct Language {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) is_current: bool,
}

pub(super) struct PersonOption {
    pub(super) uuid: Uuid,
    pub(super) name: String,
    pub(super) selected: bool,
}

impl Frame {
    /// `party` is whose lists the menu leads to.
    pub(super) fn new(visit: &Visit<'_>, party: Option<&PartyUrn>) -> Self {
        let chosen = chosen_citizen(visit.app, visit.headers).map(|citizen| citizen.person);
        let register = visit.app.register.read();
        let persons = register.parties().into_iter().filter(|party| party.type_number() == 1);
        let is_chosen = |uuid| chosen.as_ref().is_some_and(|chosen| register.uuid(chosen) == uuid);
        let query = party.map(|party| format!("?party={}", register.uuid(party))).unwrap_or_default();
        Self {
            words: visit.words,
            style: STYLE,
            icon: ICON,
            choose_person: CHOOSE_PERSON,
            active_page: format!("{ACTIVE_PAGE}{query}"),
            log_page: format!("{LOG_PAGE}{query}"),
            here: visit.here.clone(),
            languages: languages(visit.words),
            chosen: chosen.as_ref().map(|person| display_name(&register.name(person))).unwrap_or_default(),
            persons: persons
                .take(MAX_PERSONS)
                .map(|party| PersonOption {
                    uuid: party.uuid,
                    name: display_name(&party.name),
                    selected: is_chosen(party.uuid),
                })
                .collect(),
        }
    }
}

fn languages(words: &Words) -> [Language; 3] {
    let named = [("nb", "Norsk (bokmål)"), ("nn", "Norsk (nynorsk)"), ("en", "English")];
    named.map(|(code, name)| Language { code, name, is_current: code == words.code })
}
