//! `GET consentrequests/{id}`: what became of a consent.
//!
//! See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/>.

use super::wire::{consent_requests_url, consent_state};
use crate::consent::{ConsentId, ConsentState};
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::problem::altinn_error;
use crate::token::AccessToken;

pub(crate) const CALL: &str = "GET consentrequests/{id}";

/// Builds the call. The token needs the scope `altinn:consentrequests.read` or `.write`.
#[must_use]
pub fn request(environment: &Environment, id: &ConsentId, token: &AccessToken) -> HttpRequest {
    HttpRequest::get(format!("{}/{id}", consent_requests_url(environment)))
        .header("Authorization", &token.authorization())
}

/// Reads the answer.
///
/// # Errors
///
/// [`ConsentError::Altinn`], `Forbidden`, `Unauthorized` or `UnexpectedAnswer`.
pub fn parse(response: &HttpResponse) -> Result<ConsentState, ConsentError> {
    match response.status {
        200 => consent_state(CALL, response),
        _ => Err(altinn_error(CALL, response)),
    }
}
