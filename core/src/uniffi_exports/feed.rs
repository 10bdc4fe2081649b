//! The feed of events and its cursor, as objects that never change.

use std::sync::Arc;

use super::{Shared, shared};
use crate::event_feed::{EventCursor, EventFeed, EventFeedConfig, FeedStep};
use crate::flow::Answer;
use crate::time::Timestamp;
use crate::token_exchange::TokenExchange;

#[uniffi::export]
impl EventFeed {
    /// Begins where `cursor` stands, with randomness from the operating system.
    ///
    /// A cursor goes with its filter: what a wider filter would have let through earlier is not delivered later.
    #[uniffi::constructor(name = "start")]
    fn ffi_start(config: EventFeedConfig, cursor: &EventCursor) -> Shared<Arc<Self>> {
        shared(Self::start(config, cursor.clone()))
    }

    /// What to store after each delivery. It moves on with `delivered`, and a little at the end of each look.
    #[uniffi::method(name = "cursor")]
    fn ffi_cursor(&self) -> Arc<EventCursor> {
        Arc::new(self.cursor().clone())
    }

    /// The exchange behind a step that signs, for a host that shares tokens and answers `Authorized`. Nothing in all other
    /// states.
    #[uniffi::method(name = "token_exchange")]
    fn ffi_token_exchange(&self) -> Option<Arc<TokenExchange>> {
        self.token_exchange().map(Arc::new)
    }

    /// What to do at `now`. The same feed at the same time gives the same step; nothing changes.
    #[uniffi::method(name = "step")]
    fn ffi_step(&self, now: Timestamp) -> FeedStep {
        self.step(now)
    }

    /// The feed after `answer`, which came at `now`. This feed is left as it was.
    #[uniffi::method(name = "advance")]
    fn ffi_advance(&self, answer: Answer, now: Timestamp) -> Shared<Arc<Self>> {
        shared(self.advance(answer, now))
    }

    /// The feed after the events of a delivery were acted on, at `now`. This feed is left as it was.
    #[uniffi::method(name = "delivered")]
    fn ffi_delivered(&self, now: Timestamp) -> Shared<Arc<Self>> {
        shared(self.delivered(now))
    }
}

#[uniffi::export]
impl EventCursor {
    /// The beginning of the feed: every event that Altinn has.
    #[uniffi::constructor(name = "beginning")]
    fn ffi_beginning() -> Arc<Self> {
        Arc::new(Self::beginning())
    }

    /// Events at or after `time`.
    #[uniffi::constructor(name = "since")]
    fn ffi_since(time: Timestamp) -> Arc<Self> {
        Arc::new(Self::since(time))
    }

    /// Reads what `to_json` wrote, in any of the languages.
    #[uniffi::constructor(name = "from_json")]
    fn ffi_from_json(json: &str) -> Shared<Arc<Self>> {
        shared(Self::from_json(json))
    }

    /// The cursor as JSON. It holds consent ids and no party.
    #[uniffi::method(name = "to_json")]
    fn ffi_to_json(&self) -> String {
        self.to_json()
    }
}
