//! The signed grant and everything that must be true of it.

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;
use time::OffsetDateTime;

use super::certificate::EnterpriseCertificate;
use super::client::Client;
use super::token_error::TokenError;
use crate::app::App;
use crate::jwt::{self, Claims, Unverified, Verifier};
use crate::store::Kind;

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
    /// How the client proved itself, as the token's `client_amr` says it.
    pub(super) method: &'static str,
}

impl Grant {
    pub(super) fn verify(app: &App, assertion: &str) -> Result<Self, TokenError> {
        let unverified = Unverified::read(assertion).ok_or_else(|| refused("The JWT could not be read"))?;
        if unverified.algorithm().is_none() {
            return Err(refused("The algorithm must be RS256, RS384 or RS512"));
        }
        let proof = Proof::read(&unverified.header)?;
        let client = find_client(app, &unverified.claims)?;
        let now = app.clock.now();
        let (key, method) = match proof {
            Proof::Kid(kid) => (registered_key(&client, &kid, now)?, "private_key_jwt"),
            Proof::Certificate(certificate) if client.keys.is_empty() => {
                (certificate.key_of(&client.organization, now)?, "virksomhetssertifikat")
            }
            Proof::Certificate(_) => {
                return Err(unauthenticated("A client with registered keys must use kid (MP-100)"));
            }
        };
        let claims = unverified.verify(&key).ok_or_else(|| {
            TokenError::invalid_grant("Invalid assertion. Validation of JWT failed. Invalid signature (MP-124)")
        })?;
        check_claims(&claims, &app.issuer())?;
        check_times(&claims, now)?;
        spend(app, &client.id, &claims, assertion, now)?;
        Ok(Self { client, claims, method })
    }
}

/// What the header of an assertion proves the client with.
enum Proof {
    Kid(String),
    Certificate(EnterpriseCertificate),
}

impl Proof {
    fn read(header: &Claims) -> Result<Self, TokenError> {
        match (header.get("kid"), header.get("x5c")) {
            (Some(Value::String(kid)), _) => Ok(Self::Kid(kid.clone())),
            (_, Some(chain)) => Ok(Self::Certificate(EnterpriseCertificate::from_x5c(chain)?)),
            (_, None) => Err(refused("The header must contain kid or x5c")),
        }
    }
}

fn registered_key(client: &Client, kid: &str, now: OffsetDateTime) -> Result<Verifier, TokenError> {
    let key = client.keys.get(kid).ok_or_else(|| unauthenticated("Unknown key (MP-100)"))?;
    if key.expires.is_some_and(|expires| expires <= now) {
        return Err(TokenError::invalid_grant("Invalid grant. The registered key is expired (MP-121)"));
    }
    Ok(key.verifier.clone())
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

/// Uses the grant up, in the store as well.
fn spend(app: &App, client: &str, claims: &Claims, assertion: &str, now: OffsetDateTime) -> Result<(), TokenError> {
    let exp = jwt::seconds(claims, "exp").unwrap_or(now.unix_timestamp());
    let fingerprint = fingerprint(client, jwt::text(claims, "jti").unwrap_or(assertion));
    let mut used = app.used_grants.write();
    if used.contains(&fingerprint) {
        let description = "Validation of JWT Bearer grant failed. Grant is used before (MP-012)";
        return Err(TokenError::invalid_grant(description));
    }
    let key = Base64UrlUnpadded::encode_string(&fingerprint);
    app.store.put(Kind::Grant, &key, &exp).map_err(|_| TokenError::server())?;
    used.spend(fingerprint, exp, now.unix_timestamp());
    Ok(())
}

/// A grant is its client and `jti`, or its whole text when it has no `jti`.
fn fingerprint(client: &str, identity: &str) -> [u8; 32] {
    let mut fingerprint = [0; 32];
    fingerprint.copy_from_slice(digest(&SHA256, format!("{client}\n{identity}").as_bytes()).as_ref());
    fingerprint
}

/// The grants that were used, kept as long as they could be used again.
#[derive(Default)]
pub(crate) struct UsedGrants(HashMap<[u8; 32], i64>);

impl UsedGrants {
    /// Puts back what a store kept.
    pub(crate) fn restore(&mut self, key: &str, exp: i64) {
        let fingerprint = Base64UrlUnpadded::decode_vec(key).ok().and_then(|bytes| bytes.try_into().ok());
        if let Some(fingerprint) = fingerprint {
            self.0.insert(fingerprint, exp);
        }
    }

    fn contains(&self, fingerprint: &[u8; 32]) -> bool {
        self.0.contains_key(fingerprint)
    }

    fn spend(&mut self, fingerprint: [u8; 32], exp: i64, now: i64) {
        if self.0.len() > 10_000 {
            self.0.retain(|_, exp| *exp + 2 * MAX_SKEW > now);
        }
        self.0.insert(fingerprint, exp);
    }
}

fn refused(reason: &str) -> TokenError {
    TokenError::invalid_grant(format!("Invalid assertion. {reason}"))
}

fn unauthenticated(reason: &str) -> TokenError {
    TokenError::invalid_grant(format!("Invalid assertion. Client authentication failed. {reason}"))
}
