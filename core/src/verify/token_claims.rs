use std::time::Duration;

use super::actor_id::ActorId;
use super::consent_detail;
use super::consent_token_verifier::ConsentTokenOptions;
use super::token_check::TokenCheck;
use super::verified_consent::VerifiedConsent;
use crate::error::ConsentError;
use crate::json::{Map, Value};
use crate::time::Timestamp;

type Claims = Map;

/// The consent in the claims of a token whose signature is verified.
///
/// See <https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_token>.
pub(super) fn read(
    options: &ConsentTokenOptions,
    claims: &Claims,
    now: Timestamp,
) -> Result<VerifiedConsent, ConsentError> {
    if claims.get("iss").and_then(Value::as_str) != Some(options.environment.issuer()) {
        return Err(TokenCheck::Iss.refused("is not the environment's Maskinporten"));
    }
    let (issued_at, expires_at) = check_times(options, claims, now)?;
    check_audience(options, claims)?;
    check_token_type(claims)?;
    let scopes = check_scope(options, claims)?;
    let consumer = check_consumer(options, claims)?;
    let detail = consent_detail::read(claims)?;
    if options.to_must_be_consumer && detail.to_party != consumer {
        return Err(TokenCheck::To.refused("is not the consumer"));
    }
    if detail.valid_to <= now {
        return Err(TokenCheck::ValidTo.refused("has passed"));
    }
    Ok(VerifiedConsent {
        id: detail.id,
        from_party: detail.from_party,
        to_party: detail.to_party,
        handled_by: detail.handled_by,
        consented: detail.consented,
        valid_to: detail.valid_to,
        rights: detail.rights,
        consumer,
        supplier: supplier(claims)?,
        delegation_source: text(claims, "delegation_source"),
        scopes,
        client_id: text(claims, "client_id"),
        jti: text(claims, "jti"),
        issued_at,
        expires_at,
    })
}

fn check_times(
    options: &ConsentTokenOptions,
    claims: &Claims,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), ConsentError> {
    let leeway = Duration::from_secs(options.leeway_seconds.into());
    let time = |check: TokenCheck| {
        let time = claims.get(check.as_str()).and_then(numeric_date);
        time.ok_or_else(|| check.refused("must be a number of seconds"))
    };
    let expires_at = time(TokenCheck::Exp)?;
    if expires_at.plus(leeway) <= now {
        return Err(TokenCheck::Exp.refused("has passed"));
    }
    let issued_at = time(TokenCheck::Iat)?;
    if issued_at > now.plus(leeway) || issued_at > expires_at {
        return Err(TokenCheck::Iat.refused("is in the future"));
    }
    if claims.contains_key("nbf") && time(TokenCheck::Nbf)? > now.plus(leeway) {
        return Err(TokenCheck::Nbf.refused("is in the future"));
    }
    Ok((issued_at, expires_at))
}

/// Seconds from 1970 to the year 9999, as RFC 7519 section 2 has them.
fn numeric_date(value: &Value) -> Option<Timestamp> {
    const END: f64 = 253_402_300_800.0;
    if let Some(seconds) = value.as_i64() {
        return (0..253_402_300_800).contains(&seconds).then(|| Timestamp::from_unix_seconds(seconds));
    }
    let seconds = value.as_fraction().filter(|seconds| (0.0..END).contains(seconds))?;
    #[expect(clippy::cast_possible_truncation, reason = "the number is in range, and microseconds are enough")]
    Some(Timestamp::from_unix_micros((seconds * 1_000_000.0) as i64))
}

fn check_audience(options: &ConsentTokenOptions, claims: &Claims) -> Result<(), ConsentError> {
    let Some(demanded) = options.audience.as_deref() else { return Ok(()) };
    let is_demanded = |audience: &Value| audience.as_str() == Some(demanded);
    let is_for_us = match claims.get("aud") {
        Some(Value::Array(audiences)) => audiences.iter().any(is_demanded),
        Some(audience) => is_demanded(audience),
        None => false,
    };
    if is_for_us { Ok(()) } else { Err(TokenCheck::Aud.refused("does not name the demanded audience")) }
}

/// A token that is bound to a key must not be taken from whoever merely bears it.
fn check_token_type(claims: &Claims) -> Result<(), ConsentError> {
    let is_bearer = |kind: &Value| kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    if claims.get("token_type").is_none_or(is_bearer) {
        return Ok(());
    }
    Err(TokenCheck::TokenType.refused("is not Bearer"))
}

fn check_scope(options: &ConsentTokenOptions, claims: &Claims) -> Result<Vec<String>, ConsentError> {
    let scopes = text(claims, "scope").unwrap_or_default();
    let scopes: Vec<String> = scopes.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    if options.scopes.iter().all(|scope| scopes.contains(scope)) {
        return Ok(scopes);
    }
    Err(TokenCheck::Scope.refused("does not hold the API's scope"))
}

fn check_consumer(options: &ConsentTokenOptions, claims: &Claims) -> Result<ActorId, ConsentError> {
    let consumer = claims.get("consumer").and_then(ActorId::from_claim);
    let consumer = consumer.ok_or_else(|| TokenCheck::Consumer.refused("is no organization"))?;
    let is_allowed = options
        .consumers
        .as_ref()
        .is_none_or(|allowed| consumer.organization_number().is_some_and(|number| allowed.contains(&number)));
    if is_allowed { Ok(consumer) } else { Err(TokenCheck::Consumer.refused("is none of the allowed organizations")) }
}

fn supplier(claims: &Claims) -> Result<Option<ActorId>, ConsentError> {
    match claims.get("supplier") {
        None | Some(Value::Null) => Ok(None),
        Some(claim) => match ActorId::from_claim(claim) {
            Some(supplier) => Ok(Some(supplier)),
            None => Err(TokenCheck::Supplier.refused("is no organization")),
        },
    }
}

fn text(claims: &Claims, name: &str) -> Option<String> {
    claims.get(name).and_then(Value::as_str).map(str::to_owned)
}
