//! What stands in a consent token, in all the forms that are described, and what a service owner makes of it.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::consent_token::{SCOPE, claims, claims_with, verified, verified_by, word};
use common::*;
use samtykke::{
    ActorId, ConsentRight, ConsentTokenOptions, Environment, OrganizationNumber, Party, Timestamp, VerifiedConsent,
};
use serde_json::{Value, json};

const DETAIL: &str = "/authorization_details/0";

#[test]
fn every_claim_that_is_told_is_read() {
    let mut claims = claims();
    claims["client_amr"] = json!("virksomhetssertifikat");
    claims["pid"] = json!(PERSON);
    let consent = verified(&claims).unwrap();
    let caller = ActorId::of(&OrganizationNumber::parse(ORGANIZATION).unwrap());
    assert_eq!((consent.id.to_string().as_str(), &consent.from_party), (ID, &Party::parse(PERSON).unwrap()));
    assert_eq!((&consent.to_party, &consent.consumer), (&caller, &caller));
    assert_eq!(consent.consented, Timestamp::parse("2026-11-24T09:00:00Z").ok());
    assert_eq!(consent.valid_to, Timestamp::parse("2027-01-01T00:00:00Z").unwrap());
    assert_eq!(consent.scopes, ["other", SCOPE]);
    assert_eq!((consent.client_id.as_deref(), consent.jti.as_deref()), (Some("c"), Some("j")));
    assert_eq!((consent.issued_at, consent.expires_at), (now(), seconds_later(119)));
    assert_eq!(consent.rights, [right("2025")]);
}

#[test]
fn the_receiver_is_an_object_or_a_urn() {
    let urn = format!("urn:altinn:organization:identifier-no:{ORGANIZATION}");
    assert_eq!(detail_with("to", json!(urn)).unwrap(), verified(&claims()).unwrap());
    for wrong in
        [json!(ORGANIZATION), json!(format!("urn:altinn:person:identifier-no:{PERSON}")), json!({}), Value::Null]
    {
        assert_eq!(word(&detail_with("to", wrong.clone()).unwrap_err()), "to", "{wrong}");
    }
}

#[test]
fn metadata_stands_under_either_name() {
    let rights = |name: &str, metadata: Value| {
        let mut right =
            json!({"action": ["consent"], "resource": [{"type": "urn:altinn:resource", "value": "income"}]});
        right[name] = metadata;
        detail_with("consentRights", json!([right]))
    };
    for name in ["metadata", "metaData"] {
        assert_eq!(rights(name, json!({"inntektsaar": "2025"})).unwrap().rights, [right("2025")], "{name}");
        for empty in [json!({}), Value::Null] {
            assert_eq!(rights(name, empty).unwrap().rights, [ConsentRight::new("income")], "{name}");
        }
    }
    for wrong in [json!([]), json!("2025"), json!({"a": {}}), json!({"a": null}), json!({"a": "1", "A": "2"})] {
        assert_eq!(word(&rights("metadata", wrong.clone()).unwrap_err()), "metadata", "{wrong}");
    }
    let both = json!([{"action": ["consent"], "resource": [], "metadata": {"a": "1"}, "metaData": {"a": "2"}}]);
    assert_eq!(word(&detail_with("consentRights", both).unwrap_err()), "metadata");
}

#[test]
fn misspelt_names_of_old_descriptions_give_nothing() {
    let mut misspelt = claims_with("/authorization_details/0/consented", Value::Null);
    misspelt["authorization_details"][0]["concented"] = json!("2026-11-24T09:00:00+00:00");
    assert_eq!(verified(&misspelt).unwrap().consented, None);
    let mut misspelt = claims_with("/authorization_details/0/consentRights", Value::Null);
    misspelt["authorization_details"][0]["concentrights"] =
        claims()["authorization_details"][0]["consentRights"].clone();
    assert_eq!(word(&verified(&misspelt).unwrap_err()), "consentRights");
    let by_id = json!([{"action": ["consent"], "resource": [{"type": "urn:altinn:resource", "id": "income"}]}]);
    assert_eq!(detail_with("consentRights", by_id).unwrap().rights, []);
    // Claims at the top are no consent, as in the oldest description.
    let mut top = claims_with("/authorization_details", Value::Null);
    top.as_object_mut().unwrap().append(&mut claims()["authorization_details"][0].as_object().unwrap().clone());
    assert_eq!(word(&verified(&top).unwrap_err()), "authorization_details");
}

#[test]
fn what_may_be_absent_is_told_as_absent() {
    for name in ["client_amr", "client_id", "jti", "token_type", "delegation_source", "supplier", "pid", "aud"] {
        assert!(verified(&claims_with(&format!("/{name}"), Value::Null)).is_ok(), "{name}");
    }
    assert!(detail_with("consented", Value::Null).unwrap().consented.is_none());
    assert!(detail_with("handledBy", json!({"authority": "iso6523-actorid-upis", "ID": "0192:310149942"})).is_ok());
    for (name, check) in [
        ("iss", "iss"),
        ("exp", "exp"),
        ("iat", "iat"),
        ("scope", "scope"),
        ("consumer", "consumer"),
        ("authorization_details", "authorization_details"),
    ] {
        assert_eq!(word(&verified(&claims_with(&format!("/{name}"), Value::Null)).unwrap_err()), check);
    }
    for (name, check) in
        [("type", "authorization_details"), ("id", "id"), ("from", "from"), ("to", "to"), ("validTo", "validTo")]
    {
        assert_eq!(word(&detail_with(name, Value::Null).unwrap_err()), check);
    }
}

#[test]
fn organizations_of_other_countries_are_consumers_too() {
    for (authority, id) in
        [("etsi-en-319-412", "NTRSE-5560360793"), ("etsi_en_119_612", "a:b:c"), ("etsi-en-319-412", "a:b:c:d")]
    {
        let actor = json!({"authority": authority, "ID": id});
        let mut claims = claims_with("/consumer", actor.clone());
        claims["authorization_details"][0]["to"] = actor;
        let consumer = verified(&claims).unwrap().consumer;
        assert_eq!((consumer.authority.as_str(), consumer.id.as_str()), (authority, id));
        assert_eq!(consumer.organization_number(), None);
        let consumers = Some(vec![OrganizationNumber::parse(ORGANIZATION).unwrap()]);
        assert_eq!(word(&with_options(&claims, |options| options.consumers = consumers).unwrap_err()), "consumer");
    }
}

#[test]
fn the_issuer_is_exactly_that_of_the_environment() {
    for issuer in ["https://maskinporten.no/", "https://test.maskinporten.no", "https://test.maskinporten.no/token", ""]
    {
        assert_eq!(word(&verified(&claims_with("/iss", json!(issuer))).unwrap_err()), "iss", "{issuer}");
    }
    let production = claims_with("/iss", json!("https://maskinporten.no/"));
    assert!(with_options(&production, |options| options.environment = Environment::Production).is_ok());
    let of_altinn_2 = claims_with("/iss", json!("https://www.altinn.no/"));
    assert_eq!(word(&verified(&of_altinn_2).unwrap_err()), "iss");
}

#[test]
fn an_audience_is_looked_at_only_on_demand() {
    let ours = "https://api.example";
    for audience in [json!("unspecified"), json!(["https://other.example"]), json!(7), Value::Null] {
        let claims = claims_with("/aud", audience.clone());
        assert!(verified(&claims).is_ok(), "{audience}");
        let refused = with_options(&claims, |options| options.audience = Some(ours.to_owned()));
        assert_eq!(word(&refused.unwrap_err()), "aud", "{audience}");
    }
    for audience in [json!(ours), json!([ours]), json!(["https://other.example", ours])] {
        let claims = claims_with("/aud", audience);
        assert!(with_options(&claims, |options| options.audience = Some(ours.to_owned())).is_ok());
    }
}

#[test]
fn times_are_looked_at_with_a_little_leeway() {
    let at = |seconds| json!(seconds_later(seconds).unix_seconds());
    for (claim, seconds, is_right) in [
        ("exp", -9, true),
        ("exp", -10, false),
        ("iat", 10, true),
        ("iat", 11, false),
        ("nbf", 10, true),
        ("nbf", 11, false),
    ] {
        let mut claims = claims_with("/iat", at(-120));
        claims[claim] = at(seconds);
        assert_eq!(verified(&claims).map_err(|error| word(&error)).err(), (!is_right).then_some(claim), "{seconds}");
    }
    let mut late = claims_with("/iat", at(-120));
    late["exp"] = at(-1);
    assert_eq!(word(&with_options(&late, |options| options.leeway_seconds = 0).unwrap_err()), "exp");
}

#[test]
fn every_scope_of_the_api_must_be_there_as_a_whole_word() {
    let scope = |text: &str| verified(&claims_with("/scope", json!(text))).map_err(|error| word(&error));
    assert!(scope(SCOPE).is_ok() && scope(&format!("a {SCOPE} b")).is_ok());
    for text in ["", "skatteetaten:inntektsmottaker", "xskatteetaten:inntekt", "skatteetaten", "SKATTEETATEN:INNTEKT"] {
        assert_eq!(scope(text).unwrap_err(), "scope", "{text}");
    }
}

#[test]
fn access_goes_by_the_consumer() {
    let only = |number: &str| {
        let consumers = Some(vec![OrganizationNumber::parse(number).unwrap()]);
        with_options(&claims(), |options| options.consumers = consumers)
    };
    assert!(only(ORGANIZATION).is_ok());
    assert_eq!(word(&only("810419512").unwrap_err()), "consumer");
    let wrong = json!({"authority": "iso6523-actorid-upis", "ID": "0192:991825828"});
    assert_eq!(word(&verified(&claims_with("/consumer", wrong)).unwrap_err()), "consumer");
}

#[test]
fn exactly_one_consent_and_no_system_user_in_its_place() {
    let consent = claims()["authorization_details"][0].clone();
    let system_user = json!({"type": "urn:altinn:systemuser", "systemuser_id": ["33a0911a-5459-456f-bc57-3d37ef9a016c"],
        "systemuser_org": {"authority": "iso6523-actorid-upis", "ID": format!("0192:{ORGANIZATION}")}, "system_id": "s"});
    let details =
        |details: Value| verified(&claims_with("/authorization_details", details)).map_err(|error| word(&error));
    for wrong in
        [json!([]), json!([system_user]), json!([consent, consent]), consent.clone(), json!("urn:altinn:consent")]
    {
        assert_eq!(details(wrong.clone()).unwrap_err(), "authorization_details", "{wrong}");
    }
    assert!(details(json!([system_user, consent])).is_ok());
}

#[test]
fn the_consent_must_not_have_ended() {
    for (valid_to, is_right) in [
        ("2026-11-24T09:59:59+00:00", false),
        ("2026-11-24T10:00:00+00:00", false),
        ("2026-11-24T10:00:00.000001+00:00", true),
        ("2026-11-24T10:30:00+00:30", false),
        ("2026-12-01T00:00:00", true),
    ] {
        assert_eq!(detail_with("validTo", json!(valid_to)).is_ok(), is_right, "{valid_to}");
    }
}

#[test]
fn a_right_is_covered_by_party_resource_action_and_metadata() {
    let person = Party::parse(PERSON).unwrap();
    let several = json!([
        {"action": ["consent"], "resource": [{"type": "urn:altinn:resource", "value": "income"}], "metadata": {"inntektsaar": "2024"}},
        {"action": ["consent", "read"], "resource": [{"type": "urn:altinn:resource", "value": "income"}],
            "metadata": {"inntektsaar": "2025"}},
        {"action": ["consent"], "resource": [{"type": "urn:altinn:resource", "value": "name"}], "metadata": null},
        {"action": ["consent"], "resource": [{"type": "urn:altinn:resource", "value": "narrow"}, {"type": "urn:x", "value": "y"}]},
    ]);
    let consent = detail_with("consentRights", several).unwrap();
    let refused = |party: &Party, right: &ConsentRight| word(&consent.check(party, right).unwrap_err());
    assert!(consent.allows(&person, &right("2024")) && consent.allows(&person, &right("2025")));
    assert!(consent.allows(&person, &ConsentRight::new("name")));
    assert_eq!(consent.rights_for("income").len(), 2);
    assert_eq!(refused(&Party::parse(ORGANIZATION).unwrap(), &right("2025")), "from");
    assert_eq!(refused(&person, &ConsentRight::new("other")), "resource");
    assert_eq!(refused(&person, &ConsentRight::new("narrow")), "resource");
    assert_eq!(refused(&person, &right("2023")), "metadata");
    assert_eq!(refused(&person, &ConsentRight::new("income")), "metadata");
    assert_eq!(refused(&person, &ConsentRight::new("name").with_metadata("a", "1")), "metadata");
    let read = |year: &str| ConsentRight { actions: vec!["read".to_owned()], ..right(year) };
    assert!(consent.allows(&person, &read("2025")));
    assert_eq!(refused(&person, &read("2024")), "metadata");
    assert_eq!(refused(&person, &ConsentRight { actions: vec!["write".to_owned()], ..right("2025") }), "action");
    assert_eq!(refused(&person, &ConsentRight { actions: vec![], ..right("2025") }), "action");
}

#[test]
fn a_consent_that_was_moved_from_altinn_2_has_small_keys_and_an_old_id() {
    let rights = json!([{"action": ["consent"], "resource": [{"type": "urn:altinn:resource", "value": "skd_4630_2"}],
        "metadata": {"inntektsaar": "2025"}}]);
    let consent = detail_with("consentRights", rights).unwrap();
    let wanted = ConsentRight::new("skd_4630_2").with_metadata("InntektsAar", "2025");
    assert!(consent.allows(&Party::parse(PERSON).unwrap(), &wanted));
}

#[test]
fn an_organization_can_give_a_consent() {
    let consent = detail_with("from", json!("urn:altinn:organization:identifier-no:810419512")).unwrap();
    assert!(consent.allows(&Party::parse("810419512").unwrap(), &right("2025")));
    let digits = "810419512";
    for from in [json!(digits), json!("urn:altinn:party:uuid:8ef5e5fa-94e1-4869-8635-df86b6219181"), json!({})] {
        assert_eq!(word(&detail_with("from", from).unwrap_err()), "from");
    }
}

#[test]
fn a_token_can_be_known_again_so_that_it_serves_once() {
    let (first, again) = (verified(&claims()).unwrap(), verified(&claims_with("/jti", json!("k"))).unwrap());
    assert_eq!(first.id, again.id, "the same consent in another token");
    assert!(detail_with("id", json!(OTHER_ID)).unwrap().id != first.id);
    assert_eq!(word(&detail_with("id", json!("abc")).unwrap_err()), "id");
    assert!(!format!("{first:?}").contains(PERSON));
}

fn right(year: &str) -> ConsentRight {
    ConsentRight::new("income").with_metadata("inntektsaar", year)
}

fn detail_with(name: &str, value: Value) -> Result<VerifiedConsent, samtykke::ConsentError> {
    verified(&claims_with(&format!("{DETAIL}/{name}"), value))
}

fn with_options(
    claims: &Value,
    change: impl FnOnce(&mut ConsentTokenOptions),
) -> Result<VerifiedConsent, samtykke::ConsentError> {
    let mut options = ConsentTokenOptions::new(Environment::Tt02, [SCOPE]);
    change(&mut options);
    verified_by(options, claims, now())
}
