//! The members of a consent as Altinn writes them, read tolerantly.

use serde::{Deserialize, Serialize};

use crate::consent::{
    ConsentEvent, ConsentId, ConsentRight, ConsentState, ConsentStatus, LanguageText, Metadata, PortalViewMode,
};
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::HttpResponse;
use crate::party::PartyUrn;
use crate::time::Timestamp;

pub(super) fn consent_requests_url(environment: &Environment) -> String {
    format!("{}/accessmanagement/api/v1/enterprise/consentrequests", environment.platform())
}

pub(super) fn consent_state(call: &str, response: &HttpResponse) -> Result<ConsentState, ConsentError> {
    response.json::<ConsentBody>(call).map(ConsentBody::into_state)
}

#[derive(Serialize, Deserialize)]
pub(super) struct RightBody {
    #[serde(default)]
    pub(super) action: Vec<String>,
    #[serde(default)]
    pub(super) resource: Vec<ResourceBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metadata: Option<Metadata>,
    /// The spelling of some answers.
    #[serde(default, rename = "metaData", skip_serializing)]
    pub(super) camel_case_metadata: Option<Metadata>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ResourceBody {
    #[serde(rename = "type", default)]
    pub(super) kind: String,
    pub(super) value: String,
}

/// 201 of the creation and 200 of the look-up, and the differently shaped 200 of a creation that is repeated.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConsentBody {
    id: ConsentId,
    from: PartyUrn,
    to: PartyUrn,
    required_delegator: Option<PartyUrn>,
    handled_by: Option<PartyUrn>,
    valid_to: Timestamp,
    consent_rights: Vec<RightBody>,
    request_message: Option<LanguageText>,
    status: Option<ConsentStatus>,
    /// The name in the answer to a creation that is repeated.
    consent_request_status: Option<ConsentStatus>,
    consented: Option<Timestamp>,
    redirect_url: Option<String>,
    consent_request_events: Option<Vec<EventBody>>,
    view_uri: Option<String>,
    portal_view_mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventBody {
    #[serde(rename = "consentEventID")]
    id: Option<String>,
    /// The name in the answer to a creation that is repeated.
    #[serde(rename = "consentEventId")]
    other_id: Option<String>,
    created: Timestamp,
    performed_by: PartyUrn,
    event_type: String,
}

impl ConsentBody {
    fn into_state(self) -> ConsentState {
        let is_shown = self.portal_view_mode.is_some_and(|mode| mode.eq_ignore_ascii_case("show"));
        ConsentState {
            id: self.id,
            from_party: self.from,
            to_party: self.to,
            required_delegator: self.required_delegator,
            handled_by: self.handled_by,
            valid_to: self.valid_to,
            rights: trimmed(self.consent_rights.into_iter().map(RightBody::into_right).collect()),
            request_message: self.request_message,
            status: self
                .status
                .or(self.consent_request_status)
                .unwrap_or(ConsentStatus::Unknown { text: String::new() }),
            consented: self.consented,
            redirect_url: self.redirect_url.unwrap_or_default(),
            events: trimmed(
                self.consent_request_events.unwrap_or_default().into_iter().map(EventBody::into_event).collect(),
            ),
            view_uri: self.view_uri.unwrap_or_default(),
            portal_view_mode: if is_shown { PortalViewMode::Show } else { PortalViewMode::Hide },
        }
    }
}

/// Flows keep what was read, so it must not keep the room in which it was read.
fn trimmed<T>(mut list: Vec<T>) -> Vec<T> {
    list.shrink_to_fit();
    list
}

impl RightBody {
    fn into_right(self) -> ConsentRight {
        ConsentRight {
            resource: self.resource.into_iter().next().map(|resource| resource.value).unwrap_or_default(),
            actions: trimmed(self.action),
            metadata: self.metadata.or(self.camel_case_metadata).unwrap_or_default(),
        }
    }
}

impl EventBody {
    fn into_event(self) -> ConsentEvent {
        ConsentEvent {
            id: self.id.or(self.other_id).unwrap_or_default(),
            created: self.created,
            performed_by: self.performed_by,
            event_type: self.event_type.into(),
        }
    }
}
