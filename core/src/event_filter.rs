//! Which events of the feed to read.

use serde::{Deserialize, Serialize};

use crate::consent::{ConsentEventType, ConsentId};
use crate::error::ConsentError;
use crate::time::Timestamp;

/// Which events to read; without any member all of them.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/>.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct EventFilter {
    /// Only these types. `Created` and `Expired` cannot be asked for: the feed has the first only when it is not filtered
    /// by type, and never the second.
    pub event_types: Vec<ConsentEventType>,
    /// Only events at or after this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_after: Option<Timestamp>,
    /// Only events before this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_before: Option<Timestamp>,
    /// Only events of this consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_request_id: Option<ConsentId>,
}

impl EventFilter {
    pub(crate) fn check(&self) -> Result<(), ConsentError> {
        for event_type in &self.event_types {
            let reason = match event_type {
                ConsentEventType::Created => "must not name Created: Altinn cannot filter by it",
                ConsentEventType::Expired => "must not name Expired: the feed never has it",
                ConsentEventType::Unknown { text } if text.trim().is_empty() => "must not hold an empty word",
                _ => continue,
            };
            return Err(ConsentError::invalid("eventTypes", reason));
        }
        if let (Some(after), Some(before)) = (self.created_after, self.created_before)
            && after >= before
        {
            return Err(ConsentError::invalid("createdAfter", "must be earlier than createdBefore"));
        }
        Ok(())
    }
}

/// In lower case: Altinn's check takes any case, its database only this one.
pub(crate) fn word(event_type: &ConsentEventType) -> String {
    String::from(event_type.clone()).to_ascii_lowercase()
}
