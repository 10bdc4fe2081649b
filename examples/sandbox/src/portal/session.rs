//! Who is logged in to the portal.

use axum::http::HeaderMap;
use serde_json::Value;

use super::cookie;
use crate::altinn::caller::bearer;
use crate::app::App;
use crate::citizen::Citizen;
use crate::consent::Consent;
use crate::jwt::{self, Claims};
use crate::party::PartyUrn;

/// Who answers for an organisation when nobody is logged in and nobody is named.
const TEST_PERSON: &str = "21818297804";

/// The claims of the session cookie, or of the bearer token when there is no cookie.
pub(super) fn token_claims(app: &App, headers: &HeaderMap) -> Option<Claims> {
    let token = cookie::read(headers, cookie::SESSION).or_else(|| bearer(headers))?;
    jwt::verify_own(token, &app.keys.read(), app.clock.now())
}

/// A token with the same claims that lasts as long again.
pub(super) fn renewed(app: &App, mut claims: Claims) -> Option<String> {
    let now = app.clock.now().unix_timestamp();
    let lifetime = jwt::seconds(&claims, "exp")? - jwt::seconds(&claims, "iat").unwrap_or(now);
    for (name, moment) in [("iat", now), ("nbf", now), ("exp", now + lifetime)] {
        claims.insert(name.to_owned(), moment.into());
    }
    app.keys.read().sign_as_altinn(&Value::Object(claims)).ok()
}

/// The test person whom somebody chose in this browser.
pub(super) fn chosen_citizen(app: &App, headers: &HeaderMap) -> Option<Citizen> {
    Citizen::from_claims(app, &token_claims(app, headers)?)
}

/// Who reads and answers this request: the chosen test person, else the one whom the request is for.
pub(super) fn citizen_for(app: &App, headers: &HeaderMap, consent: &Consent) -> Citizen {
    chosen_citizen(app, headers).unwrap_or_else(|| Citizen::trusted(acting_person(app, consent)))
}

/// The person who acts: the required one, else the giver, else one who may act for the giver.
pub(crate) fn acting_person(app: &App, consent: &Consent) -> PartyUrn {
    let wanted = [consent.required_delegator.as_ref(), Some(&consent.from)];
    let person = wanted.into_iter().flatten().find(|urn| matches!(urn, PartyUrn::Person(_)));
    let person = person.cloned().unwrap_or_else(|| representative(app, &consent.from));
    // Without its party the person would show up nameless, no more.
    let _ = app.admit(&person);
    person
}

/// Whose page is shown when nothing says so.
pub(super) fn test_person() -> PartyUrn {
    PartyUrn::Person(TEST_PERSON.to_owned())
}

pub(super) fn representative(app: &App, organization: &PartyUrn) -> PartyUrn {
    let register = app.register.read();
    let named = register.find(organization).and_then(|party| party.representatives.as_ref()?.first().cloned());
    named.map_or_else(test_person, PartyUrn::Person)
}
