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
