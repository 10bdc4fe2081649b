//! What a creation sends, and what it never does.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::endpoint::{create_consent_request, list_consent_resources, read_consent_request, read_events};
use samtykke::{
    ConsentFlow, ConsentId, ConsentRequest, ConsentRight, Environment, EventFilter, HttpRequest, LanguageText, Party,
    PortalViewMode, Seed, Timestamp,
};
use serde_json::{Value, json};

#[test]
fn the_body_has_exactly_the_members_that_altinn_knows() {
    let mut request = request();
    request.required_delegator = Some(Party::parse(PERSON).unwrap());
    request.portal_view_mode = PortalViewMode::Show;
    let [nb, nn, en] = ["Hei", "Hei du", "Hello"].map(|text| Some(text.to_owned()));
    request.request_message = Some(LanguageText { nb, nn, en });
    let wanted = json!({
        "id": ID,
        "from": format!("urn:altinn:person:identifier-no:{PERSON}"),
        "requiredDelegator": format!("urn:altinn:person:identifier-no:{PERSON}"),
        "to": format!("urn:altinn:organization:identifier-no:{ORGANIZATION}"),
        "validTo": "2027-01-01T00:00:00+00:00",
        "consentRights": [{
            "action": ["consent"],
            "resource": [{"type": "urn:altinn:resource", "value": "standard-samtykke-for-dele-data"}],
            "metadata": {"inntektsaar": "2025"},
        }],
        "requestMessage": {"nb": "Hei", "nn": "Hei du", "en": "Hello"},
        "redirectUrl": "https://bank.example/return",
        "portalViewMode": "Show",
    });
    assert_eq!(body(&sent(&request)), wanted);
}

#[test]
fn what_was_not_given_is_not_sent() {
    let mut request = request();
    request.rights = vec![ConsentRight::new("ttd_navnescore")];
    request.request_message = Some(LanguageText { en: Some("Hello".to_owned()), ..LanguageText::default() });
    let body = body(&sent(&request));
    let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted = ["consentRights", "from", "id", "portalViewMode", "redirectUrl", "requestMessage", "to", "validTo"];
    assert_eq!(names, wanted);
    assert!(body["consentRights"][0].get("metadata").is_none());
    assert_eq!((&body["requestMessage"], &body["portalViewMode"]), (&json!({"en": "Hello"}), &json!("Hide")));
    assert!(!body.to_string().contains("null") && !body.to_string().contains("handledBy"));
}

#[test]
fn metadata_keys_are_sent_as_they_are_spelled() {
    let mut request = request();
    request.rights = vec![ConsentRight::new("a").with_metadata("INNTEKTSAAR", "2025").with_metadata("fraOgMed", "1")];
    assert_eq!(body(&sent(&request))["consentRights"][0]["metadata"], json!({"INNTEKTSAAR": "2025", "fraOgMed": "1"}));
}

#[test]
fn times_are_sent_with_their_offset() {
    for (given, wanted) in [
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00+00:00"),
        ("2027-01-01T01:00:00+01:00", "2027-01-01T00:00:00+00:00"),
        ("2027-01-01T00:00:00.1234567Z", "2027-01-01T00:00:00.123456+00:00"),
        ("2027-01-01T00:00:00.5", "2027-01-01T00:00:00.5+00:00"),
    ] {
        let mut request = request();
        request.valid_to = Timestamp::parse(given).unwrap();
        assert_eq!(body(&sent(&request))["validTo"], wanted, "{given}");
    }
}

#[test]
fn every_call_says_what_it_sends_and_what_it_takes() {
    let id = ConsentId::parse(ID).unwrap();
    let created = sent(&request());
    let calls = [
        (created.clone(), Some("application/json"), true),
        (read_consent_request::request(&Environment::Tt02, &id, &token()), None, true),
        (read_events::request(&Environment::Tt02, &EventFilter::default(), None, &token()).unwrap(), None, true),
        (list_consent_resources::request(&Environment::Tt02), None, false),
    ];
    for (call, content_type, has_token) in calls {
        let header = |name: &str| call.headers.iter().find(|header| header.name == name).map(|header| &*header.value);
        assert_eq!(
            (header("Accept"), header("Content-Type")),
            (Some("application/json"), content_type),
            "{}",
            call.url
        );
        assert_eq!(header("Authorization"), has_token.then_some(&*format!("Bearer {TOKEN}")), "{}", call.url);
        assert_eq!(call.body.is_some(), content_type.is_some());
        let count = 1 + usize::from(content_type.is_some()) + usize::from(has_token);
        assert_eq!(call.headers.len(), count, "no subscription key and nothing else: {:?}", call.headers);
        assert!(!format!("{call:?}").contains(TOKEN) && !format!("{call:?}").contains(PERSON));
    }
    let mut with_key = created;
    with_key.headers.push(samtykke::HttpHeader { name: "Ocp-Apim-Subscription-Key".to_owned(), value: "k".to_owned() });
    assert_eq!(with_key.headers.len(), 4, "a host may add what its gateway demands");
}

#[test]
fn an_id_is_any_uuid_and_a_new_one_is_ordered_by_time() {
    for id in [
        "f70542a8-d97a-40a8-9ef7-221603ffd5e6",
        "0198c000-0000-7000-8000-000000000001",
        "00000000-0000-0000-0000-000000000000",
        "F70542A8-D97A-40A8-9EF7-221603FFD5E6",
    ] {
        assert_eq!(ConsentId::parse(id).unwrap().to_string(), id.to_lowercase());
    }
    for text in ["", "abc", "latestchanges", "0198c000-0000-7000-8000-00000000000"] {
        assert_eq!(ConsentId::parse(text).unwrap_err().to_string(), "consentId is not a UUID");
    }
    let seed = Seed::from_bytes([7; 32]);
    let (first, later) = (ConsentId::new(&seed, now()), ConsentId::new(&seed, seconds_later(1)));
    assert!(first < later && first.to_string().split('-').nth(2).unwrap().starts_with('7'), "{first}");
    assert_ne!(first, ConsentId::new(&Seed::from_bytes([8; 32]), now()));
}

#[test]
fn every_attempt_sends_the_same_id_and_body() {
    let first = request_of(creating().step(now()));
    let later = creating().advance(failed(), now()).unwrap();
    assert_eq!(request_of(later.step(wait_of(later.step(now())))), first);
    let again = creating().advance(responded(401, ""), now()).unwrap().advance(authorized(), now()).unwrap();
    assert_eq!(request_of(again.step(now())).body, first.body);
    let restored = ConsentFlow::from_json(&creating().to_json()).unwrap().advance(authorized(), now()).unwrap();
    assert_eq!(request_of(restored.step(now())).body, first.body);
}

#[test]
fn a_late_retry_that_is_refused_leaves_the_consent_to_be_read() {
    let late = r#"{"status":400,"code":"STD-00000","validationErrors":[{"code":"AM.VLD-00022","paths":["ValidTo"]}]}"#;
    let flow = creating();
    let error = flow.advance(responded(400, late), now()).unwrap_err();
    assert!(error.advice().unwrap().contains("future"));
    assert!(read_consent_request::request(&Environment::Tt02, &flow.id(), &token()).url.ends_with(ID));
}

#[test]
fn what_altinn_would_refuse_is_refused_before() {
    let right = || ConsentRight::new("a");
    let mut without_action = right();
    without_action.actions.clear();
    let cases = [
        (vec![], "rights must hold at least one right"),
        (vec![without_action], "rights[0].actions must name at least one action"),
        (vec![right(), ConsentRight::new("")], "rights[1].resource must not be empty"),
        (vec![right().with_metadata("k", "")], "rights[0].metadata.k must not be empty"),
        (
            vec![right().with_metadata("Key", "1").with_metadata("key", "2")],
            "rights[0].metadata.key is there twice, in different letter case",
        ),
    ];
    for (rights, wanted) in cases {
        let request = ConsentRequest { rights, ..request() };
        assert_eq!(request.check(now()).unwrap_err().to_string(), wanted);
        assert_eq!(ConsentFlow::start(config(), request, now()).unwrap_err().to_string(), wanted);
    }
    for (valid_to, is_right) in [(seconds_later(-1), false), (now(), false), (seconds_later(1), true)] {
        assert_eq!(ConsentRequest { valid_to, ..request() }.check(now()).is_ok(), is_right, "{valid_to}");
    }
}

#[test]
fn there_is_no_limit_that_altinn_does_not_have() {
    let long = "x".repeat(10_000);
    let mut request = request();
    request.valid_to = Timestamp::parse("9999-12-31T23:59:59Z").unwrap();
    request.rights = vec![ConsentRight::new("a").with_metadata("k", &long); 200];
    request.request_message = Some(LanguageText { nb: Some(long), ..LanguageText::default() });
    assert_eq!(request.check(now()), Ok(()));
    assert_eq!(body(&sent(&request))["consentRights"].as_array().unwrap().len(), 200);
    request.rights[0].actions = vec!["read".to_owned(), "Consent".to_owned()];
    assert_eq!(request.check(now()), Ok(()), "only the policy knows the actions");
}

fn sent(request: &ConsentRequest) -> HttpRequest {
    let id = request.id.unwrap();
    create_consent_request::request(&Environment::Tt02, &id, request, &request.redirect_url, &token())
}

fn body(request: &HttpRequest) -> Value {
    serde_json::from_str(request.body.as_ref().unwrap()).unwrap()
}
