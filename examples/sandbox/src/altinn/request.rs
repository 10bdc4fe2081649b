//! A create's body as Altinn's own code takes it over from the framework.

use std::collections::BTreeMap;

use time::OffsetDateTime;
use uuid::Uuid;

use super::request_body::{ConsentRequestDto, ConsentRightDto, StringMap};
use crate::consent::PortalViewMode;
use crate::party::PartyUrn;

pub(super) struct ConsentRequest {
    pub(super) id: Uuid,
    pub(super) from: PartyUrn,
    pub(super) to: PartyUrn,
    pub(super) required_delegator: Option<PartyUrn>,
    pub(super) valid_to: OffsetDateTime,
    pub(super) rights: Vec<RequestedRight>,
    pub(super) request_message: Option<BTreeMap<String, Option<String>>>,
    /// Nobody minds that it is missing before it is read back.
    pub(super) redirect_url: Option<String>,
    pub(super) portal_view_mode: PortalViewMode,
}

pub(super) struct RequestedRight {
    pub(super) action: Vec<String>,
    /// Type and value.
    pub(super) resource: Vec<(String, String)>,
    /// In the order of the request; no two names are the same but for their case.
    pub(super) metadata: StringMap,
}

/// What the code behind the framework cannot work with; it throws.
pub(super) struct Exception;

impl TryFrom<ConsentRequestDto> for ConsentRequest {
    type Error = Exception;

    fn try_from(dto: ConsentRequestDto) -> Result<Self, Exception> {
        let rights = dto.consent_rights.ok_or(Exception)?.into_iter();
        Ok(Self {
            id: dto.id,
            from: party(dto.from.ok_or(Exception)?)?,
            to: party(dto.to.ok_or(Exception)?)?,
            required_delegator: dto.required_delegator.map(party).transpose()?,
            valid_to: dto.valid_to,
            rights: rights.map(|right| right.ok_or(Exception)?.try_into()).collect::<Result<_, _>>()?,
            request_message: dto.request_message.map(|message| message.into_iter().collect()),
            redirect_url: dto.redirect_url,
            portal_view_mode: match dto.portal_view_mode {
                None | Some(0) => PortalViewMode::Hide,
                Some(1) => PortalViewMode::Show,
                Some(_) => return Err(Exception),
            },
        })
    }
}

impl TryFrom<ConsentRightDto> for RequestedRight {
    type Error = Exception;

    fn try_from(dto: ConsentRightDto) -> Result<Self, Exception> {
        // No actions at all is a matter for the rules, unlike all else that is missing.
        let action = dto.action.unwrap_or_default().into_iter().collect::<Option<_>>().ok_or(Exception)?;
        let attributes = dto.resource.ok_or(Exception)?.into_iter().map(|attribute| {
            let attribute = attribute.ok_or(Exception)?;
            Ok((attribute.r#type.ok_or(Exception)?, attribute.value.ok_or(Exception)?))
        });
        let metadata = dto.metadata.unwrap_or_default();
        if has_colliding_names(&metadata) {
            return Err(Exception);
        }
        Ok(Self { action, resource: attributes.collect::<Result<_, _>>()?, metadata })
    }
}

fn party(urn: PartyUrn) -> Result<PartyUrn, Exception> {
    if matches!(urn, PartyUrn::Id(_)) { Err(Exception) } else { Ok(urn) }
}

/// Altinn's dictionary of metadata takes no two names that differ only in case.
fn has_colliding_names(metadata: &StringMap) -> bool {
    let mut names: Vec<String> = metadata.iter().map(|(name, _)| name.to_lowercase()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}
