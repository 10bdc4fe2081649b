//! `POST token`: trade a signed grant for an access token at Maskinporten.
//!
//! See <https://www.rfc-editor.org/rfc/rfc7523#section-2.1> and
//! <https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_token>.

use std::time::Duration;

use crate::json::Value;
use serde::Deserialize;

use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::problem::maskinporten_error;
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::token::AccessToken;

pub(crate) const CALL: &str = "POST token";

/// Builds the call from the signed grant: signing input, a dot and the signature.
#[must_use]
pub fn request(environment: &Environment, assertion: &Secret) -> HttpRequest {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        .append_pair("assertion", assertion.expose())
        .finish();
    HttpRequest::post(environment.token_endpoint(), "application/x-www-form-urlencoded", body)
}

/// Reads the answer that came at `now`.
///
/// # Errors
///
/// [`ConsentError::Maskinporten`] or `UnexpectedAnswer`.
pub fn parse(response: &HttpResponse, now: Timestamp) -> Result<AccessToken, ConsentError> {
    if response.status != 200 {
        return Err(maskinporten_error(CALL, response));
    }
    let text = response.text(CALL)?;
    let body: TokenBody =
        crate::json::read(text).map_err(|_| response.unusable_token(CALL, "the body holds no access token"))?;
    let lifetime = body.expires_in.as_ref().and_then(seconds).unwrap_or(Duration::ZERO);
    AccessToken::from_answer(body.access_token, body.scope, now.plus(lifetime))
        .ok_or_else(|| response.unusable_token(CALL, "the access token is empty, too long or no text for a header"))
}

/// Proxies turn the number into text.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    Some(Duration::from_secs(seconds))
}

#[derive(Deserialize)]
struct TokenBody {
    access_token: String,
    expires_in: Option<Value>,
    scope: Option<String>,
}
