//! The form in which a binding holds a feed between two calls.

use serde::{Deserialize, Serialize};

use super::cursor::StoredCursor;
use super::loop_guard::LoopGuard;
use super::state::{Authorizing, Delivering, Reading, State};
use super::{EventFeed, EventFeedConfig};
use crate::error::ConsentError;
use crate::redact;
use crate::seed::Seed;
use crate::time::Timestamp;
use crate::token_exchange::{Issuance, Progress};

pub(super) fn to_json(feed: &EventFeed) -> String {
    let feed = feed.clone();
    let held = HeldFeed {
        config: feed.config,
        seed: feed.seed,
        issuance: feed.issuance,
        cursor: feed.cursor.into(),
        guard: feed.guard,
        restarted: feed.restarted,
        state: feed.state.into(),
    };
    // A struct of text and numbers always serializes.
    serde_json::to_string(&held).unwrap_or_default()
}

pub(super) fn from_json(json: &str) -> Result<EventFeed, ConsentError> {
    let unreadable =
        |error: crate::json::Unreadable| ConsentError::UnreadableFlow { reason: redact::text(&error.to_string()) };
    let HeldFeed { config, seed, issuance, cursor, guard, restarted, state } =
        crate::json::read(json).map_err(unreadable)?;
    let state = match state {
        HeldState { reading: Some(reading), .. } => State::Reading(reading),
        HeldState { delivering: Some(delivering), .. } => State::Delivering(delivering),
        HeldState { progress: Some(progress), not_before, .. } => {
            State::authorization(&config, &seed, issuance, progress, not_before)
        }
        _ => State::Finished,
    };
    Ok(EventFeed { config, seed, issuance, cursor: cursor.into(), guard, restarted, state })
}

#[derive(Serialize, Deserialize)]
struct HeldFeed {
    config: EventFeedConfig,
    seed: Seed,
    issuance: Issuance,
    cursor: StoredCursor,
    guard: LoopGuard,
    restarted: bool,
    state: HeldState,
}

/// One of the first three, or none at the end.
#[derive(Default, Serialize, Deserialize)]
struct HeldState {
    progress: Option<Progress>,
    reading: Option<Reading>,
    delivering: Option<Delivering>,
    not_before: Option<Timestamp>,
}

impl From<State> for HeldState {
    fn from(state: State) -> Self {
        match state {
            State::Authorizing(Authorizing { exchange, not_before }) => {
                Self { progress: Some(exchange.progress()), not_before, ..Self::default() }
            }
            State::Reading(reading) => Self { reading: Some(reading), ..Self::default() },
            State::Delivering(delivering) => Self { delivering: Some(delivering), ..Self::default() },
            State::Finished => Self::default(),
        }
    }
}
