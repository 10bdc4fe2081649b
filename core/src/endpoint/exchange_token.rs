//! `GET exchange/maskinporten`: trade Maskinporten's token for one of Altinn's own, for the APIs that want that.
//!
//! The consent API takes Maskinporten's token as it is.
//!
//! See <https://docs.altinn.studio/api/authentication/>.

use std::time::Duration;

use crate::json::Value;
use serde::Deserialize;

use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::problem::altinn_error;
use crate::time::Timestamp;
use crate::token::AccessToken;

pub(crate) const CALL: &str = "GET exchange/maskinporten";

/// How long a token is taken to hold that does not say it. Altinn's own hold for half an hour.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);

/// Builds the call. With `as_test_organization` the new token is one of the organization TTD, which test environments
/// allow.
#[must_use]
pub fn request(environment: &Environment, token: &AccessToken, as_test_organization: bool) -> HttpRequest {
    let query = if as_test_organization { "?test=true" } else { "" };
    let platform = environment.platform();
    HttpRequest::get(format!("{platform}/authentication/api/v1/exchange/maskinporten{query}"))
        .header("Authorization", &token.authorization())
}

/// Reads the answer that came at `now`: the token as a JSON string, or bare. It expires at its claim `exp`, which is read
/// without verification, else after a minute.
///
/// # Errors
///
/// [`ConsentError::Altinn`], `Forbidden`, `Unauthorized` or `UnexpectedAnswer`.
pub fn parse(response: &HttpResponse, now: Timestamp) -> Result<AccessToken, ConsentError> {
    if response.status != 200 {
        return Err(altinn_error(CALL, response));
    }
    let body = response.text(CALL)?.trim();
    let text = crate::json::read(body).unwrap_or_else(|_| body.to_owned());
    let text = Some(text).filter(|text| text.bytes().all(is_token_byte));
    let token = text.and_then(|text| AccessToken::from_answer(text, None, now.plus(DEFAULT_LIFETIME)));
    let mut token = token.ok_or_else(|| response.unusable_token(CALL, "the body is no token"))?;
    let claims = token.unverified_claims().and_then(|claims| crate::json::read::<Claims>(&claims).ok());
    if let Some(expires_at) = claims.as_ref().and_then(|claims| seconds(claims.exp.as_ref()?)) {
        token.expires_at = Timestamp::from_unix_seconds(expires_at);
    }
    Ok(token)
}

/// What RFC 6750 allows in the header, and nothing that would end it.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

/// A NumericDate of RFC 7519 may have a fraction.
fn seconds(exp: &Value) -> Option<i64> {
    exp.as_i64().or_else(|| exp.as_fraction().map(|seconds| seconds as i64))
}

#[derive(Deserialize)]
struct Claims {
    exp: Option<Value>,
}
