//! Reading one request, and the event feed.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::*;
use reqwest::StatusCode;
use samtykke_sandbox::SandboxOptions;
use serde_json::{Value, json};

#[tokio::test]
async fn only_the_receiver_reads_a_request() {
    let bed = Bed::start().await;
    let writer = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    bed.create(&writer, &income_request(&id)).await;
    let reader = bed.token(SMARTBANK, READ).await;
    let stranger = bed.token(DIGDIR, ORG).await;
    let none = bed.token(SMARTBANK, "altinn:other").await;

    assert_eq!(bed.read(&reader, &id).await["status"], "Created");
    assert_eq!(status(&bed, &stranger, &id).await, (StatusCode::FORBIDDEN, json!("AM-00000")));
    assert_eq!(status(&bed, &none, &id).await, (StatusCode::FORBIDDEN, Value::Null));
    assert_eq!(status(&bed, &reader, &new_id()).await, (StatusCode::NOT_FOUND, json!("AM-00001")));
    assert_eq!(status(&bed, &reader, "abc").await, (StatusCode::NOT_FOUND, Value::Null));
    assert_eq!(status(&bed, &reader, "latestchanges").await, (StatusCode::NOT_FOUND, Value::Null));
    assert_eq!(status(&bed, "garbage", &id).await, (StatusCode::UNAUTHORIZED, Value::Null));
}

#[tokio::test]
async fn the_feed_pages_through_everything_in_order() {
    let options = SandboxOptions { events_lag: Duration::ZERO, page_size: 2, ..SandboxOptions::default() };
    let bed = Bed::with(options).await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let ids = [new_id(), new_id()];
    for id in &ids {
        bed.create(&token, &income_request(id)).await;
    }
    bed.decide(&ids[0], "approve").await;
    bed.decide(&ids[0], "revoke").await;

    let mut seen = Vec::new();
    let mut next = Some(bed.url(&format!("{CONSENT_REQUESTS}/events?pageSize=50")));
    let mut pages = 0;
    while let Some(url) = next {
        let page = json_of(bed.http.get(url).bearer_auth(&token).send().await.unwrap()).await;
        seen.extend(page["data"].as_array().unwrap().iter().map(|event| {
            (event["consentRequestId"].as_str().unwrap().to_owned(), event["eventType"].as_str().unwrap().to_owned())
        }));
        next = page["links"]["next"].as_str().map(str::to_owned);
        pages += 1;
    }

    assert_eq!(pages, 3);
    let expected = [(&ids[0], "Created"), (&ids[1], "Created"), (&ids[0], "Accepted"), (&ids[0], "Revoked")];
    assert_eq!(seen, expected.map(|(id, kind)| (id.clone(), kind.to_owned())));
}

#[tokio::test]
async fn the_feed_filters_and_carries_its_filters_on() {
    let options = SandboxOptions { events_lag: Duration::ZERO, page_size: 1, ..SandboxOptions::default() };
    let bed = Bed::with(options).await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    bed.create(&token, &income_request(&id)).await;
    bed.decide(&id, "approve").await;

    let query =
        format!("?eventType=accepted&eventType=revoked&consentRequestId={id}&createdAfter=2020-01-01T00:00:00Z");
    let (_, page) = feed(&bed, &token, &query).await;

    assert_eq!(page["data"][0]["eventType"], "Accepted");
    let next = page["links"]["next"].as_str().unwrap();
    for part in ["eventType=accepted&eventType=revoked", "createdAfter=2020-01-01T00%3A00%3A00.0000000Z", &id] {
        assert!(next.contains(part), "{next}");
    }
    assert_eq!(feed(&bed, &token, "?createdAfter=2090-01-01").await.1["data"], json!([]));
    let other = bed.token(DIGDIR, READ).await;
    assert_eq!(feed(&bed, &other, "").await.1["data"], json!([]));
}

#[tokio::test]
async fn young_events_stay_hidden() {
    let bed = Bed::with(SandboxOptions::default()).await;
    let token = bed.token(SMARTBANK, WRITE).await;
    bed.create(&token, &income_request(&new_id())).await;
    assert_eq!(feed(&bed, &token, "").await.1["data"], json!([]));
    bed.set_clock(&json!({"offsetSeconds": 119})).await;
    assert_eq!(feed(&bed, &token, "").await.1["data"], json!([]));
}

#[tokio::test]
async fn the_feed_refuses_bad_parameters() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, READ).await;
    let cases = [
        ("?eventType=invalidtype", 400, "AM.VLD-00052"),
        ("?eventType=created", 400, "AM.VLD-00052"),
        ("?createdAfter=2026-08-21T00%3A00%3A00Z&createdBefore=2026-08-21T00%3A00%3A00Z", 400, "AM.VLD-00051"),
        ("?continuationToken=notvalidbase64!!!", 400, "AM.VLD-00053"),
        ("?continuationToken=AQID", 400, "AM.VLD-00053"),
    ];
    for (query, status, code) in cases {
        let (answered, body) = feed(&bed, &token, query).await;
        assert_eq!(answered.as_u16(), status, "{query}");
        assert_eq!(body["code"], "STD-00000", "{query}");
        assert_eq!(body["validationErrors"][0]["code"], code, "{query}");
    }
    let (status, body) = feed(&bed, &token, "?consentRequestId=abc").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body["errors"]["consentRequestId"].is_array());
    assert_eq!(feed(&bed, &token, "?eventType=Accepted").await.0, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn the_registry_answers_without_a_token() {
    let bed = Bed::start().await;
    let base = "/resourceregistry/api/v1/resource";
    let resource = json_of(bed.get(&format!("{base}/ttd_inntektsopplysninger")).send().await.unwrap()).await;
    assert_eq!(resource["consentMetadata"], json!({"inntektsaar": {}}));
    assert_eq!(resource["consentTemplate"], "sblanesoknad");
    assert_eq!(resource["accessListMode"], "Enabled");
    assert_eq!(resource.get("sandboxAccessList"), None);
    let missing = bed.get(&format!("{base}/does-not-exist")).send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let found = json_of(bed.get(&format!("{base}/search?ResourceType=Consent&Id=enkelt")).send().await.unwrap()).await;
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["isOneTimeConsent"], true);
}

#[tokio::test]
async fn a_reset_forgets_everything_but_the_keys() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    bed.create(&token, &income_request(&id)).await;

    assert_eq!(bed.post("/sandbox/reset").send().await.unwrap().status(), StatusCode::NO_CONTENT);

    assert_eq!(status(&bed, &token, &id).await, (StatusCode::NOT_FOUND, json!("AM-00001")));
    let state = json_of(bed.get("/sandbox/state").send().await.unwrap()).await;
    assert_eq!((&state["clients"], &state["consents"]), (&json!([]), &json!([])));
    assert_eq!(json_of(bed.get("/sandbox/health").send().await.unwrap()).await["status"], "ok");
}

async fn status(bed: &Bed, token: &str, id: &str) -> (StatusCode, Value) {
    let response = bed.get(&format!("{CONSENT_REQUESTS}/{id}")).bearer_auth(token).send().await.unwrap();
    let status = response.status();
    let body: Value = response.json().await.unwrap_or_default();
    (status, body["code"].clone())
}

async fn feed(bed: &Bed, token: &str, query: &str) -> (StatusCode, Value) {
    let response = bed.get(&format!("{CONSENT_REQUESTS}/events{query}")).bearer_auth(token).send().await.unwrap();
    (response.status(), json_of(response).await)
}
