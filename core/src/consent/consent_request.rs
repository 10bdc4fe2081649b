use serde::{Deserialize, Serialize};

use super::{ConsentId, ConsentRight, LanguageText};
use crate::error::ConsentError;
use crate::organization_number::OrganizationNumber;
use crate::party::Party;
use crate::redirect_url::RedirectUrl;
use crate::time::Timestamp;

/// What a data consumer asks a person or an organization for.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(hashmap_as_object))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct ConsentRequest {
    /// The id; without one the flow makes a UUIDv7. Keep it: it is what a retry and every later look-up go by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ConsentId>,
    /// Who is to give the consent.
    pub from_party: Party,
    /// The data consumer: the organization that owns the token, unless it asks on behalf of another.
    pub to_party: OrganizationNumber,
    /// Who must act for `from_party`, when it has to be a certain party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_delegator: Option<Party>,
    /// Until when the consent holds; also the deadline for the answer.
    pub valid_to: Timestamp,
    /// What is asked for, at least one right.
    pub rights: Vec<ConsentRight>,
    /// A message to the person, for resources whose template takes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_message: Option<LanguageText>,
    /// Where Altinn sends the user afterwards. The flow adds the consent id to it.
    pub redirect_url: RedirectUrl,
    /// Whether the pending request shows in the user's own list in Altinn.
    #[serde(default)]
    pub portal_view_mode: PortalViewMode,
}

/// Whether a pending request shows in the user's own list in Altinn.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum PortalViewMode {
    /// Only the link leads to it.
    #[default]
    Hide,
    /// It is in the list.
    Show,
}

impl ConsentRequest {
    /// A request without rights, message and required delegator; add at least one right.
    #[must_use]
    pub const fn new(
        from_party: Party,
        to_party: OrganizationNumber,
        valid_to: Timestamp,
        redirect_url: RedirectUrl,
    ) -> Self {
        Self {
            id: None,
            from_party,
            to_party,
            required_delegator: None,
            valid_to,
            rights: vec![],
            request_message: None,
            redirect_url,
            portal_view_mode: PortalViewMode::Hide,
        }
    }

    /// The same request with one more right.
    #[must_use]
    pub fn with_right(mut self, right: ConsentRight) -> Self {
        // Most requests have one right, and a flow keeps it for long.
        self.rights.reserve_exact(1);
        self.rights.push(right);
        self
    }

    /// Finds what Altinn would refuse and what can be known without asking it.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `validTo`, `rights` or a member of one right.
    pub fn check(&self, now: Timestamp) -> Result<(), ConsentError> {
        if self.valid_to <= now {
            return Err(ConsentError::invalid("validTo", "must be in the future"));
        }
        if self.rights.is_empty() {
            return Err(ConsentError::invalid("rights", "must hold at least one right"));
        }
        self.rights.iter().enumerate().try_for_each(|(at, right)| right.check(&format!("rights[{at}]")))
    }
}
