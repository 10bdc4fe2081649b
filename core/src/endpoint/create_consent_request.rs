//! `POST consentrequests`: ask for a consent.
//!
//! See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.

use serde::Serialize;

use super::wire::{ResourceBody, RightBody, consent_requests_url, consent_state};
use crate::consent::{
    ConsentDifference, ConsentId, ConsentRequest, ConsentRight, ConsentState, LanguageText, PortalViewMode,
};
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::problem::altinn_error;
use crate::redirect_url::RedirectUrl;
use crate::time::Timestamp;
use crate::token::AccessToken;

pub(crate) const CALL: &str = "POST consentrequests";

/// What the creation gave.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct CreatedConsent {
    /// The stored consent.
    pub state: ConsentState,
    /// It was there before (200 instead of 201): its rights, end and redirect are those of the first request.
    pub already_existed: bool,
    /// What the stored consent has differently from the request.
    pub differences: Vec<ConsentDifference>,
}

/// Builds the call. `redirect_url` is sent as it stands, so it must already hold what you want to find again on return.
///
/// The token needs the scope `altinn:consentrequests.write`.
#[must_use]
pub fn request(
    environment: &Environment,
    id: &ConsentId,
    request: &ConsentRequest,
    redirect_url: &RedirectUrl,
    token: &AccessToken,
) -> HttpRequest {
    let body = RequestBody {
        id: id.to_string(),
        from: request.from_party.urn(),
        required_delegator: request.required_delegator.as_ref().map(crate::party::Party::urn),
        to: request.to_party.urn(),
        valid_to: request.valid_to,
        consent_rights: request.rights.iter().map(right_body).collect(),
        request_message: request.request_message.as_ref(),
        redirect_url: redirect_url.as_str(),
        portal_view_mode: match request.portal_view_mode {
            PortalViewMode::Hide => "Hide",
            PortalViewMode::Show => "Show",
        },
    };
    // A struct of text always serializes.
    let body = serde_json::to_string(&body).unwrap_or_default();
    HttpRequest::post(consent_requests_url(environment), "application/json", body)
        .header("Authorization", &token.authorization())
}

/// Reads the answer, 201 or 200, to the creation of `wanted` with `redirect_url`.
///
/// # Errors
///
/// [`ConsentError::Altinn`], `Forbidden`, `Unauthorized` or `UnexpectedAnswer`.
pub fn parse(
    response: &HttpResponse,
    wanted: &ConsentRequest,
    redirect_url: &RedirectUrl,
) -> Result<CreatedConsent, ConsentError> {
    let state = parse_state(response)?;
    let differences = state.differences(wanted, redirect_url);
    Ok(CreatedConsent { state, already_existed: response.status == 200, differences })
}

pub(crate) fn parse_state(response: &HttpResponse) -> Result<ConsentState, ConsentError> {
    match response.status {
        200 | 201 => consent_state(CALL, response),
        _ => Err(altinn_error(CALL, response)),
    }
}

fn right_body(right: &ConsentRight) -> RightBody {
    RightBody {
        action: right.actions.clone(),
        resource: vec![ResourceBody { kind: "urn:altinn:resource".to_owned(), value: right.resource.clone() }],
        metadata: (!right.metadata.is_empty()).then(|| right.metadata.clone()),
        camel_case_metadata: None,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestBody<'a> {
    id: String,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    required_delegator: Option<String>,
    to: String,
    valid_to: Timestamp,
    consent_rights: Vec<RightBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_message: Option<&'a LanguageText>,
    redirect_url: &'a str,
    portal_view_mode: &'static str,
}
