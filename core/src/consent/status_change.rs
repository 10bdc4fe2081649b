use serde::{Deserialize, Serialize};

use super::{ConsentEventType, ConsentId};
use crate::time::Timestamp;

/// One event of the feed. It has no id: the same three members are the same event.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct ConsentStatusChange {
    /// The consent.
    pub consent_request_id: ConsentId,
    /// What happened to it.
    pub event_type: ConsentEventType,
    /// When.
    pub changed_date: Timestamp,
}
