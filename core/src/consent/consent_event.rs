use serde::{Deserialize, Serialize};

use crate::party::PartyUrn;
use crate::time::Timestamp;

/// One thing that happened to a consent.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct ConsentEvent {
    /// The event's id. The synthetic `Expired` event has the all-zero UUID.
    pub id: String,
    /// When it happened; for `Expired` the end of validity.
    pub created: Timestamp,
    /// Who did it.
    pub performed_by: PartyUrn,
    /// What happened.
    pub event_type: ConsentEventType,
}

/// What happened. A word that is unknown today is kept.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(
    feature = "tsify",
    tsify(
        type = "\"Created\" | \"Accepted\" | \"Rejected\" | \"Revoked\" | \"Deleted\" | \"Expired\" | \"Used\" | (string & {})"
    )
)]
pub enum ConsentEventType {
    /// The request was made.
    Created,
    /// The user gave the consent.
    Accepted,
    /// The user refused.
    Rejected,
    /// The user took the consent back.
    Revoked,
    /// The request was deleted.
    Deleted,
    /// The end of validity passed. Altinn makes this event up when it answers; it is added whatever the status is.
    Expired,
    /// The consent was used (migrated consents only).
    Used,
    /// A word that this version does not know.
    Unknown {
        /// The word, as it came.
        text: String,
    },
}

impl From<String> for ConsentEventType {
    fn from(text: String) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "created" => Self::Created,
            "accepted" => Self::Accepted,
            "rejected" => Self::Rejected,
            "revoked" => Self::Revoked,
            "deleted" => Self::Deleted,
            "expired" => Self::Expired,
            "used" => Self::Used,
            _ => Self::Unknown { text },
        }
    }
}

impl From<ConsentEventType> for String {
    fn from(event_type: ConsentEventType) -> Self {
        match event_type {
            ConsentEventType::Created => "Created".to_owned(),
            ConsentEventType::Accepted => "Accepted".to_owned(),
            ConsentEventType::Rejected => "Rejected".to_owned(),
            ConsentEventType::Revoked => "Revoked".to_owned(),
            ConsentEventType::Deleted => "Deleted".to_owned(),
            ConsentEventType::Expired => "Expired".to_owned(),
            ConsentEventType::Used => "Used".to_owned(),
            ConsentEventType::Unknown { text } => text,
        }
    }
}
