//! Consent tokens whose signature the host calls good: what is left to check are the claims.

use base64ct::{Base64UrlUnpadded, Encoding};
use samtykke::{
    ConsentError, ConsentTokenOptions, ConsentTokenVerifier, Environment, HttpResponse, JwksCache, Timestamp,
    VerifiedConsent, VerifyStep,
};
use serde_json::{Value, json};

use super::{ID, ORGANIZATION, PERSON, now, seconds_later};

pub(crate) const SCOPE: &str = "skatteetaten:inntekt";

/// What the service owner says of a token with these claims.
pub(crate) fn verified(claims: &Value) -> Result<VerifiedConsent, ConsentError> {
    verified_by(ConsentTokenOptions::new(Environment::Tt02, [SCOPE]), claims, now())
}

pub(crate) fn verified_by(
    options: ConsentTokenOptions,
    claims: &Value,
    now: Timestamp,
) -> Result<VerifiedConsent, ConsentError> {
    let token = token_with("issuer-key", claims);
    let keys = keys(&options.environment, now);
    let verifier = ConsentTokenVerifier::new(options)?;
    match verifier.step(&token, &keys, now)? {
        VerifyStep::VerifySignature { check } => verifier.finish(&check, true, now),
        VerifyStep::FetchKeys { .. } => panic!("the keys are there"),
    }
}

/// A token with these claims, whose signature is any.
pub(crate) fn token_with(kid: &str, claims: &Value) -> String {
    let encoded = |part: &Value| Base64UrlUnpadded::encode_string(part.to_string().as_bytes());
    format!("{}.{}.AAAA", encoded(&json!({"alg": "RS256", "kid": kid})), encoded(claims))
}

/// The claims of a token that passes every check.
pub(crate) fn claims() -> Value {
    let organization = json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{ORGANIZATION}")});
    json!({
        "iss": "https://test.maskinporten.no/", "client_amr": "private_key_jwt", "token_type": "Bearer", "client_id": "c",
        "scope": format!("other {SCOPE}"), "iat": now().unix_seconds(), "exp": seconds_later(119).unix_seconds(), "jti": "j",
        "consumer": organization,
        "authorization_details": [{
            "type": "urn:altinn:consent", "id": ID, "from": format!("urn:altinn:person:identifier-no:{PERSON}"),
            "to": organization, "consented": "2026-11-24T09:00:00+00:00", "validTo": "2027-01-01T00:00:00+00:00",
            "consentRights": [{
                "action": ["consent"], "resource": [{"type": "urn:altinn:resource", "value": "income"}],
                "metadata": {"inntektsaar": "2025"},
            }],
        }],
    })
}

/// The good claims with `value` at `pointer`, or without that member when it is null.
pub(crate) fn claims_with(pointer: &str, value: Value) -> Value {
    let mut claims = claims();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match (claims.pointer_mut(parent).unwrap(), value) {
        (Value::Object(members), Value::Null) => drop(members.remove(name)),
        (Value::Object(members), value) => drop(members.insert(name.to_owned(), value)),
        (list, value) => list[name.parse::<usize>().unwrap()] = value,
    }
    claims
}

/// The stable word of the check that a token did not pass.
pub(crate) fn word(error: &ConsentError) -> &'static str {
    match error {
        ConsentError::TokenRejected { check, .. } => check.as_str(),
        other => panic!("wanted a refused token, got {other}"),
    }
}

/// The issuer's keys, fetched at `now`.
pub(crate) fn keys(environment: &Environment, now: Timestamp) -> JwksCache {
    let pair: Value = serde_json::from_str(include_str!("../keys/rsa-2048.jwk.json")).unwrap();
    let key = json!({"kty": "RSA", "kid": "issuer-key", "n": pair["n"], "e": pair["e"]});
    let answer = HttpResponse { status: 200, headers: vec![], body: json!({"keys": [key]}).to_string() };
    JwksCache::new(environment).responded(&answer, now)
}
