//! A token like the one that a logged-in citizen has.

use serde_json::{Value, json};
use uuid::Uuid;

use super::parameters::{Parameters, random_person};
use crate::app::App;
use crate::maskinporten::actor;
use crate::party::PartyUrn;

/// Whoever has chosen a test person in the browser stays that person.
const TEN_YEARS: i64 = 10 * 365 * 24 * 3600;

pub(super) fn claims(app: &App, parameters: &Parameters, number: Option<&str>) -> (String, Value) {
    let given = number.map(str::to_owned).or_else(|| parameters.pid.clone());
    // A number that nobody asked for says nothing about who has the uuid.
    if let (Some(uuid), Some(person)) = (parameters.party_uuid, given.as_deref().and_then(PartyUrn::from_number)) {
        introduce(app, &person, uuid);
    }
    let pid = given.unwrap_or_else(random_person);
    let now = app.clock.now().unix_timestamp();
    let mut claims = base(&pid, parameters.level, &parameters.scopes, now, i64::from(parameters.ttl));
    claims["iss"] = json!(issuer(app, &parameters.env));
    claims["client_amr"] = json!(parameters.client_amr.as_deref().unwrap_or("virksomhetssertifikat"));
    claims["urn:altinn:username"] = json!(parameters.user_name.as_deref().unwrap_or_default());
    if parameters.user_id > 0 {
        claims["nameid"] = json!(parameters.user_id);
        claims["urn:altinn:userid"] = json!(parameters.user_id);
    }
    if parameters.party_id > 0 {
        claims["urn:altinn:partyid"] = json!(parameters.party_id);
    }
    if let Some(uuid) = parameters.party_uuid {
        claims["urn:altinn:party:uuid"] = json!(uuid);
    }
    if let Some(source) = &parameters.delegation_source {
        claims["delegation_source"] = json!(source);
    }
    if let Some(consumer) = &parameters.consumer_org_no {
        claims["client_orgno"] = actor(consumer);
        claims["consumer"] = actor(consumer);
    }
    (pid, claims)
}

/// The session of a test person in the browser.
pub(crate) fn portal_token(app: &App, person: &PartyUrn) -> Option<String> {
    let now = app.clock.now().unix_timestamp();
    let number = person.number().unwrap_or_default();
    let mut claims = base(number, 3, "altinn:portal/enduser", now, TEN_YEARS);
    claims["iss"] = json!(issuer(app, "tt02"));
    claims["urn:altinn:party:uuid"] = json!(app.register.read().uuid(person));
    app.keys.read().sign_as_altinn(&claims).ok()
}

pub(crate) fn issuer(app: &App, env: &str) -> String {
    if env == "none" {
        return format!("{}/api/.well-known/oauth-authorization-server", app.origin);
    }
    let domain = if env.starts_with("at") || env == "yt01" { "altinn.cloud" } else { "altinn.no" };
    format!("https://platform.{env}.{domain}/authentication/api/v1/openid/")
}

fn base(pid: &str, level: u8, scopes: &str, now: i64, lifetime: i64) -> Value {
    let acr = match level {
        4 => "idporten-loa-high",
        3 => "idporten-loa-substantial",
        _ => "idporten-loa-low",
    };
    json!({
        "urn:altinn:authenticatemethod": "NotDefined",
        "urn:altinn:authlevel": level.to_string(),
        "acr": acr,
        "pid": pid,
        "token_type": "Bearer",
        "client_id": Uuid::new_v4(),
        "scope": scopes,
        "exp": now + lifetime,
        "iat": now,
        "nbf": now,
        "actual_iss": "altinn-test-tools",
    })
}

/// Suites bring the party uuids of their test persons; one that nobody has yet is this person's from here on.
fn introduce(app: &App, person: &PartyUrn, uuid: Uuid) {
    if app.options.strict_parties || app.register.read().find(&PartyUrn::Uuid(uuid)).is_some() {
        return;
    }
    if app.admit(person).is_err() {
        return;
    }
    let party = app.register.read().find(person).cloned();
    if let Some(mut party) = party {
        party.uuid = uuid;
        // The token is good either way; after a restart without the entry it would introduce its person again.
        let _ = app.store.put(crate::store::Kind::Party, &party.number, &party);
        app.register.write().add(party);
    }
}
