//! The rules of a create that no sample of the wire shows.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_trailing_slash_and_any_member_case_are_fine() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let body = json!({
        "ID": new_id(),
        "From": PERSON,
        "TO": format!("urn:altinn:organization:identifier-no:{SMARTBANK}"),
        "validto": "2099-12-31T12:00:00+01:00",
        "ConsentRights": [{
            "Action": ["consent"],
            "RESOURCE": [{"Type": "urn:altinn:resource", "Value": "standard-samtykke-for-dele-data"}],
            "metaData": {"InntektsAar": "2024"},
        }],
        "RedirectURL": "myapp://back",
        "portalviewmode": "show",
        "handledBy": "ignored",
        "unknown": 1,
    });
    let response = bed.post(&format!("{CONSENT_REQUESTS}/")).bearer_auth(&token).json(&body).send().await.unwrap();

    assert_eq!(response.status(), StatusCode::CREATED);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let created = json_of(response).await;
    assert_eq!(location, bed.url(&format!("{CONSENT_REQUESTS}/{}", created["id"].as_str().unwrap())));
    assert_eq!(created["validTo"], "2099-12-31T11:00:00+00:00");
    assert_eq!(created["portalViewMode"], "Show");
    assert_eq!(created["handledBy"], Value::Null);
    assert_eq!(created["consentRights"][0]["metadata"], json!({"InntektsAar": "2024"}));
}

#[tokio::test]
async fn several_problems_are_a_500_with_a_code() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let mut request = income_request(&new_id());
    request["validTo"] = json!("2020-01-01T00:00:00Z");
    request["redirectUrl"] = json!("not a url");
    request["consentRights"][0]["metadata"] = json!({"inntektsaar": ""});
    request["consentRights"][0]["action"] = json!([]);

    let response = bed.create(&token, &request).await;

    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = json_of(response).await;
    assert_eq!(body["code"], "STD-00001");
    let mut codes: Vec<_> =
        body["problems"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["AM-00007", "STD-00000", "STD-00000"]);
    assert!(body["problems"].as_array().unwrap().iter().all(|item| item.get("validationErrors").is_none()));
}

#[tokio::test]
async fn bodies_that_aspnet_cannot_bind_get_its_400() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let good = income_request(&new_id());
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body.to_string()
    };
    let cases = [
        ("".to_owned(), ""),
        ("{".to_owned(), "$"),
        ("[]".to_owned(), "$"),
        ("{}".to_owned(), "$"),
        (with("id", json!("abc")), "$.id"),
        (with("id", json!(null)), "$.id"),
        (with("validTo", json!("tomorrow")), "$.validTo"),
        (with("to", json!("810419512")), "$.to"),
        (with("consentRights", json!({})), "$.consentRights"),
        (with("consentRights", json!([{"action": "read", "resource": []}])), "$.consentRights[0].action"),
        (with("consentRights", json!([{"resource": []}])), "$.consentRights[0]"),
        (with("requestMessage", json!("hei")), "$.requestMessage"),
        (with("portalViewMode", json!("maybe")), "$.portalViewMode"),
        (format!("{}1{}", "[".repeat(5000), "]".repeat(5000)), "$"),
    ];
    for (body, path) in cases {
        let request = bed.post(CONSENT_REQUESTS).bearer_auth(&token).header("content-type", "application/json");
        let response = request.body(body.clone()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{body}");
        let answer = json_of(response).await;
        assert!(answer["errors"].get(path).is_some(), "{path}: {answer}");
        assert_eq!(answer.get("code"), None);
    }
}

#[tokio::test]
async fn what_breaks_altinns_code_is_a_500_without_a_code() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let mut no_resource = income_request(&new_id());
    no_resource["consentRights"][0]["resource"] = json!([]);
    let mut colliding = income_request(&new_id());
    colliding["consentRights"][0]["metadata"] = json!({"inntektsaar": "2024", "INNTEKTSAAR": "2023"});
    let mut null_from = income_request(&new_id());
    null_from["from"] = Value::Null;
    let mut party_id = income_request(&new_id());
    party_id["from"] = json!("urn:altinn:party:id:5001");
    for request in [no_resource, colliding, null_from, party_id] {
        let response = bed.create(&token, &request).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{request}");
        assert_eq!(json_of(response).await.get("code"), None);
    }
}

#[tokio::test]
async fn limits_hold() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let request = || bed.post(CONSENT_REQUESTS).bearer_auth(&token);
    let huge = request().header("content-type", "application/json").body("x".repeat(1024 * 1024 + 1));
    assert_eq!(huge.send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    let text = request().header("content-type", "text/plain").body("{}");
    assert_eq!(text.send().await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_strict_sandbox_knows_only_registered_parties() {
    let bed = Bed::with(samtykke_sandbox::SandboxOptions { strict_parties: true, ..Default::default() }).await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let mut request = income_request(&new_id());
    request["from"] = json!("urn:altinn:person:identifier-no:54927600946");
    assert_eq!(json_of(bed.create(&token, &request).await).await["code"], "AM-00004");
    let party = json!({"number": "54927600946", "name": "Test Person"});
    assert_eq!(bed.post("/sandbox/parties").json(&party).send().await.unwrap().status(), StatusCode::CREATED);
    assert_eq!(bed.create(&token, &request).await.status(), StatusCode::CREATED);
}
