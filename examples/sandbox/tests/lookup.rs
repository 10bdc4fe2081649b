//! Maskinporten's look-up: which consents may go into a token.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::{Value, json};

const LOOKUP: &str = "/accessmanagement/api/v1/maskinporten/consent/lookup";
const SCOPE: &str = "altinn:maskinporten/consent.read";
const RECEIVER: &str = "urn:altinn:organization:identifier-no:810419512";
const OTHER_PERSON: &str = "urn:altinn:person:identifier-no:01025181049";
const OTHER_RECEIVER: &str = "urn:altinn:organization:identifier-no:937884117";

async fn maskinporten(bed: &Bed) -> String {
    bed.enterprise_token(DIGDIR, SCOPE).await
}

async fn look_up(bed: &Bed, body: &Value) -> (u16, Value) {
    let token = maskinporten(bed).await;
    answer_of(bed.post(&format!("{LOOKUP}/")).bearer_auth(token).json(body).send().await.unwrap()).await
}

fn question(id: &str) -> Value {
    json!({"id": id, "from": PERSON, "to": RECEIVER})
}

fn code(body: &Value) -> (Option<&str>, Option<&str>) {
    (body["code"].as_str(), body["detail"].as_str())
}

#[tokio::test]
async fn an_accepted_consent_is_found_with_numbers_and_without_a_status() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({"requestMessage": {"nb": "Hei"}})).await;
    bed.decide(&id, "approve").await;

    let (status, mut body) = look_up(&bed, &question(&id)).await;

    assert_eq!(status, 200);
    let consented = body.as_object_mut().unwrap().remove("consented").unwrap();
    assert!(consented.as_str().unwrap().ends_with("+00:00"), "{consented}");
    let expected = json!({
        "id": id,
        "from": PERSON,
        "to": RECEIVER,
        "handledBy": null,
        "validTo": "2099-12-31T12:00:00+00:00",
        "consentRights": [right("standard-samtykke-for-dele-data", "inntektsaar=2024")],
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn it_needs_the_scope_and_answers_with_and_without_a_slash() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    bed.decide(&id, "approve").await;
    let without = bed.post(LOOKUP).json(&question(&id)).send().await.unwrap();
    assert_eq!((without.status().as_u16(), without.text().await.unwrap().as_str()), (401, ""));
    let narrow = bed.token(SMARTBANK, READ).await;
    let narrow = bed.post(LOOKUP).bearer_auth(narrow).json(&question(&id)).send().await.unwrap();
    assert_eq!((narrow.status().as_u16(), narrow.text().await.unwrap().as_str()), (403, ""));
    let token = maskinporten(&bed).await;
    for path in [LOOKUP.to_owned(), format!("{LOOKUP}/")] {
        let response = bed.post(&path).bearer_auth(&token).json(&question(&id)).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn the_handler_may_ask_and_is_told_the_stored_receiver() {
    let bed = Bed::start().await;
    let token = bed.token(DIGDIR, ORG).await;
    let id = new_id();
    let mut request = income_request(&id);
    request["consentRights"] = json!([right("ttd_navnescore", "")]);
    assert_eq!(bed.create(&token, &request).await.status(), 201);
    bed.decide(&id, "approve").await;
    let handler = format!("urn:altinn:organization:identifier-no:{DIGDIR}");

    let (status, body) = look_up(&bed, &json!({"id": id, "from": PERSON, "to": handler})).await;

    assert_eq!((status, &body["to"], &body["handledBy"]), (200, &json!(RECEIVER), &json!(handler)));
    assert_eq!(body["consentRights"][0]["metadata"], Value::Null);
}

#[tokio::test]
async fn each_reason_has_its_code() {
    let bed = Bed::start().await;
    let [created, rejected, revoked, accepted] = ["", "reject", "approve revoke", "approve"].map(str::split_whitespace);
    let mut ids = Vec::new();
    for decisions in [created, rejected, revoked, accepted] {
        let id = bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z"})).await;
        for decision in decisions {
            assert_eq!(bed.decide(&id, decision).await.status(), 200);
        }
        ids.push(id);
    }
    let [created, rejected, revoked, accepted] = ids.try_into().unwrap();
    let not_accepted = (400, "AM-00014", "Consent is not accepted");
    let not_found = (404, "AM-00001", "Consent not found");
    let wrong_giver = (400, "AM-00012", "The consented party does not match the party requested");

    let cases = [
        (question(&new_id()), not_found),
        (question(&created), not_accepted),
        (question(&rejected), not_accepted),
        (question(&revoked), (400, "AM-00011", "Consent is revoked")),
        (json!({"id": accepted, "from": OTHER_PERSON, "to": RECEIVER}), wrong_giver),
        (json!({"id": accepted, "from": PERSON, "to": OTHER_RECEIVER}), not_found),
        // A number that nobody has used before, but a valid one.
        (json!({"id": accepted, "from": "urn:altinn:person:identifier-no:42013299980", "to": RECEIVER}), wrong_giver),
        (json!({"from": PERSON, "to": RECEIVER}), not_found),
    ];
    for (question, (expected, expected_code, detail)) in cases {
        let (status, body) = look_up(&bed, &question).await;
        assert_eq!((status, code(&body)), (expected, (Some(expected_code), Some(detail))), "{question}");
    }
    bed.set_clock(&json!({"now": "2030-06-01T00:00:00Z"})).await;
    let (status, body) = look_up(&bed, &question(&accepted)).await;
    assert_eq!((status, code(&body)), (400, (Some("AM-00013"), Some("Consent is expired"))));
}

#[tokio::test]
async fn several_reasons_are_one_500_in_the_order_of_the_checks() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z"})).await;
    bed.set_clock(&json!({"now": "2030-06-01T00:00:00Z"})).await;

    let (status, body) = look_up(&bed, &json!({"id": id, "from": OTHER_PERSON, "to": OTHER_RECEIVER})).await;

    assert_eq!((status, code(&body)), (500, (Some("STD-00001"), Some("Multiple problems occurred."))));
    let problems = body["problems"].as_array().unwrap();
    let codes: Vec<_> = problems.iter().map(|problem| problem["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["AM-00001", "AM-00012", "AM-00013", "AM-00014"]);
    assert_eq!(problems[0], json!({"status": 404, "detail": "Consent not found", "code": "AM-00001"}));
}

#[tokio::test]
async fn what_cannot_be_read_is_a_400_and_what_breaks_altinn_a_500() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    bed.decide(&id, "approve").await;
    let uuid = uuid_urn(KARI);
    let unknown = "urn:altinn:person:identifier-no:01014922047";
    let broken = "urn:altinn:person:identifier-no:29844596768";

    let cases = [
        (json!({"id": id, "to": RECEIVER}), 400, "$"),
        (json!({"id": id, "from": PERSON}), 400, "$"),
        (json!({"id": "abc", "from": PERSON, "to": RECEIVER}), 400, "$.id"),
        (json!({"id": id.replace('-', ""), "from": PERSON, "to": RECEIVER}), 400, "$.id"),
        (json!({"id": id, "from": null, "to": RECEIVER}), 500, ""),
        (json!({"id": id, "from": broken, "to": RECEIVER}), 400, "$.from"),
        (json!({"id": id, "from": uuid, "to": "urn:altinn:organization:identifier-no:310419512"}), 400, "$.to"),
        (json!({"id": id, "from": uuid, "to": RECEIVER}), 500, ""),
        (json!({"id": id, "from": unknown, "to": RECEIVER}), 500, ""),
        (json!({"id": new_id(), "from": unknown, "to": RECEIVER}), 404, ""),
    ];
    for (question, expected, path) in cases {
        let (status, body) = look_up(&bed, &question).await;
        assert_eq!((status, body["errors"].get(path).is_some()), (expected, expected == 400), "{question}: {body}");
    }
    let token = maskinporten(&bed).await;
    let text = bed.post(LOOKUP).bearer_auth(token).body(question(&id).to_string()).send().await.unwrap();
    assert_eq!(text.status(), 415);
}
