//! What a token is to carry beyond its scopes.

use serde::{Deserialize, Deserializer, Serialize};

use crate::consent::ConsentId;
use crate::error::ConsentError;
use crate::json;
use crate::organization_number::OrganizationNumber;
use crate::party::Party;

/// The one element of `authorization_details` in a grant.
///
/// See <https://www.rfc-editor.org/rfc/rfc9396#section-2>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub enum AuthorizationDetail {
    /// A consent: `urn:altinn:consent`. Maskinporten asks Altinn whether it was given.
    Consent {
        /// The consent's id.
        id: ConsentId,
        /// Who gave it.
        from_party: Party,
    },
    /// A system user: `urn:altinn:systemuser`.
    SystemUser {
        /// The organization that the system user belongs to.
        organization: OrganizationNumber,
        /// Which of the organization's system users, by the name that the system's vendor gave it.
        #[serde(skip_serializing_if = "Option::is_none")]
        external_ref: Option<String>,
    },
}

impl AuthorizationDetail {
    const MAX_EXTERNAL_REF: usize = 255;

    pub(crate) fn check(&self) -> Result<(), ConsentError> {
        let Self::SystemUser { external_ref: Some(text), .. } = self else { return Ok(()) };
        if text.is_empty() || text.len() > Self::MAX_EXTERNAL_REF {
            return Err(ConsentError::invalid("externalRef", "must have 1 to 255 characters"));
        }
        Ok(())
    }

    /// The object as Maskinporten wants it, with no member more.
    pub(crate) fn wire(&self) -> AuthorizationDetailBody {
        match self {
            Self::Consent { id, from_party } => AuthorizationDetailBody::Consent { id: *id, from: from_party.urn() },
            Self::SystemUser { organization, external_ref } => AuthorizationDetailBody::SystemUser {
                systemuser_org: OrganizationBody {
                    authority: "iso6523-actorid-upis",
                    id: format!("0192:{organization}"),
                },
                external_ref: external_ref.clone(),
            },
        }
    }
}

impl<'de> Deserialize<'de> for AuthorizationDetail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::tagged(deserializer, |tag, members| {
            Ok(Some(match tag {
                "consent" => Self::Consent { id: members.take("id")?, from_party: members.take("fromParty")? },
                "systemUser" => Self::SystemUser {
                    organization: members.take("organization")?,
                    external_ref: members.take("externalRef")?,
                },
                _ => return Ok(None),
            }))
        })
    }
}

#[derive(Serialize)]
#[serde(tag = "type")]
pub(crate) enum AuthorizationDetailBody {
    #[serde(rename = "urn:altinn:consent")]
    Consent { id: ConsentId, from: String },
    #[serde(rename = "urn:altinn:systemuser")]
    SystemUser {
        systemuser_org: OrganizationBody,
        #[serde(rename = "externalRef", skip_serializing_if = "Option::is_none")]
        external_ref: Option<String>,
    },
}

#[derive(Serialize)]
pub(crate) struct OrganizationBody {
    authority: &'static str,
    #[serde(rename = "ID")]
    id: String,
}
