//! A token like the one that Altinn gives for a Maskinporten token.

use serde_json::{Value, json};
use uuid::Uuid;

use super::parameters::{Parameters, random_organization};
use super::personal::issuer;
use crate::app::App;
use crate::maskinporten::actor;

pub(super) fn claims(app: &App, parameters: &Parameters, number: Option<&str>) -> (String, Value) {
    let number = number.map(str::to_owned).or_else(|| parameters.org_no.clone()).unwrap_or_else(random_organization);
    let now = app.clock.now().unix_timestamp();
    let mut claims = json!({
        "scope": parameters.scopes,
        "token_type": "Bearer",
        "exp": now + i64::from(parameters.ttl),
        "iat": now,
        "nbf": now,
        "client_id": parameters.client_id.clone().unwrap_or_else(|| Uuid::new_v4().to_string()),
        "jti": token_id(),
        "consumer": actor(&number),
        "urn:altinn:orgNumber": number,
        "urn:altinn:authenticatemethod": "maskinporten",
        "urn:altinn:authlevel": 3,
        "iss": issuer(app, &parameters.env),
        "actual_iss": "altinn-test-tools",
    });
    if let Some(org) = &parameters.org {
        claims["urn:altinn:org"] = json!(org);
    }
    if let Some(supplier) = &parameters.supplier_org_no {
        claims["supplier"] = actor(supplier);
    }
    if let Some(source) = &parameters.delegation_source {
        claims["delegation_source"] = json!(source);
    }
    (number, claims)
}

/// 43 characters.
fn token_id() -> String {
    let text = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    text.chars().take(43).collect()
}
