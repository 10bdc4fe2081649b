//! The signed grant and everything that must be true of it.

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use jsonwebtoken::decode_header;
use serde_json::Value;
use time::OffsetDateTime;

use super::client::Client;
use super::token_error::TokenError;
use crate::app::App;
use crate::jwt::{self, Claims};

/// The claims of the protocol; any other one is refused.
const CLAIMS: [&str; 11] = [
    "aud",
    "iss",
    "iat",
    "exp",
    "jti",
    "scope",
    "resource",
    "pid",
    "consumer_org",
    "iss_onbehalfof",
    "authorization_details",
];
const MAX_SKEW: i64 = 10;
const MAX_LIFETIME: i64 = 120;

/// A grant whose signature, audience, times and freshness hold.
pub(super) struct Grant {
    pub(super) client: Client,
    pub(super) claims: Claims,
}

impl Grant {
    pub(super) fn verify(app: &App, assertion: &str) -> Result<Self, TokenError> {
        let header = decode_header(assertion).map_err(|_| refused("The JWT could not be read"))?;
        if !jwt::ALGORITHMS.contains(&header.alg) {
            return Err(refused("The algorithm must be RS256, RS384 or RS512"));
        }
        let kid = header.kid.as_deref().ok_or_else(|| refused("The header must contain kid or x5c"))?;
        let unverified: Claims = jsonwebtoken::dangerous::insecure_decode_claims(assertion)
            .map_err(|_| refused("The JWT could not be read"))?;
        let client = find_client(app, &unverified)?;
        let key = client.keys.get(kid).ok_or_else(|| unauthenticated("Unknown key (MP-100)"))?;
        let claims = jwt::verify(assertion, key, header.alg).ok_or_else(|| {
            TokenError::invalid_grant("Invalid assertion. Validation of JWT failed. Invalid signature (MP-124)")
        })?;
        check_claims(&claims, &app.issuer())?;
        let now = app.clock.now();
        check_times(&claims, now)?;
        app.used_grants.write().spend(&client.id, &claims, assertion, now)?;
        Ok(Self { client, claims })
    }
}

fn find_client(app: &App, claims: &Claims) -> Result<Client, TokenError> {
    let clients = app.clients.read();
    let client = jwt::text(claims, "iss").and_then(|id| clients.get(id));
    client.cloned().ok_or_else(|| unauthenticated("Client not found (MP-100)"))
}

fn check_claims(claims: &Claims, issuer: &str) -> Result<(), TokenError> {
    if let Some(unknown) = claims.keys().find(|name| !CLAIMS.contains(&name.as_str())) {
        return Err(refused(&format!("Unknown claim {unknown:?}")));
    }
    if claims.get("aud").and_then(Value::as_str) != Some(issuer) {
        return Err(unauthenticated("Invalid JWT claim aud (MP-110)"));
    }
    if claims.get("jti").is_some_and(|jti| !jti.is_string()) {
        return Err(refused("The claim jti must be a string"));
    }
    Ok(())
}

fn check_times(claims: &Claims, now: OffsetDateTime) -> Result<(), TokenError> {
    let now = now.unix_timestamp();
    let Some(iat) = jwt::seconds(claims, "iat") else { return Err(refused("The claim iat must be a number")) };
    let Some(exp) = jwt::seconds(claims, "exp") else { return Err(refused("The claim exp must be a number")) };
    if iat.saturating_sub(now) > MAX_SKEW {
        return Err(TokenError::invalid_grant("Invalid assertion. Validation of JWT failed. Issue time is after now"));
    }
    if now.saturating_sub(iat) > MAX_SKEW || exp <= now {
        return Err(unauthenticated("JWT is expired (MP-130)"));
    }
    if exp.saturating_sub(iat) > MAX_LIFETIME {
        return Err(refused("The lifetime must not exceed 120 seconds"));
    }
    Ok(())
}

/// The grants that were used, kept as long as they could be used again.
#[derive(Default)]
pub(crate) struct UsedGrants(HashMap<[u8; 32], i64>);

impl UsedGrants {
    /// A grant is its client and `jti`, or its whole text when it has no `jti`.
    fn spend(&mut self, client: &str, claims: &Claims, assertion: &str, now: OffsetDateTime) -> Result<(), TokenError> {
        let now = now.unix_timestamp();
        if self.0.len() > 10_000 {
            self.0.retain(|_, exp| *exp + 2 * MAX_SKEW > now);
        }
        let identity = jwt::text(claims, "jti").unwrap_or(assertion);
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(digest(&SHA256, format!("{client}\n{identity}").as_bytes()).as_ref());
        let exp = jwt::seconds(claims, "exp").unwrap_or(now);
        if self.0.insert(fingerprint, exp).is_some() {
            let description = "Validation of JWT Bearer grant failed. Grant is used before (MP-012)";
            return Err(TokenError::invalid_grant(description));
        }
        Ok(())
    }
}

fn refused(reason: &str) -> TokenError {
    TokenError::invalid_grant(format!("Invalid assertion. {reason}"))
}

fn unauthenticated(reason: &str) -> TokenError {
    TokenError::invalid_grant(format!("Invalid assertion. Client authentication failed. {reason}"))
}
