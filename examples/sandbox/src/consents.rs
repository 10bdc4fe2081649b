//! All consents of one sandbox and the event feed over them.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::Bound;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::altinn::problem::Problem;
use crate::app::App;
use crate::consent::{Consent, ConsentEvent, Decision, EventType, Refusal, Status};
use crate::party::PartyUrn;
use crate::store::Kind;

#[derive(Default)]
pub(crate) struct Consents {
    by_id: HashMap<Uuid, Consent>,
    /// Per receiver, in the order of the event ids.
    feed: HashMap<PartyUrn, BTreeMap<Uuid, FeedEvent>>,
    /// Per giver, in the order of creation.
    given: HashMap<PartyUrn, Vec<Uuid>>,
}

#[derive(Clone)]
pub(crate) struct FeedEvent {
    pub(crate) consent_id: Uuid,
    pub(crate) event_type: EventType,
    pub(crate) created: OffsetDateTime,
}

/// What a create led to.
pub(crate) enum Inserted {
    Created(Box<Consent>),
    /// The id exists with the same parties; the stored consent stands.
    Existed(Box<Consent>),
    /// The id exists with other parties.
    Taken,
}

impl Consents {
    /// Adds a consent, or replaces it with what has become of it.
    pub(crate) fn put(&mut self, consent: Consent) {
        let feed = self.feed.entry(consent.to.clone()).or_default();
        feed.extend(consent.events.iter().map(|event| (event.id, feed_event(consent.id, event))));
        match self.by_id.entry(consent.id) {
            Entry::Occupied(mut stored) => {
                stored.insert(consent);
            }
            Entry::Vacant(slot) => {
                self.given.entry(consent.from.clone()).or_default().push(consent.id);
                slot.insert(consent);
            }
        }
    }

    /// What a consent with the id of an earlier one leads to.
    fn repeated(&self, consent: &Consent) -> Option<Inserted> {
        let stored = self.find(consent.id)?;
        let same = stored.from == consent.from && stored.to == consent.to;
        Some(if same { Inserted::Existed(Box::new(stored.clone())) } else { Inserted::Taken })
    }

    pub(crate) fn find(&self, id: Uuid) -> Option<&Consent> {
        self.by_id.get(&id)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Consent> {
        self.by_id.values()
    }

    /// The consents that `giver` is asked for, in the order of creation.
    pub(crate) fn given_by(&self, giver: &PartyUrn) -> impl Iterator<Item = &Consent> {
        self.given.get(giver).into_iter().flatten().filter_map(|id| self.by_id.get(id))
    }

    /// Everyone who was ever asked.
    pub(crate) fn givers(&self) -> impl Iterator<Item = &PartyUrn> {
        self.given.keys()
    }

    /// The feed of `receiver` after the event `after`.
    pub(crate) fn feed(&self, receiver: &PartyUrn, after: Option<Uuid>) -> impl Iterator<Item = (&Uuid, &FeedEvent)> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.feed.get(receiver).into_iter().flat_map(move |feed| feed.range((start, Bound::Unbounded)))
    }

    /// The question that Maskinporten asks before it puts a consent in a token.
    pub(crate) fn lookup(
        &self,
        id: Uuid,
        from: &PartyUrn,
        to: &PartyUrn,
        now: OffsetDateTime,
    ) -> Result<&Consent, Vec<Problem>> {
        let Some(consent) = self.find(id) else { return Err(vec![Problem::consent_not_found()]) };
        let mut problems = Vec::new();
        if consent.to != *to && consent.handled_by.as_ref() != Some(to) {
            problems.push(Problem::consent_not_found());
        }
        if consent.from != *from {
            problems.push(Problem::new(400, "AM-00012", "The consented party does not match the party requested"));
        }
        if consent.is_expired(now) {
            problems.push(Problem::new(400, "AM-00013", "Consent is expired"));
        }
        match consent.status {
            Status::Accepted => {}
            Status::Revoked => problems.push(Problem::new(400, "AM-00011", "Consent is revoked")),
            Status::Created | Status::Rejected => {
                problems.push(Problem::new(400, "AM-00014", "Consent is not accepted"))
            }
        }
        if problems.is_empty() { Ok(consent) } else { Err(problems) }
    }
}

/// Each change is kept in the `--db` file before anybody sees it, and nobody sees a later event before an earlier one.
impl App {
    /// Adds a consent that `consumer` asks for, with the event of its creation.
    pub(crate) fn insert(&self, mut consent: Consent, consumer: PartyUrn) -> io::Result<Inserted> {
        let mut consents = self.consents.write();
        if let Some(repeated) = consents.repeated(&consent) {
            return Ok(repeated);
        }
        let created = self.clock.now();
        let id = self.clock.event_id(created);
        consent.events.push(ConsentEvent { id, created, performed_by: consumer, event_type: EventType::Created });
        self.store.put(Kind::Consent, &consent.id.to_string(), &consent)?;
        consents.put(consent.clone());
        Ok(Inserted::Created(Box::new(consent)))
    }

    /// Records what `person` decided, having read the text in `language`.
    pub(crate) fn decide(
        &self,
        id: Uuid,
        decision: Decision,
        person: PartyUrn,
        language: Option<&str>,
    ) -> Result<Consent, Refusal> {
        let mut consents = self.consents.write();
        let now = self.clock.now();
        let mut consent = consents.find(id).cloned().ok_or(Refusal::Unknown)?;
        consent.decide(decision, person, self.clock.event_id(now), now)?;
        if decision == Decision::Approve && consent.language.is_none() {
            consent.language = language.map(str::to_owned);
        }
        self.store.put(Kind::Consent, &id.to_string(), &consent).map_err(|_| Refusal::NotKept)?;
        consents.put(consent.clone());
        Ok(consent)
    }
}

fn feed_event(consent_id: Uuid, event: &ConsentEvent) -> FeedEvent {
    FeedEvent { consent_id, event_type: event.event_type, created: event.created }
}
