//! What the two list pages share: the party that they are about and its consents.

use axum::http::HeaderMap;
use serde::Deserialize;
use uuid::Uuid;

use super::cookie;
use super::session::{chosen_citizen, representative, test_person};
use super::texts::display_name;
use crate::app::App;
use crate::bff::operations;
use crate::citizen::Citizen;
use crate::consent::Consent;
use crate::party::PartyUrn;

#[derive(Deserialize)]
pub(super) struct ListQuery {
    pub(super) lang: Option<String>,
    party: Option<String>,
    /// The consent that was just given.
    pub(super) new: Option<Uuid>,
    /// What the log is searched for.
    #[serde(default)]
    pub(super) q: String,
}

/// A list page's party and what it may show of it.
pub(super) struct List {
    pub(super) party: PartyUrn,
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

/// Enough to choose from.
const MAX_PARTIES: usize = 100;

impl List {
    pub(super) fn of(app: &App, headers: &HeaderMap, query: &ListQuery) -> Self {
        let chosen = chosen_citizen(app, headers);
        let party = query.party.as_deref().or_else(|| cookie::read(headers, cookie::PARTY));
        let party = party.and_then(|uuid| Uuid::parse_str(uuid).ok());
        let default = || chosen.as_ref().map(|citizen| citizen.person.clone()).unwrap_or(test_person());
        let party = party.map_or_else(default, |uuid| app.register.read().resolve(PartyUrn::Uuid(uuid)));
        let citizen = chosen.unwrap_or_else(|| match &party {
            PartyUrn::Person(_) => Citizen::trusted(party.clone()),
            organization => Citizen::trusted(representative(app, organization)),
        });
        let (party_uuid, party_name) = {
            let register = app.register.read();
            (register.uuid(&party), display_name(&register.name(&party)))
        };
        let consents = operations::list(app, &citizen, party_uuid);
        Self {
            party_uuid,
            party_name,
            allowed: consents.is_ok(),
            consents: consents.unwrap_or_default(),
            parties: parties(app, &citizen, &party),
            party,
        }
    }
}

/// The shown one, and those with consents that this citizen may see.
fn parties(app: &App, citizen: &Citizen, shown: &PartyUrn) -> Vec<PartyOption> {
    let givers: Vec<PartyUrn> = app.consents.read().givers().cloned().collect();
    let register = app.register.read();
    let seen = givers.iter().filter(|giver| *giver != shown && register.may_act_for(&citizen.person, giver));
    let option = |party: &PartyUrn| PartyOption {
        uuid: register.uuid(party),
        name: display_name(&register.name(party)),
        selected: party == shown,
    };
    let mut parties: Vec<_> = std::iter::once(shown).chain(seen).take(MAX_PARTIES).map(option).collect();
    parties.sort_by(|a, b| a.name.cmp(&b.name));
    parties
}
