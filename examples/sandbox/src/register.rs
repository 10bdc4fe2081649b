//! The parties that the sandbox knows.

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::consent::Consent;
use crate::party::PartyUrn;

const SEED: &str = include_str!("../data/parties.json");
/// Valid numbers that Altinn's own tests use as unknown ones, so they are never registered on first use.
const UNKNOWN: [&str; 2] = ["01014922047", "974760673"];
const GIVEN_NAMES: [&str; 8] = ["Kari", "Ola", "Ingrid", "Per", "Astrid", "Lars", "Solveig", "Nils"];
const FAMILY_NAMES: [&str; 8] = ["Fjell", "Dal", "Strand", "Skog", "Bakke", "Elv", "Nes", "Vik"];

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Party {
    pub(crate) number: String,
    pub(crate) name: String,
    #[serde(rename = "partyUuid")]
    pub(crate) uuid: Uuid,
    /// The kind of organisation; `BEDR` and `AAFY` are sub-units.
    #[serde(default, rename = "unitType", skip_serializing_if = "Option::is_none")]
    pub(crate) unit_type: Option<String>,
    /// The numbers of the persons who may act for the party. When absent: every person for an organisation, nobody else
    /// for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) representatives: Option<Vec<String>>,
}

impl Party {
    pub(crate) fn new(number: String, name: String, uuid: Uuid) -> Self {
        Self { number, name, uuid, unit_type: None, representatives: None }
    }

    /// 1 for a person, 2 for an organisation, 4 for a sub-unit.
    pub(crate) fn type_number(&self) -> u8 {
        match self.unit_type.as_deref() {
            Some("BEDR" | "AAFY") => 4,
            _ if self.number.len() == 11 => 1,
            _ => 2,
        }
    }
}

pub(crate) struct Register {
    parties: HashMap<PartyUrn, Party>,
    by_uuid: HashMap<Uuid, PartyUrn>,
    strict: bool,
}

impl Register {
    /// The seeded parties; a `strict` register knows no others until they are added.
    pub(crate) fn new(strict: bool) -> Self {
        let mut register = Self { parties: HashMap::new(), by_uuid: HashMap::new(), strict };
        let seed: Vec<Party> = serde_json::from_str(SEED).unwrap_or_default();
        for party in seed {
            register.add(party);
        }
        register
    }

    /// Adds or replaces a party; `None` when its number has wrong check digits.
    pub(crate) fn add(&mut self, party: Party) -> Option<Party> {
        let urn = PartyUrn::from_number(&party.number)?;
        if let Some(replaced) = self.parties.insert(urn.clone(), party.clone()) {
            self.by_uuid.remove(&replaced.uuid);
        }
        self.by_uuid.insert(party.uuid, urn);
        Some(party)
    }

    pub(crate) fn find(&self, urn: &PartyUrn) -> Option<&Party> {
        match urn {
            PartyUrn::Uuid(uuid) => self.parties.get(self.by_uuid.get(uuid)?),
            urn => self.parties.get(urn),
        }
    }

    /// The party of a valid number that nobody registered; `None` when it is known, or the register is strict.
    pub(crate) fn newcomer(&self, urn: &PartyUrn) -> Option<Party> {
        let number = urn.number()?;
        if self.strict || UNKNOWN.contains(&number) || self.find(urn).is_some() {
            return None;
        }
        Some(Party::new(number.to_owned(), invented_name(urn), derived_uuid(number)))
    }

    /// Whether `person` may act for `party`: for itself, where the party names it, and for an organisation that names
    /// nobody.
    pub(crate) fn may_act_for(&self, person: &PartyUrn, party: &PartyUrn) -> bool {
        if person == party {
            return true;
        }
        match (person.number(), self.find(party)) {
            (Some(person), Some(party)) => match &party.representatives {
                Some(names) => names.iter().any(|name| name == person),
                None => party.type_number() != 1,
            },
            _ => false,
        }
    }

    /// Whether `person` may answer for the giver. Whoever is required to may, unless the giver names others: outside of
    /// the sandbox that person would not be required without the right to.
    pub(crate) fn may_answer(&self, person: &PartyUrn, consent: &Consent) -> bool {
        let names_nobody = || self.find(&consent.from).is_some_and(|giver| giver.representatives.is_none());
        self.may_act_for(person, &consent.from)
            || (consent.required_delegator.as_ref() == Some(person) && names_nobody())
    }

    pub(crate) fn name(&self, urn: &PartyUrn) -> String {
        self.find(urn).map(|party| party.name.clone()).unwrap_or_default()
    }

    /// The number behind a party uuid, or the URN itself when there is none.
    pub(crate) fn resolve(&self, urn: PartyUrn) -> PartyUrn {
        match urn {
            PartyUrn::Uuid(uuid) => self.by_uuid.get(&uuid).cloned().unwrap_or(urn),
            urn => urn,
        }
    }

    pub(crate) fn uuid(&self, urn: &PartyUrn) -> Uuid {
        match urn {
            PartyUrn::Uuid(uuid) => *uuid,
            urn => self.find(urn).map_or_else(|| derived_uuid(urn.number().unwrap_or_default()), |party| party.uuid),
        }
    }

    pub(crate) fn parties(&self) -> Vec<&Party> {
        let mut parties: Vec<_> = self.parties.values().collect();
        parties.sort_by(|a, b| a.number.cmp(&b.number));
        parties
    }
}

/// The same uuid for the same number in every sandbox.
pub(crate) fn derived_uuid(number: &str) -> Uuid {
    let hash = digest(&SHA256, number.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

pub(crate) fn invented_name(urn: &PartyUrn) -> String {
    let number = urn.number().unwrap_or_default();
    let hash = digest(&SHA256, number.as_bytes());
    let [first, second, ..] = hash.as_ref() else { return String::new() };
    let family = FAMILY_NAMES[usize::from(*second) % FAMILY_NAMES.len()];
    match urn {
        PartyUrn::Person(_) => format!("{} {family}", GIVEN_NAMES[usize::from(*first) % GIVEN_NAMES.len()]),
        _ => format!("{family} og {} AS", FAMILY_NAMES[usize::from(*first) % FAMILY_NAMES.len()]),
    }
}
