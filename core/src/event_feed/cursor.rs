use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::consent::{ConsentId, ConsentStatusChange};
use crate::error::ConsentError;
use crate::event_filter::EventFilter;
use crate::time::Timestamp;

const VERSION: u32 = 1;

/// Where an [`EventFeed`](super::EventFeed) has come to: what to store after each delivery and to begin with again.
///
/// It moves on only when events are delivered, so none is ever left out; those of the last minutes are read again and
/// known again. It remembers the newest 1,000 events for that: should more than that fall into the overlap, the oldest of
/// them are delivered twice. It holds consent ids and no party.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct EventCursor {
    /// Events before this are done with.
    created_after: Option<Timestamp>,
    /// The next page of the look that is under way.
    pub(super) continuation_token: Option<String>,
    /// The newest event of the look that is under way.
    newest: Option<Timestamp>,
    /// The newest events that were delivered, oldest first, each once.
    seen: Vec<Seen>,
}

/// What makes an event the same event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    changed_date: Timestamp,
    consent_request_id: ConsentId,
    /// In lower case.
    event_type: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredCursor {
    v: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created_after: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    continuation_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newest: Option<Timestamp>,
    #[serde(default)]
    seen: Vec<Seen>,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

impl EventCursor {
    const MAX_SEEN: usize = 1_000;

    /// Five times what [`EventCursor::to_json`] writes at most.
    const MAX_BYTES: usize = 1024 * 1024;

    /// The beginning of the feed: every event that Altinn has.
    #[must_use]
    pub fn beginning() -> Self {
        Self::default()
    }

    /// Events at or after `time`.
    #[must_use]
    pub fn since(time: Timestamp) -> Self {
        Self { created_after: Some(time), ..Self::default() }
    }

    /// The cursor as JSON with a version, to be read by [`EventCursor::from_json`] in any of the languages.
    #[must_use]
    pub fn to_json(&self) -> String {
        // A struct of text and numbers always serializes.
        serde_json::to_string(&StoredCursor::from(self.clone())).unwrap_or_default()
    }

    /// Reads what [`EventCursor::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `cursor` for anything else, and for a cursor of a later version.
    pub fn from_json(json: &str) -> Result<Self, ConsentError> {
        if json.len() > Self::MAX_BYTES {
            return Err(ConsentError::invalid("cursor", "must not be longer than 1 MiB"));
        }
        let unreadable = |error| ConsentError::unreadable_value("cursor", &error);
        let Version { v } = crate::json::read(json).map_err(unreadable)?;
        if v != VERSION {
            let reason = format!("has version {v}, this library reads version {VERSION}");
            return Err(ConsentError::invalid("cursor", reason));
        }
        let stored: StoredCursor = crate::json::read(json).map_err(unreadable)?;
        Ok(stored.into())
    }

    /// The events of a page that were not delivered before, each once.
    pub(super) fn unseen(&self, events: Vec<ConsentStatusChange>) -> Vec<ConsentStatusChange> {
        let mut met: Vec<Seen> = vec![];
        let is_new = |event: &ConsentStatusChange| {
            let key = Seen::new(event);
            self.seen.binary_search(&key).is_err() && insert(&mut met, key)
        };
        events.into_iter().filter(is_new).collect()
    }

    /// The cursor after the delivery of `events`, which were the new ones on their page. It leaves the place where this
    /// look began only when the last page is done, because nothing but habit says that the oldest events come first.
    pub(super) fn after_page(
        &self,
        events: &[ConsentStatusChange],
        continuation_token: Option<String>,
        overlap: Duration,
        now: Timestamp,
    ) -> Self {
        let mut next = self.clone();
        for event in events {
            insert(&mut next.seen, Seen::new(event));
        }
        // A date that lies ahead must not hide what happens until then.
        next.newest = events.iter().map(|event| event.changed_date.min(now)).chain(self.newest).max();
        next.continuation_token = continuation_token;
        if next.continuation_token.is_none() {
            let begin = next.newest.take().map(|newest| earlier(newest, overlap));
            next.created_after = self.created_after.max(begin);
            next.seen.retain(|seen| Some(seen.changed_date) >= next.created_after);
        }
        next.trimmed()
    }

    /// The same place without the page, which Altinn no longer knows.
    pub(super) fn without_page(&self) -> Self {
        Self { continuation_token: None, ..self.clone() }
    }

    /// `filter` from where this cursor stands.
    pub(super) fn narrowed(&self, filter: &EventFilter) -> EventFilter {
        let created_after = filter.created_after.max(self.created_after);
        // Altinn refuses a span that is empty.
        let last = filter.created_before.map(|end| earlier(end, Duration::from_micros(1)));
        let created_after = created_after.map(|begin| last.map_or(begin, |last| begin.min(last)));
        EventFilter { created_after, ..filter.clone() }
    }

    fn trimmed(mut self) -> Self {
        let excess = self.seen.len().saturating_sub(Self::MAX_SEEN);
        self.seen.drain(..excess);
        self
    }
}

impl From<EventCursor> for StoredCursor {
    fn from(EventCursor { created_after, continuation_token, newest, seen }: EventCursor) -> Self {
        Self { v: VERSION, created_after, continuation_token, newest, seen }
    }
}

impl From<StoredCursor> for EventCursor {
    fn from(StoredCursor { created_after, continuation_token, newest, seen, .. }: StoredCursor) -> Self {
        let mut ordered = vec![];
        for event in seen {
            insert(&mut ordered, event);
        }
        Self { created_after, continuation_token, newest, seen: ordered }.trimmed()
    }
}

/// Puts `event` where it belongs; `false` when it is there already.
fn insert(seen: &mut Vec<Seen>, event: Seen) -> bool {
    let place = seen.binary_search(&event);
    if let Err(at) = place {
        seen.insert(at, event);
    }
    place.is_err()
}

impl Seen {
    fn new(event: &ConsentStatusChange) -> Self {
        Self {
            changed_date: event.changed_date,
            consent_request_id: event.consent_request_id,
            event_type: String::from(event.event_type.clone()).to_ascii_lowercase(),
        }
    }
}

fn earlier(time: Timestamp, by: Duration) -> Timestamp {
    let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_unix_micros(time.unix_micros().saturating_sub(micros))
}
