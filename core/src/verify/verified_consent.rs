use serde::{Deserialize, Serialize};

use super::actor_id::ActorId;
use super::token_check::TokenCheck;
use crate::consent::{ConsentId, ConsentRight, Metadata};
use crate::error::ConsentError;
use crate::party::Party;
use crate::time::Timestamp;

/// A consent from a token that passed every check: ask it whether it covers what the caller wants.
///
/// It holds who gave the consent, so it is personal data; `Debug` hides persons and the values of metadata.
///
/// See <https://docs.altinn.studio/authorization/guides/resource-owner/consent/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(hashmap_as_object))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct VerifiedConsent {
    /// The consent's id: log it, and remember it if it may be used once only.
    pub id: ConsentId,
    /// Who gave it.
    pub from_party: Party,
    /// Who it was given to.
    pub to_party: ActorId,
    /// Who handles it for `to_party`, when the token says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_by: Option<ActorId>,
    /// When it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consented: Option<Timestamp>,
    /// When it ends.
    pub valid_to: Timestamp,
    /// What it gives, one element for each resource of each right. Rights that name something besides resources are left
    /// out.
    pub rights: Vec<ConsentRight>,
    /// The organization that calls: decide about access by it, not by the client.
    pub consumer: ActorId,
    /// The supplier that acts for the consumer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<ActorId>,
    /// Where the consumer delegated the scope to the supplier, for example `https://www.altinn.no/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation_source: Option<String>,
    /// The scopes of the token.
    pub scopes: Vec<String>,
    /// The client at Maskinporten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The token's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// When the token was issued.
    pub issued_at: Timestamp,
    /// When the token expires.
    pub expires_at: Timestamp,
}

impl VerifiedConsent {
    /// Whether `from_party` consented to `wanted`: the resource, every action, and exactly this metadata.
    ///
    /// Metadata keys are compared without regard to case, values exactly. A right that is narrowed by a key that `wanted`
    /// does not name gives nothing, so a forgotten key cannot open all years at once; [`VerifiedConsent::rights_for`] shows
    /// what there is.
    ///
    /// # Errors
    ///
    /// [`ConsentError::TokenRejected`] with the check `from`, `resource`, `action` or `metadata`.
    pub fn check(&self, from_party: &Party, wanted: &ConsentRight) -> Result<(), ConsentError> {
        if self.from_party != *from_party {
            return Err(TokenCheck::From.refused("is not the party that the call asks about"));
        }
        let mut rights = self.rights_for(&wanted.resource);
        if rights.is_empty() {
            return Err(TokenCheck::Resource.refused("is not in the consent"));
        }
        rights.retain(|right| {
            !wanted.actions.is_empty() && wanted.actions.iter().all(|action| right.actions.contains(action))
        });
        if rights.is_empty() {
            return Err(TokenCheck::Action.refused("is not in the consent for the resource"));
        }
        if !rights.iter().any(|right| covers(&right.metadata, &wanted.metadata)) {
            return Err(TokenCheck::Metadata.refused("is not in the consent for the resource"));
        }
        Ok(())
    }

    /// Whether [`VerifiedConsent::check`] has no objection.
    #[must_use]
    pub fn allows(&self, from_party: &Party, wanted: &ConsentRight) -> bool {
        self.check(from_party, wanted).is_ok()
    }

    /// The rights for the resource with this id. Several may name it, with different metadata.
    #[must_use]
    pub fn rights_for(&self, resource: &str) -> Vec<&ConsentRight> {
        self.rights.iter().filter(|right| right.resource == resource).collect()
    }
}

fn covers(given: &Metadata, wanted: &Metadata) -> bool {
    given.iter().all(|(key, value)| wanted.find(key) == Some(value))
        && wanted.iter().all(|(key, value)| given.find(key) == Some(value))
}
