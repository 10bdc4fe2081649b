//! The person who is logged in to the portal.

use uuid::Uuid;

use crate::app::App;
use crate::consent::Consent;
use crate::jwt::{self, Claims};
use crate::party::PartyUrn;

/// Altinn's access management asks for this level at least.
const MIN_LEVEL: i64 = 2;

pub(crate) struct Citizen {
    /// By number when the register knows the party, else by uuid.
    pub(crate) person: PartyUrn,
    level: i64,
}

impl Citizen {
    /// The citizen of a portal token: only the party uuid and the level count, neither `pid` nor user id.
    pub(crate) fn from_claims(app: &App, claims: &Claims) -> Option<Self> {
        let uuid = jwt::text(claims, "urn:altinn:party:uuid").and_then(|uuid| Uuid::parse_str(uuid).ok())?;
        let level = claims.get("urn:altinn:authlevel");
        let level = level.and_then(|level| level.as_i64().or_else(|| level.as_str()?.parse().ok()));
        Some(Self { person: app.register.read().resolve(PartyUrn::Uuid(uuid)), level: level.unwrap_or(0) })
    }

    /// Someone who is at the sandbox's page without a log-in.
    pub(crate) fn trusted(person: PartyUrn) -> Self {
        Self { person, level: MIN_LEVEL }
    }

    /// The policy decision on reading and writing for `party`.
    pub(crate) fn may_act_for(&self, app: &App, party: &PartyUrn) -> bool {
        self.level >= MIN_LEVEL && app.register.read().may_act_for(&self.person, party)
    }

    /// The same for the giver of `consent`.
    pub(crate) fn may_act_on(&self, app: &App, consent: &Consent) -> bool {
        self.level >= MIN_LEVEL && app.register.read().may_answer(&self.person, consent)
    }
}
