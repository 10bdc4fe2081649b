//! All consents of one sandbox and the event feed over them.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::altinn::problem::Problem;
use crate::consent::{Consent, ConsentEvent, Decision, EventType, Refusal, Status};
use crate::party::PartyUrn;

#[derive(Default)]
pub(crate) struct Consents {
    by_id: HashMap<Uuid, Consent>,
    /// Per receiver, in the order of the event ids.
    feed: HashMap<PartyUrn, BTreeMap<Uuid, FeedEvent>>,
}

#[derive(Clone)]
pub(crate) struct FeedEvent {
    pub(crate) consent_id: Uuid,
    pub(crate) event_type: EventType,
    pub(crate) created: OffsetDateTime,
}

/// What a create led to.
pub(crate) enum Inserted {
    Created,
    /// The id exists with the same parties; the stored consent stands.
    Existed(Box<Consent>),
    /// The id exists with other parties.
    Taken,
}

impl Consents {
    pub(crate) fn insert(&mut self, consent: Consent) -> Inserted {
        match self.by_id.entry(consent.id) {
            Entry::Occupied(stored) => {
                let stored = stored.get();
                if stored.from == consent.from && stored.to == consent.to {
                    Inserted::Existed(Box::new(stored.clone()))
                } else {
                    Inserted::Taken
                }
            }
            Entry::Vacant(slot) => {
                let consent = slot.insert(consent);
                let feed = self.feed.entry(consent.to.clone()).or_default();
                feed.extend(consent.events.iter().map(|event| (event.id, feed_event(consent.id, event))));
                Inserted::Created
            }
        }
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

    pub(crate) fn decide(
        &mut self,
        id: Uuid,
        decision: Decision,
        performed_by: PartyUrn,
        event_id: Uuid,
        now: OffsetDateTime,
    ) -> Result<Consent, Refusal> {
        let consent = self.by_id.get_mut(&id).ok_or(Refusal::Unknown)?;
        if let Some(event) = consent.decide(decision, performed_by, event_id, now)? {
            let entry = feed_event(id, event);
            self.feed.entry(consent.to.clone()).or_default().insert(event_id, entry);
        }
        Ok(consent.clone())
    }

    pub(crate) fn set_language(&mut self, id: Uuid, language: &str) {
        if let Some(consent) = self.by_id.get_mut(&id) {
            consent.language = Some(language.to_owned());
        }
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

fn feed_event(consent_id: Uuid, event: &ConsentEvent) -> FeedEvent {
    FeedEvent { consent_id, event_type: event.event_type, created: event.created }
}
