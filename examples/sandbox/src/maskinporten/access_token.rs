//! The access token that a grant is traded for.

use serde_json::{Value, json};
use uuid::Uuid;

use super::details::{self, actor};
use super::grant::Grant;
use super::token_error::TokenError;
use crate::app::App;
use crate::jwt;
use crate::party::{is_organization_number, is_person_number};

/// Seconds; Maskinporten's scopes have their own, and these two are those seen in its test environment.
const LIFETIME: i64 = 500;
const CONSENT_LIFETIME: i64 = 120;
const DELEGATION_SOURCE: &str = "https://tt02.altinn.no/";

/// The claims for `grant`, after its scopes, delegation and authorization details have been granted.
pub(super) fn claims(app: &App, grant: &Grant) -> Result<Value, TokenError> {
    let scope = scope(grant)?;
    let customer = customer(app, grant, scope)?;
    let consumer = customer.as_deref().unwrap_or(&grant.client.organization);
    let now = app.clock.now().unix_timestamp();
    let lifetime = if grant.claims.contains_key("authorization_details") { CONSENT_LIFETIME } else { LIFETIME };
    let mut claims = json!({
        "scope": scope,
        "iss": app.issuer(),
        "client_amr": grant.method,
        "token_type": "Bearer",
        "exp": now + lifetime,
        "iat": now,
        "client_id": grant.client.id,
        "jti": Uuid::new_v4().to_string(),
        "consumer": actor(consumer),
    });
    if customer.is_some() {
        claims["supplier"] = actor(&grant.client.organization);
        claims["delegation_source"] = json!(DELEGATION_SOURCE);
    }
    if let Some(audience) = audience(grant)? {
        claims["aud"] = audience;
    }
    if let Some(pid) = grant.claims.get("pid") {
        let pid = pid.as_str().filter(|pid| is_person_number(pid)).ok_or_else(|| invalid("pid"))?;
        claims["pid"] = json!(pid);
    }
    if let Some(asked) = grant.claims.get("authorization_details") {
        claims["authorization_details"] = details::resolve(app, asked, consumer)?;
    }
    Ok(claims)
}

/// What the endpoint answers beside the token; one second is taken off for the way.
pub(super) fn expires_in(claims: &Value) -> i64 {
    claims["exp"].as_i64().unwrap_or(0) - claims["iat"].as_i64().unwrap_or(0) - 1
}

fn scope(grant: &Grant) -> Result<&str, TokenError> {
    let scope = jwt::text(&grant.claims, "scope").unwrap_or_default();
    let known = |word: &str| grant.client.scopes.contains(word);
    if scope.is_empty() || !scope.split(' ').all(known) {
        return Err(TokenError::invalid_scope());
    }
    Ok(scope)
}

/// The organisation on whose behalf the client asks, once its delegation has been found.
fn customer(app: &App, grant: &Grant, scope: &str) -> Result<Option<String>, TokenError> {
    let named = ["consumer_org", "iss_onbehalfof"].map(|name| grant.claims.get(name).map(|value| (name, value)));
    let (name, value) = match named {
        [None, None] => return Ok(None),
        [Some(_), Some(_)] => {
            return Err(TokenError::invalid_request("consumer_org and iss_onbehalfof exclude each other (MP-011)"));
        }
        [Some(named), None] | [None, Some(named)] => named,
    };
    let number = value.as_str().filter(|number| is_organization_number(number)).ok_or_else(|| invalid(name))?;
    let supplier = &grant.client.organization;
    if number == supplier {
        return Err(TokenError::invalid_request(
            "Combination of consumer_org in claim and delegation scope on client is invalid",
        ));
    }
    let delegations = app.delegations.read();
    let delegated = |scope: &str| delegations.contains(&(number.to_owned(), supplier.clone(), scope.to_owned()));
    if let Some(missing) = scope.split(' ').find(|scope| !delegated(scope)) {
        let text = format!(
            "Consumer {number} has not delegated access to the scope {missing} to supplier {supplier} (MP-251)"
        );
        return Err(TokenError::forbidden(text));
    }
    Ok(Some(number.to_owned()))
}

fn audience(grant: &Grant) -> Result<Option<Value>, TokenError> {
    let Some(resource) = grant.claims.get("resource") else { return Ok(None) };
    match resource {
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_string) => Ok(Some(resource.clone())),
        Value::String(one) => Ok(Some(json!([one]))),
        _ => Err(invalid("resource")),
    }
}

fn invalid(name: &str) -> TokenError {
    TokenError::invalid_request(format!("Invalid value for {name} (MP-011)"))
}
