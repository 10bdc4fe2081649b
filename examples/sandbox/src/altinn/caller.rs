//! Who calls: the bearer token and what Altinn reads from it.

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::aspnet;
use crate::app::App;
use crate::jwt::{self, Claims};
use crate::party::{PartyUrn, is_organization_number};

pub(super) const READ: [&str; 3] =
    ["altinn:consentrequests.read", "altinn:consentrequests.write", "altinn:consentrequests.org"];
pub(super) const WRITE: [&str; 2] = ["altinn:consentrequests.write", "altinn:consentrequests.org"];

/// A caller with a valid token.
pub(crate) struct Caller {
    claims: Claims,
}

/// What an organisation claim can do to a call.
enum OrganizationClaim {
    Absent,
    Found(PartyUrn),
    /// The check digit is wrong, which is an unhandled exception in Altinn.
    Broken,
}

impl Caller {
    /// The caller behind the `Authorization` header, holding any one of `scopes`.
    ///
    /// # Errors
    ///
    /// 401 without a valid token, 403 without a scope, both with an empty body.
    pub(crate) fn authenticate(app: &App, headers: &HeaderMap, scopes: &[&str]) -> Result<Self, Response> {
        let unauthorized = || (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response();
        let token = bearer(headers).ok_or_else(unauthorized)?;
        let claims = jwt::verify_own(token, &app.keys.read(), app.clock.now()).ok_or_else(unauthorized)?;
        if !has_scope(&claims, scopes) {
            return Err(aspnet::empty(StatusCode::FORBIDDEN));
        }
        Ok(Self { claims })
    }

    /// The organisation that calls.
    ///
    /// # Errors
    ///
    /// 401 when the token names none, 500 when its number is broken.
    pub(super) fn consumer(&self) -> Result<PartyUrn, Response> {
        match self.organization("consumer") {
            OrganizationClaim::Found(urn) => Ok(urn),
            OrganizationClaim::Absent => Err(aspnet::plain(StatusCode::UNAUTHORIZED)),
            OrganizationClaim::Broken => Err(aspnet::unhandled()),
        }
    }

    /// The organisation that calls, and the one that does so on its behalf.
    ///
    /// # Errors
    ///
    /// 500 when a number is broken, 401 when the token names no consumer.
    pub(super) fn consumer_and_supplier(&self) -> Result<(PartyUrn, Option<PartyUrn>), Response> {
        // A broken supplier is met before a missing consumer is minded.
        if matches!(self.organization("consumer"), OrganizationClaim::Broken) {
            return Err(aspnet::unhandled());
        }
        let supplier = match self.organization("supplier") {
            OrganizationClaim::Found(urn) => Some(urn),
            OrganizationClaim::Absent => None,
            OrganizationClaim::Broken => return Err(aspnet::unhandled()),
        };
        Ok((self.consumer()?, supplier))
    }

    /// Whether the caller may create requests for other receivers. Altinn searches the scope text for it.
    pub(super) fn may_create_for_others(&self) -> bool {
        jwt::text(&self.claims, "scope").is_some_and(|scope| scope.contains("altinn:consentrequests.org"))
    }

    fn organization(&self, claim: &str) -> OrganizationClaim {
        self.claims.get(claim).map_or(OrganizationClaim::Absent, OrganizationClaim::of_claims)
    }
}

impl OrganizationClaim {
    /// Each item of a list is a claim of its own, and the first one counts.
    fn of_claims(value: &Value) -> Self {
        match value {
            Value::Array(items) => items.first().map_or(Self::Absent, Self::of),
            value => Self::of(value),
        }
    }

    fn of(claim: &Value) -> Self {
        let parsed;
        let object = match claim {
            Value::Null => return Self::Absent,
            Value::String(text) => {
                let Ok(value) = serde_json::from_str::<Value>(text) else { return Self::Absent };
                parsed = value;
                &parsed
            }
            other => other,
        };
        // Altinn asks anything else than an object for its members, and anything else than a text for its letters.
        let Value::Object(members) = object else { return Self::Broken };
        let (Some(id), Some(authority)) = (members.get("ID"), members.get("authority")) else { return Self::Absent };
        match authority {
            Value::String(authority) if authority == "iso6523-actorid-upis" => {}
            Value::String(_) | Value::Null => return Self::Absent,
            _ => return Self::Broken,
        }
        let id = match id {
            Value::String(id) => id,
            Value::Null => return Self::Absent,
            _ => return Self::Broken,
        };
        let mut parts = id.split(':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(_), Some(number), None) if is_organization_number(number) => {
                Self::Found(PartyUrn::Organization(number.to_owned()))
            }
            (Some(_), Some(number), None) if !number.trim().is_empty() => Self::Broken,
            _ => Self::Absent,
        }
    }
}

/// Whether the token holds any one of `scopes`; an exchanged token's own claim comes first.
pub(crate) fn has_scope(claims: &Claims, scopes: &[&str]) -> bool {
    let granted = jwt::text(claims, "urn:altinn:scope").or_else(|| jwt::text(claims, "scope")).unwrap_or_default();
    granted.split(' ').any(|scope| scopes.contains(&scope))
}

pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_consumer_is_read_as_altinn_reads_it() {
        let consumer = |authority: Value, id: Value| json!({"authority": authority, "ID": id});
        let good = consumer("iso6523-actorid-upis".into(), "0192:810419512".into());
        let iso = |id: Value| consumer("iso6523-actorid-upis".into(), id);
        for claim in [good.clone(), good.to_string().into(), json!([good, 5])] {
            assert!(matches!(OrganizationClaim::of_claims(&claim), OrganizationClaim::Found(_)), "{claim}");
        }
        for claim in [
            Value::Null,
            json!(""),
            json!("no json"),
            json!([]),
            json!({}),
            json!({"authority": "iso6523-actorid-upis"}),
            consumer("etsi-en-319-412".into(), "NTRNO-810419512".into()),
            consumer("ISO6523-actorid-upis".into(), "0192:810419512".into()),
            consumer(Value::Null, "0192:810419512".into()),
            iso(Value::Null),
            iso("810419512".into()),
            iso("0192:NO:810419512".into()),
            iso("0192:".into()),
        ] {
            assert!(matches!(OrganizationClaim::of_claims(&claim), OrganizationClaim::Absent), "{claim}");
        }
        for claim in [
            json!(5),
            json!("5"),
            json!(true),
            json!("[]"),
            consumer(5.into(), "0192:810419512".into()),
            iso(810_419_512.into()),
            iso("0192:810419513".into()),
            iso("0192:abc".into()),
        ] {
            assert!(matches!(OrganizationClaim::of_claims(&claim), OrganizationClaim::Broken), "{claim}");
        }
    }
}
