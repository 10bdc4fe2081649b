//! What Altinn is known to write about a consent, in all its spellings, and what an answer may leave out.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::endpoint::read_consent_request;
use samtykke::{
    ConsentError, ConsentEventType, ConsentState, ConsentStatus, HttpResponse, Metadata, Outcome, Party, PartyUrn,
    PortalViewMode, Step, Timestamp,
};
use serde_json::{Value, json};

#[test]
fn times_are_read_in_every_form_and_cut_to_microseconds() {
    let cases = [
        ("2026-07-18T06:18:12+00:00", 0),
        ("2026-07-18T06:18:12.2+00:00", 200_000),
        ("2026-07-18T06:18:12.25+00:00", 250_000),
        ("2026-07-18T06:18:12.259+00:00", 259_000),
        ("2026-07-18T06:18:12.2597+00:00", 259_700),
        ("2026-07-18T06:18:12.25971+00:00", 259_710),
        ("2026-07-18T06:18:12.259710+00:00", 259_710),
        ("2026-07-18T06:18:12.2597103+00:00", 259_710),
        ("2026-07-18T06:18:12.5063249Z", 506_324),
        ("2026-07-18T06:18:12.50632499Z", 506_324),
        ("2026-07-18T06:18:12.506324999Z", 506_324),
        ("2026-07-18T06:18:12.5063249999Z", 506_324),
        ("2026-07-18T06:18:12", 0),
        ("2026-07-18T06:18:12.2597103", 259_710),
        ("2026-07-18T06:18:12Z", 0),
        ("2026-07-18T08:18:12+02:00", 0),
        ("2026-07-18T12:03:12+05:45", 0),
        ("2026-07-17T20:48:12.25-09:30", 250_000),
        ("2026-07-18T06:18:12-00:00", 0),
    ];
    for (text, micros) in cases {
        let state = read(&body_with("validTo", json!(text))).unwrap();
        assert_eq!(state.valid_to.unix_micros(), 1_784_355_492_000_000 + micros, "{text}");
    }
    for text in ["", "tomorrow", "2026-07-18", "1784355492", "2026-02-30T00:00:00Z"] {
        assert_eq!(read(&body_with("validTo", json!(text))).unwrap_err().code(), "UNEXPECTED_ANSWER", "{text}");
    }
}

#[test]
fn the_end_of_validity_is_compared_as_a_time() {
    let mut request = request();
    request.valid_to = Timestamp::parse("2027-01-01T01:00:00.1234567+01:00").unwrap();
    let state = read(&body_with("validTo", json!("2027-01-01T00:00:00.123456+00:00"))).unwrap();
    assert_eq!(state.differences(&request, &redirect_url()), []);
}

#[test]
fn urns_of_every_kind_are_kept() {
    let uuid = "8ef5e5fa-94e1-4869-8635-df86b6219181";
    let person = format!("urn:altinn:person:identifier-no:{PERSON}");
    let organization = format!("urn:altinn:organization:identifier-no:{ORGANIZATION}");
    let unknown = ["party:uuid", "person:uuid", "organization:uuid", "systemuser:uuid"]
        .map(|kind| format!("urn:altinn:{kind}:{uuid}"))
        .into_iter()
        .chain(["urn:altinn:party:id:50001".to_owned(), "urn:altinn:partyid:50001".to_owned(), "x".to_owned()])
        // No number of anybody's, and bare digits are no URN.
        .chain(["urn:altinn:person:identifier-no:29844596768".to_owned(), PERSON.to_owned(), String::new()]);
    let parties = [(person, Party::parse(PERSON).ok()), (organization, Party::parse(ORGANIZATION).ok())];
    for (urn, party) in parties.into_iter().chain(unknown.map(|urn| (urn, None))) {
        let mut body = body();
        for member in ["from", "to", "handledBy", "requiredDelegator"] {
            body[member] = json!(urn);
        }
        body["consentRequestEvents"][0]["performedBy"] = json!(urn);
        let state = read(&body).unwrap();
        let event = &state.events[0];
        let urns = [&state.from_party, &state.to_party, &event.performed_by];
        for read in urns.into_iter().chain(&state.handled_by).chain(&state.required_delegator) {
            assert_eq!((read.as_str(), read.party()), (urn.as_str(), party.clone()));
        }
        assert!(!format!("{state:?}").contains(PERSON), "{urn}");
    }
    assert_eq!(PartyUrn::from(format!("urn:altinn:person:identifier-no:{PERSON}")).party(), Party::parse(PERSON).ok());
}

#[test]
fn a_status_is_read_in_any_case_under_either_name_and_unknown_words_are_kept() {
    let cases = [
        ("Created", ConsentStatus::Created),
        ("ACCEPTED", ConsentStatus::Accepted),
        ("rejected", ConsentStatus::Rejected),
        ("rEVOKED", ConsentStatus::Revoked),
        ("deleted", ConsentStatus::Deleted),
        ("Expired", ConsentStatus::Expired),
        ("unopened", ConsentStatus::Unknown { text: "unopened".to_owned() }),
        ("Opened", ConsentStatus::Unknown { text: "Opened".to_owned() }),
        ("", ConsentStatus::Unknown { text: String::new() }),
    ];
    for (word, status) in cases {
        for name in ["status", "consentRequestStatus"] {
            let mut body = body_without("status");
            body[name] = json!(word);
            let state = read(&body).unwrap();
            assert_eq!(state.status, status, "{name}: {word}");
            assert_eq!(state.is_usable(now()), status == ConsentStatus::Accepted, "{word}");
        }
    }
}

#[test]
fn an_event_is_read_in_any_case_and_unknown_words_are_kept() {
    let cases = [
        ("created", ConsentEventType::Created),
        ("Rejected", ConsentEventType::Rejected),
        ("ACCEPTED", ConsentEventType::Accepted),
        ("revoked", ConsentEventType::Revoked),
        ("Deleted", ConsentEventType::Deleted),
        ("expired", ConsentEventType::Expired),
        ("Used", ConsentEventType::Used),
        ("Paused", ConsentEventType::Unknown { text: "Paused".to_owned() }),
    ];
    for (word, event_type) in cases {
        let mut body = body();
        body["consentRequestEvents"][0]["eventType"] = json!(word);
        assert_eq!(read(&body).unwrap().events[0].event_type, event_type, "{word}");
    }
}

#[test]
fn the_view_mode_is_read_in_any_case_and_hides_by_default() {
    for word in ["Show", "show", "SHOW"] {
        assert_eq!(read(&body_with("portalViewMode", json!(word))).unwrap().portal_view_mode, PortalViewMode::Show);
    }
    for word in [json!("Hide"), json!("hide"), json!("Later"), Value::Null] {
        assert_eq!(read(&body_with("portalViewMode", word)).unwrap().portal_view_mode, PortalViewMode::Hide);
    }
}

#[test]
fn metadata_is_read_under_either_name_with_its_own_case() {
    for name in ["metadata", "metaData"] {
        let mut body = body();
        let right = body["consentRights"][0].as_object_mut().unwrap();
        right.remove("metadata");
        right.insert(name.to_owned(), json!({"INNTEKTSAAR": "2025", "b": "2", "a": "1"}));
        let state = read(&body).unwrap();
        let pairs: Vec<_> = state.rights[0].metadata.iter().collect();
        assert_eq!(pairs, [("INNTEKTSAAR", "2025"), ("a", "1"), ("b", "2")]);
        assert_eq!(state.rights[0].metadata.find("inntektsAar"), Some("2025"));
    }
    for empty in [json!({}), Value::Null] {
        let mut body = body();
        body["consentRights"][0]["metadata"] = empty;
        assert_eq!(read(&body).unwrap().rights[0].metadata, Metadata::default());
    }
}

#[test]
fn what_is_optional_may_be_null_or_missing() {
    let optional = [
        "requiredDelegator",
        "handledBy",
        "requestMessage",
        "status",
        "consented",
        "portalViewMode",
        "redirectUrl",
        "viewUri",
        "consentRequestEvents",
    ];
    let least = optional.iter().fold(body(), |mut body, name| {
        body.as_object_mut().unwrap().remove(*name);
        body
    });
    let mut nulls = body();
    for name in optional {
        nulls[name] = Value::Null;
        assert!(read(&body_without(name)).is_ok() && read(&body_with(name, Value::Null)).is_ok(), "{name}");
    }
    assert_eq!(read(&least).unwrap(), read(&nulls).unwrap());
    for name in ["id", "from", "to", "validTo", "consentRights"] {
        assert_eq!(read(&body_without(name)).unwrap_err().code(), "UNEXPECTED_ANSWER", "{name}");
    }
}

#[test]
fn members_that_are_unknown_today_are_passed_over() {
    let mut body = body();
    body["templateId"] = json!("default");
    body["templateVersion"] = Value::Null;
    body["new"] = json!({"deep": [1, {"status": "Accepted"}]});
    body["consentRights"][0]["new"] = json!(1);
    body["consentRights"][0]["resource"][0]["version"] = json!("4");
    body["consentRequestEvents"][0]["new"] = json!([]);
    body["requestMessage"] = json!({"nb": "Hei", "se": "Bures", "en": null});
    let state = read(&body).unwrap();
    assert_eq!(state.request_message.unwrap().nb.as_deref(), Some("Hei"));
}

#[test]
fn the_expired_event_that_altinn_makes_up_has_no_id() {
    let zero = "00000000-0000-0000-0000-000000000000";
    let expired = json!({"consentEventID": zero, "created": "2026-11-24T09:00:00+00:00", "eventType": "Expired",
        "performedBy": format!("urn:altinn:organization:identifier-no:{ORGANIZATION}"), "consentRequestID": zero});
    for status in ["Created", "Accepted", "Rejected", "Revoked"] {
        let mut body: Value = serde_json::from_str(&consent_until(status, "2026-11-24T09:00:00+00:00")).unwrap();
        body["consentRequestEvents"].as_array_mut().unwrap().push(expired.clone());
        let state = read(&body).unwrap();
        let event = state.events.last().unwrap();
        assert_eq!((event.id.as_str(), &event.event_type), (zero, &ConsentEventType::Expired));
        assert_eq!((event.created, event.performed_by.clone()), (state.valid_to, state.to_party.clone()));
        assert_eq!(String::from(state.status), status, "the status stays what it was");
    }
}

#[test]
fn status_and_end_decide_and_events_never_do() {
    let (time, past) = ("2027-01-01T00:00:00+00:00", "2026-11-24T10:00:00+00:00");
    let events = ["Created", "Accepted", "Rejected", "Revoked", "Expired", "Used"];
    for (status, valid_to, usable, end) in [
        ("Created", time, false, "visit"),
        ("Created", past, false, "expired"),
        ("Accepted", time, true, "sign"),
        ("Accepted", past, false, "expired"),
        ("Rejected", time, false, "rejected"),
        ("Rejected", past, false, "rejected"),
        ("Revoked", time, false, "revoked"),
        ("Revoked", past, false, "revoked"),
    ] {
        for event in events {
            let text = consent_until(status, valid_to)
                .replace(r#""eventType":"Created""#, &format!(r#""eventType":"{event}""#));
            let state = read(&serde_json::from_str(&text).unwrap()).unwrap();
            assert_eq!(String::from(state.events[0].event_type.clone()), event);
            assert_eq!(state.is_usable(now()), usable, "{status} until {valid_to} with {event}");
            let found = match checking().advance(responded(200, &text), now()).unwrap().step(now()) {
                Step::Visit { .. } => "visit",
                Step::Sign { .. } => "sign",
                Step::Finish { outcome: Outcome::Expired { .. } } => "expired",
                Step::Finish { outcome: Outcome::Rejected { .. } } => "rejected",
                Step::Finish { outcome: Outcome::Revoked { .. } } => "revoked",
                other => panic!("{other:?}"),
            };
            assert_eq!(found, end, "{status} until {valid_to} with {event}");
        }
    }
}

#[test]
fn a_status_that_is_unknown_today_ends_nothing() {
    let error = checking().advance(responded(200, &consent("Paused")), now()).unwrap_err();
    assert_eq!(error.code(), "UNEXPECTED_ANSWER");
    assert!(error.to_string().contains(r#"the status "Paused" is unknown"#), "{error}");
}

#[test]
fn a_consent_that_was_taken_back_keeps_when_it_was_given() {
    let mut body: Value = serde_json::from_str(&consent("Revoked")).unwrap();
    body["consented"] = json!("2026-11-24T09:30:00.5+00:00");
    let state = read(&body).unwrap();
    assert_eq!(state.consented, Timestamp::parse("2026-11-24T09:30:00.5Z").ok());
    assert!(!state.is_usable(state.consented.unwrap()));
}

#[test]
fn a_creation_says_whether_the_consent_was_there_before() {
    for (status, already_existed) in [(201, false), (200, true)] {
        let answer = HttpResponse { status, headers: vec![], body: consent("Accepted") };
        let created = created(&answer).unwrap();
        assert_eq!(created.already_existed, already_existed);
        assert_eq!(created.state.status, ConsentStatus::Accepted);
    }
    let empty = HttpResponse { status: 202, headers: vec![], body: String::new() };
    assert_eq!(created(&empty).unwrap_err().code(), "UNEXPECTED_ANSWER");
}

#[test]
fn texts_that_are_no_consent_are_refused() {
    for text in ["", "null", "[]", "{}", "<html>", "7", &"[".repeat(100_000)] {
        let answer = HttpResponse { status: 200, headers: vec![], body: text.to_owned() };
        assert_eq!(read_consent_request::parse(&answer).unwrap_err().code(), "UNEXPECTED_ANSWER", "{text:.20}");
    }
}

fn body() -> Value {
    serde_json::from_str(&consent("Created")).unwrap()
}

fn body_with(name: &str, value: Value) -> Value {
    let mut body = body();
    body[name] = value;
    body
}

fn body_without(name: &str) -> Value {
    let mut body = body();
    body.as_object_mut().unwrap().remove(name).unwrap();
    body
}

fn read(body: &Value) -> Result<ConsentState, ConsentError> {
    read_consent_request::parse(&HttpResponse { status: 200, headers: vec![], body: body.to_string() })
}

fn redirect_url() -> samtykke::RedirectUrl {
    samtykke::RedirectUrl::parse(&format!("https://bank.example/return?consentId={ID}")).unwrap()
}
