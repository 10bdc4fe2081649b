//! `authorization_details`: what a grant asks for, and what the token then says.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::token_error::TokenError;
use crate::altinn::rights;
use crate::altinn_time::format;
use crate::app::App;
use crate::consent::Consent;
use crate::party::{PartyUrn, is_organization_number};

pub(super) const CONSENT: &str = "urn:altinn:consent";
pub(super) const SYSTEM_USER: &str = "urn:altinn:systemuser";

/// The token's `authorization_details` for what the grant asks, `consumer` being the organisation that is served.
pub(super) fn resolve(app: &App, asked: &Value, consumer: &str) -> Result<Value, TokenError> {
    let object = match asked.as_array().map(Vec::as_slice) {
        Some([Value::Object(object)]) => object,
        _ => return Err(values("authorization_details")),
    };
    match object.get("type").and_then(Value::as_str) {
        Some(CONSENT) => consent(app, object, consumer),
        Some(SYSTEM_USER) => system_user(object),
        _ => Err(TokenError::invalid_request("Unknown authorization details type (MP-301)")),
    }
}

fn consent(app: &App, object: &Map<String, Value>, consumer: &str) -> Result<Value, TokenError> {
    only(object, &["type", "id", "from"])?;
    let id =
        object.get("id").and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(|| values("id"))?;
    let from = object.get("from").and_then(Value::as_str).and_then(|from| from.parse().ok());
    let from: PartyUrn = from.filter(|urn: &PartyUrn| urn.number().is_some()).ok_or_else(|| values("from"))?;
    let to = PartyUrn::Organization(consumer.to_owned());
    let consents = app.consents.read();
    match consents.lookup(id, &from, &to, app.clock.now()) {
        Ok(consent) => Ok(json!([consent_claim(consent)])),
        Err(problems) => {
            let texts: Vec<_> =
                problems.iter().map(|problem| format!("{} ({})", problem.detail(), problem.code())).collect();
            Err(TokenError::invalid_request(texts.join(", ")))
        }
    }
}

fn consent_claim(consent: &Consent) -> Value {
    let mut rights = rights(consent, |_| None);
    for right in &mut rights {
        if let Value::Object(members) = right {
            members.retain(|_, value| !value.is_null());
        }
    }
    json!({
        "type": CONSENT,
        "id": consent.id,
        "from": consent.from,
        "to": actor(consent.to.number().unwrap_or_default()),
        "consented": consent.consented.map(format),
        "validTo": format(consent.valid_to),
        "consentRights": rights,
    })
}

fn system_user(object: &Map<String, Value>) -> Result<Value, TokenError> {
    only(object, &["type", "systemuser_org", "externalRef"])?;
    let organization = &object.get("systemuser_org").unwrap_or(&Value::Null)["ID"];
    let number =
        organization.as_str().and_then(|id| id.strip_prefix("0192:")).filter(|number| is_organization_number(number));
    let number = number.ok_or_else(|| values("systemuser_org"))?;
    Ok(json!([{
        "type": SYSTEM_USER,
        "systemuser_org": actor(number),
        "systemuser_id": [crate::register::derived_uuid(number)],
        "system_id": format!("{number}_sandbox"),
    }]))
}

/// An organisation as Maskinporten's tokens name it.
pub(crate) fn actor(number: &str) -> Value {
    json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{number}")})
}

fn only(object: &Map<String, Value>, known: &[&str]) -> Result<(), TokenError> {
    if object.keys().all(|name| known.contains(&name.as_str())) {
        return Ok(());
    }
    Err(TokenError::invalid_request("Unknown fields in the authorization details (MP-302)"))
}

fn values(name: &str) -> TokenError {
    TokenError::invalid_request(format!("Invalid authorization details values: {name} (MP-303)"))
}
