//! Compact JWTs whose signature is checked and whose claims stay open.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::signing_key::KeyRing;

pub(crate) type Claims = Map<String, Value>;

/// The RSA algorithms that Maskinporten takes.
pub(crate) const ALGORITHMS: [Algorithm; 3] = [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512];

/// The claims of a token that one of `keys` signed and that is within its time, without any clock skew.
pub(crate) fn verify_own(token: &str, keys: &KeyRing, now: OffsetDateTime) -> Option<Claims> {
    let header = decode_header(token).ok()?;
    let key = keys.find(header.kid.as_deref()?)?;
    let claims = verify(token, key.verifier(), header.alg)?;
    let now = now.unix_timestamp();
    let alive = seconds(&claims, "exp").is_some_and(|exp| now < exp);
    let begun = seconds(&claims, "nbf").is_none_or(|nbf| nbf <= now);
    (alive && begun).then_some(claims)
}

/// The claims, if `key` made the signature with one of [`ALGORITHMS`]; times are the caller's to judge.
pub(crate) fn verify(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Option<Claims> {
    if !ALGORITHMS.contains(&algorithm) {
        return None;
    }
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    decode::<Claims>(token, key, &validation).ok().map(|data| data.claims)
}

pub(crate) fn seconds(claims: &Claims, name: &str) -> Option<i64> {
    let value = claims.get(name)?;
    value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

pub(crate) fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    claims.get(name)?.as_str()
}
