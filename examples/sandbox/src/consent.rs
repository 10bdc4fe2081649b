//! One consent request and what has happened to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::party::PartyUrn;
use crate::redirect::Answered;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Consent {
    pub(crate) id: Uuid,
    pub(crate) from: PartyUrn,
    pub(crate) to: PartyUrn,
    pub(crate) required_delegator: Option<PartyUrn>,
    pub(crate) handled_by: Option<PartyUrn>,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) valid_to: OffsetDateTime,
    pub(crate) rights: Vec<ConsentRight>,
    pub(crate) request_message: Option<BTreeMap<String, Option<String>>>,
    pub(crate) redirect_url: String,
    pub(crate) portal_view_mode: PortalViewMode,
    pub(crate) template_id: String,
    pub(crate) template_version: u32,
    pub(crate) status: Status,
    #[serde(with = "time::serde::rfc3339::option")]
    pub(crate) consented: Option<OffsetDateTime>,
    /// The language in which the citizen read the text that was approved.
    pub(crate) language: Option<String>,
    pub(crate) events: Vec<ConsentEvent>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ConsentRight {
    pub(crate) action: Vec<String>,
    pub(crate) resource: Vec<ResourceRef>,
    pub(crate) metadata: BTreeMap<String, String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ResourceRef {
    pub(crate) r#type: String,
    pub(crate) value: String,
    pub(crate) version: u32,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ConsentEvent {
    pub(crate) id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    pub(crate) performed_by: PartyUrn,
    pub(crate) event_type: EventType,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PortalViewMode {
    #[default]
    Hide,
    Show,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Created,
    Accepted,
    Rejected,
    Revoked,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Created => "Created",
            Self::Accepted => "Accepted",
            Self::Rejected => "Rejected",
            Self::Revoked => "Revoked",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum EventType {
    Created,
    Accepted,
    Rejected,
    Revoked,
    /// Only ever made up when a consent is read after its end; never stored.
    Expired,
}

impl EventType {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Created => "Created",
            Self::Accepted => "Accepted",
            Self::Rejected => "Rejected",
            Self::Revoked => "Revoked",
            Self::Expired => "Expired",
        }
    }
}

/// What a citizen can do with a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Approve,
    Reject,
    Revoke,
}

/// Why a decision was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unknown,
    Expired,
    WrongStatus,
    /// The decision could not be written to the `--db` file.
    NotKept,
}

impl Consent {
    /// Moves the consent on, unless it already is where the decision leads.
    pub(crate) fn decide(
        &mut self,
        decision: Decision,
        performed_by: PartyUrn,
        id: Uuid,
        now: OffsetDateTime,
    ) -> Result<(), Refusal> {
        let (from, to, event_type) = match decision {
            Decision::Approve => (Status::Created, Status::Accepted, EventType::Accepted),
            Decision::Reject => (Status::Created, Status::Rejected, EventType::Rejected),
            Decision::Revoke => (Status::Accepted, Status::Revoked, EventType::Revoked),
        };
        if decision == Decision::Approve && self.is_expired(now) {
            return Err(Refusal::Expired);
        }
        if self.status == to {
            return Ok(());
        }
        if self.status != from {
            return Err(Refusal::WrongStatus);
        }
        self.status = to;
        if decision == Decision::Approve {
            self.consented = Some(now);
        }
        self.events.push(ConsentEvent { id, created: now, performed_by, event_type });
        Ok(())
    }

    pub(crate) fn is_expired(&self, now: OffsetDateTime) -> bool {
        self.valid_to < now
    }

    /// The stored events and, once the end has passed, the Expired one that Altinn makes up on reading.
    pub(crate) fn events_at(&self, now: OffsetDateTime) -> Vec<ConsentEvent> {
        let mut events = self.events.clone();
        if self.is_expired(now) {
            let performed_by = self.to.clone();
            events.push(ConsentEvent {
                id: Uuid::nil(),
                created: self.valid_to,
                performed_by,
                event_type: EventType::Expired,
            });
        }
        events
    }

    pub(crate) fn has(&self, event_type: EventType) -> bool {
        self.events.iter().any(|event| event.event_type == event_type)
    }

    pub(crate) fn answered(&self) -> Answered {
        if self.has(EventType::Accepted) {
            Answered::Accepted
        } else if self.has(EventType::Rejected) {
            Answered::Rejected
        } else {
            Answered::Not
        }
    }
}
