use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ConsentEvent, ConsentId, ConsentRight, LanguageText, PortalViewMode};
use crate::party::PartyUrn;
use crate::time::Timestamp;

/// A consent as Altinn has it.
///
/// It says who was asked for what, so it is personal data; `Debug` hides persons, messages and what URLs carry.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/>.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(hashmap_as_object))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct ConsentState {
    /// The consent's id.
    pub id: ConsentId,
    /// Who was asked.
    pub from_party: PartyUrn,
    /// Who asked.
    pub to_party: PartyUrn,
    /// Who must act for `from_party`, when it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_delegator: Option<PartyUrn>,
    /// The supplier that asked on behalf of `to_party`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_by: Option<PartyUrn>,
    /// Until when the consent holds.
    pub valid_to: Timestamp,
    /// What was asked for, in no certain order.
    pub rights: Vec<ConsentRight>,
    /// The message to the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_message: Option<LanguageText>,
    /// The stored status. An expired consent keeps the status that it had: ask [`ConsentState::is_usable`].
    pub status: ConsentStatus,
    /// When it was accepted; kept after a revocation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consented: Option<Timestamp>,
    /// Where the user is sent afterwards.
    pub redirect_url: String,
    /// What happened so far.
    pub events: Vec<ConsentEvent>,
    /// The page to send the user to.
    pub view_uri: String,
    /// Whether the pending request shows in the user's own list.
    pub portal_view_mode: PortalViewMode,
}

impl ConsentState {
    /// Whether a consent token can be had: accepted, and not past its end. Events never decide this.
    #[must_use]
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.status == ConsentStatus::Accepted && !self.is_expired(now)
    }

    /// Whether the end of validity has passed.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.valid_to <= now
    }
}

impl fmt::Debug for ConsentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsentState")
            .field("id", &self.id)
            .field("from_party", &self.from_party)
            .field("to_party", &self.to_party)
            .field("status", &self.status)
            .field("valid_to", &self.valid_to)
            .field("rights", &self.rights)
            .field("events", &self.events)
            .finish_non_exhaustive()
    }
}

/// The stored status. A word that is unknown today is kept.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(
    feature = "tsify",
    tsify(
        type = "\"Created\" | \"Accepted\" | \"Rejected\" | \"Revoked\" | \"Deleted\" | \"Expired\" | (string & {})"
    )
)]
pub enum ConsentStatus {
    /// Waits for the user.
    Created,
    /// The user gave the consent.
    Accepted,
    /// The user refused.
    Rejected,
    /// The user took the consent back.
    Revoked,
    /// The request was deleted.
    Deleted,
    /// Named by the API, never seen.
    Expired,
    /// A word that this version does not know; empty when the answer has no status.
    Unknown {
        /// The word, as it came.
        text: String,
    },
}

impl From<String> for ConsentStatus {
    fn from(text: String) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "created" => Self::Created,
            "accepted" => Self::Accepted,
            "rejected" => Self::Rejected,
            "revoked" => Self::Revoked,
            "deleted" => Self::Deleted,
            "expired" => Self::Expired,
            _ => Self::Unknown { text },
        }
    }
}

impl From<ConsentStatus> for String {
    fn from(status: ConsentStatus) -> Self {
        match status {
            ConsentStatus::Created => "Created".to_owned(),
            ConsentStatus::Accepted => "Accepted".to_owned(),
            ConsentStatus::Rejected => "Rejected".to_owned(),
            ConsentStatus::Revoked => "Revoked".to_owned(),
            ConsentStatus::Deleted => "Deleted".to_owned(),
            ConsentStatus::Expired => "Expired".to_owned(),
            ConsentStatus::Unknown { text } => text,
        }
    }
}
