//! Who may make test tokens. Any user name with any password will do here.

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64Unpadded, Encoding};

use crate::app::App;
use crate::jwt::{self, Unverified};

pub(super) const ENTERPRISE: &str = "altinn:testtools/tokengenerator/enterprise";
pub(super) const PERSONAL: &str = "altinn:testtools/tokengenerator/personal";

const CHALLENGE: &str = "Basic realm=\"AltinnTestTools - TokenGenerator\"";

pub(super) fn check(app: &App, headers: &HeaderMap, scope: &str) -> Result<(), Response> {
    let unauthorized = || (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, CHALLENGE)]).into_response();
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, value) = value.split_once(' ').unwrap_or((value, ""));
    match (scheme.to_ascii_lowercase().as_str(), value.trim()) {
        (_, "") => Err(unauthorized()),
        ("basic", value) if is_user(value) => Ok(()),
        ("basic", _) => Err(StatusCode::BAD_REQUEST.into_response()),
        ("bearer", token) => bearer(app, token, scope),
        _ => Err(unauthorized()),
    }
}

/// Base64, its padding optional, with a colon inside.
fn is_user(value: &str) -> bool {
    let decoded = Base64Unpadded::decode_vec(value.trim_end_matches('='));
    decoded.is_ok_and(|bytes| bytes.contains(&b':'))
}

/// A Maskinporten token with the route's scope or a parent of it.
fn bearer(app: &App, token: &str, scope: &str) -> Result<(), Response> {
    let forbidden = |text: &'static str| (StatusCode::FORBIDDEN, text).into_response();
    if Unverified::read(token).is_some_and(|token| jwt::text(&token.header, "alg") != Some("RS256")) {
        return Err((StatusCode::BAD_REQUEST, "Expected RsaSha256 signature").into_response());
    }
    let claims = jwt::verify_own(token, &app.keys.read(), app.clock.now());
    let claims = claims.ok_or_else(|| forbidden("The token is invalid or expired"))?;
    let granted = jwt::text(&claims, "scope").unwrap_or_default();
    let covers =
        |granted: &str| scope.strip_prefix(granted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let fits = granted.split(' ').any(|granted| !granted.is_empty() && covers(granted));
    if fits { Ok(()) } else { Err(forbidden("The token lacks the scope for this route")) }
}
