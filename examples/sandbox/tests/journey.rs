//! One consent from the grant to the data, and the ways it ends.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use reqwest::StatusCode;
use reqwest::header::LOCATION;
use serde_json::{Value, json};

const PAGE: &str = "/accessmanagement/ui/consent/request";

#[tokio::test]
async fn an_approved_consent_opens_the_data() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    let created = json_of(bed.create(&token, &income_request(&id)).await).await;
    let view_uri = created["viewUri"].as_str().unwrap();

    let page = bed.http.get(view_uri).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Smartbank AS") && page.contains("Inntekten din for 2024"), "{page}");
    let answer = answer(&bed, &id, "approve").await;

    assert_eq!(answer.status(), StatusCode::FOUND);
    assert_eq!(answer.headers()[LOCATION], "https://smartbank.no/consent?authcode=123&Status=OK");
    let stored = bed.read(&token, &id).await;
    assert_eq!(stored["status"], "Accepted");
    assert_eq!(stored["consentRequestEvents"][1]["performedBy"], PERSON);
    let consent_token = bed.consent_token(SMARTBANK, &id, PERSON).await.unwrap();
    let detail = &payload(&consent_token)["authorization_details"][0];
    assert_eq!(detail["to"], json!({"authority": "iso6523-actorid-upis", "ID": "0192:810419512"}));
    assert_eq!(detail["consented"], stored["consented"]);
    assert_eq!(detail["consentRights"], stored["consentRights"]);
    let (status, data) = income(&bed, &consent_token, "").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(data["income"][0]["year"], "2024");
    assert_eq!(data["income"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_rejected_consent_gives_no_token() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    bed.create(&token, &income_request(&id)).await;

    let answer = answer(&bed, &id, "reject").await;

    let expected = "https://smartbank.no/consent?authcode=123&Status=Failed&ErrorMessage=User+did+not+give+consent";
    assert_eq!(answer.headers()[LOCATION], expected);
    assert_eq!(bed.read(&token, &id).await["status"], "Rejected");
    let refusal = bed.consent_token(SMARTBANK, &id, PERSON).await.unwrap_err();
    assert!(refusal.contains("AM-00014"), "{refusal}");
}

#[tokio::test]
async fn a_revoked_consent_gives_no_new_token() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    bed.create(&token, &income_request(&id)).await;
    bed.decide(&id, "approve").await;

    let revoked = json_of(bed.decide(&id, "revoke").await).await;

    assert_eq!(revoked["status"], "Revoked");
    assert!(revoked["consented"].is_string());
    assert!(bed.consent_token(SMARTBANK, &id, PERSON).await.unwrap_err().contains("AM-00011"));
}

#[tokio::test]
async fn an_expired_request_cannot_be_approved() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    let mut request = income_request(&id);
    request["validTo"] = json!("2030-01-01T00:00:00Z");
    bed.create(&token, &request).await;
    bed.set_clock(&json!({"now": "2030-01-02T00:00:00Z"})).await;

    let page = bed.get(&format!("{PAGE}?id={id}&lang=en")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("has expired") && page.contains("aria-disabled"), "{page}");
    assert_eq!(answer(&bed, &id, "approve").await.status(), StatusCode::CONFLICT);
    assert_eq!(bed.decide(&id, "approve").await.status(), StatusCode::CONFLICT);

    bed.set_clock(&json!({"offsetSeconds": 0})).await;
    let stored = bed.read(&token, &id).await;
    assert_eq!(stored["status"], "Created");
    assert_eq!(stored["consentRequestEvents"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn reading_after_the_end_makes_up_an_expired_event() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    let mut request = income_request(&id);
    request["validTo"] = json!("2030-01-01T00:00:00Z");
    bed.create(&token, &request).await;
    bed.set_clock(&json!({"now": "2030-01-02T00:00:00Z"})).await;

    let state = json_of(bed.get("/sandbox/state").send().await.unwrap()).await;

    let consent = &state["consents"][0];
    assert_eq!(consent["status"], "Created");
    let expired = &consent["consentRequestEvents"][1];
    assert_eq!(expired["eventType"], "Expired");
    assert_eq!(expired["created"], "2030-01-01T00:00:00+00:00");
    assert_eq!(expired["consentEventID"], "00000000-0000-0000-0000-000000000000");
    assert_eq!(expired["consentRequestID"], "00000000-0000-0000-0000-000000000000");
    assert_eq!(expired["performedBy"], request["to"]);
}

#[tokio::test]
async fn the_service_refuses_what_was_not_consented() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    bed.create(&token, &income_request(&id)).await;
    bed.decide(&id, "approve").await;
    let consent_token = bed.consent_token(SMARTBANK, &id, PERSON).await.unwrap();

    assert_eq!(income(&bed, &consent_token, "?year=2024").await.0, StatusCode::OK);
    let (status, body) = income(&bed, &consent_token, "?year=2023").await;
    assert_eq!((status, &body["error"]), (StatusCode::FORBIDDEN, &json!("year_not_consented")));
    let (status, body) = income(&bed, &token, "").await;
    assert_eq!((status, &body["error"]), (StatusCode::FORBIDDEN, &json!("not_a_consent_token")));
    let forged = sign_with(&json!({"alg": "RS256", "kid": KID}), &payload(&consent_token));
    let (status, body) = income(&bed, &forged, "").await;
    assert_eq!((status, &body["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_token")));
    bed.set_clock(&json!({"offsetSeconds": 121})).await;
    assert_eq!(income(&bed, &consent_token, "").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_consent_for_another_resource_does_not_open_the_data() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    let mut request = income_request(&id);
    request["consentRights"] = json!([{
        "action": ["consent"],
        "resource": [{"type": "urn:altinn:resource", "value": "ttd_navnescore"}],
    }]);
    bed.create(&token, &request).await;
    bed.decide(&id, "approve").await;

    let consent_token = bed.consent_token(SMARTBANK, &id, PERSON).await.unwrap();

    let (status, body) = income(&bed, &consent_token, "").await;
    assert_eq!((status, &body["error"]), (StatusCode::FORBIDDEN, &json!("wrong_resource")));
}

#[tokio::test]
async fn the_page_escapes_everything_that_others_wrote() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    let script = "<script>alert(1)</script>";
    bed.post("/sandbox/parties").json(&json!({"number": "01025161013", "name": script})).send().await.unwrap();
    let mut request = income_request(&id);
    request["consentRights"][0]["metadata"]["inntektsaar"] = json!(script);
    request["requestMessage"] = json!({"nb": script});
    request["redirectUrl"] = json!("javascript:alert(1)");
    assert_eq!(bed.create(&token, &request).await.status(), StatusCode::CREATED);

    let page = bed.get(&format!("{PAGE}?id={id}")).send().await.unwrap();

    assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let page = page.text().await.unwrap();
    assert!(!page.contains("<script") && page.contains("&#60;script"), "{page}");
    assert!(!page.contains("javascript:"), "{page}");
}

#[tokio::test]
async fn the_page_speaks_three_languages() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    bed.create(&token, &income_request(&id)).await;
    for (language, button) in
        [("nb", "Ja, jeg gir samtykke"), ("nn", "Ja, eg gir samtykke"), ("en", "Yes, I give consent")]
    {
        let page = bed.get(&format!("{PAGE}?id={id}&lang={language}")).send().await.unwrap().text().await.unwrap();
        assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains(button), "{page}");
    }
}

#[tokio::test]
async fn an_unknown_request_is_a_page_that_says_so() {
    let bed = Bed::start().await;
    let page = bed.get(&format!("{PAGE}?id=0198c000-0000-7000-8000-00000000dead")).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    assert!(page.text().await.unwrap().contains("Forespørselen finnes ikke"));
}

async fn answer(bed: &Bed, id: &str, decision: &str) -> reqwest::Response {
    bed.post(PAGE).form(&[("id", id), ("decision", decision)]).send().await.unwrap()
}

async fn income(bed: &Bed, token: &str, query: &str) -> (StatusCode, Value) {
    let response = bed.get(&format!("/service-owner/api/income{query}")).bearer_auth(token).send().await.unwrap();
    (response.status(), json_of(response).await)
}
