use serde::{Deserialize, Serialize};

use crate::consent::ConsentStatusChange;
use crate::grant::Grant;
use crate::http::HttpRequest;
use crate::time::Timestamp;

/// What an [`EventFeed`](super::EventFeed) needs next from its host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub enum FeedStep {
    /// Sign the grant and answer [`Answer::Signed`](crate::Answer::Signed); or answer
    /// [`Answer::Authorized`](crate::Answer::Authorized) with a token of the same `token_key` that was fetched before.
    Sign {
        /// The grant.
        grant: Grant,
    },
    /// Send the request and answer [`Answer::Responded`](crate::Answer::Responded), whatever the status; or
    /// [`Answer::Failed`](crate::Answer::Failed) when no whole answer came.
    Send {
        /// The request.
        request: HttpRequest,
    },
    /// Act on the events, at least one. Then call [`EventFeed::delivered`](super::EventFeed::delivered) and store its
    /// cursor. After a crash in between they come again.
    Deliver {
        /// The events of one page that were not delivered before.
        events: Vec<ConsentStatusChange>,
    },
    /// Wait, then ask for the step again.
    Wait {
        /// Until when.
        until: Timestamp,
    },
    /// The filter's `created_before` has passed and everything before it was delivered.
    Finish,
}
