//! `GET consentrequests/events`.

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use time::Duration;

use crate::common::income_request;
use crate::common::sample::Sample;
use crate::stage::{Stage, moment};

pub(crate) const PAGES: &[&str] = &[
    "51-events-first-page-full-200",
    "54-events-filter-two-types-200",
    "55-events-one-consent-history-200",
    "57-events-created-after-future-200-empty",
];
pub(crate) const LAST: &str = "52-events-last-page-partial-200";
pub(crate) const REFUSED: &[&str] = &[
    "58-events-invalid-type-400",
    "59-events-filter-created-400",
    "60-events-equal-dates-400",
    "61-events-bad-token-400",
    "62-events-short-token-400",
    "65-events-no-token-401",
    "66-events-wrong-scope-403",
];

/// Where to go on, as the samples have it; each server makes its own.
const TOKEN: &str = "%2FiKcAW27u3ycYv4Q8BfacA%3D%3D";
/// Longer than events are kept back.
const LATER: Duration = Duration::minutes(10);

#[tokio::test]
async fn a_page_tells_what_happened_in_order() {
    for name in PAGES {
        let stage = Stage::at("2026-08-21T09:00:00Z").await;
        let mut sample = Sample::read(name, &stage.bed);
        enact(&stage, &happened(&sample, &stage)).await;
        stage.advance(LATER).await;
        let page = stage.send(&sample).await;
        if !page["body"]["links"]["next"].is_null() {
            sample = sample.with(TOKEN, &next_token(&page));
        }
        sample.is_answered_by(&page);
    }
}

#[tokio::test]
async fn the_last_page_goes_on_after_the_one_before() {
    let stage = Stage::at("2026-08-21T09:00:00Z").await;
    let (first, last) = (Sample::read(PAGES[0], &stage.bed), Sample::read(LAST, &stage.bed));
    enact(&stage, &happened(&first, &stage)).await;
    enact(&stage, last.body()["data"].as_array().unwrap()).await;
    stage.advance(LATER).await;
    let last = last.with(TOKEN, &next_token(&stage.send(&first).await));
    last.is_answered_by(&stage.send(&last).await);
}

#[tokio::test]
async fn bad_parameters_and_callers_are_refused() {
    let stage = Stage::at("2026-08-21T09:00:00Z").await;
    for name in REFUSED {
        let sample = Sample::read(name, &stage.bed);
        sample.is_answered_by(&stage.send(&sample).await);
    }
}

/// The events of the page, or those of another page when it is empty and not for want of events.
fn happened(page: &Sample, stage: &Stage) -> Vec<Value> {
    let data = page.body()["data"].as_array().unwrap().clone();
    if data.is_empty() { happened(&Sample::read(PAGES[0], &stage.bed), stage) } else { data }
}

async fn enact(stage: &Stage, events: &[Value]) {
    let id = |event: &Value| event["consentRequestId"].as_str().unwrap().to_owned();
    let is_creation = |event: &Value| event["eventType"] == "Created";
    let mut asked: Vec<String> = events.iter().filter(|event| is_creation(event)).map(id).collect();
    for event in events {
        if !asked.contains(&id(event)) {
            stage.create(&income_request(&id(event))).await;
            asked.push(id(event));
        }
    }
    for event in events {
        stage.stop_at(moment(event["changedDate"].as_str().unwrap())).await;
        match is_creation(event) {
            true => stage.create(&income_request(&id(event))).await,
            false => stage.decide(&id(event), event["eventType"].as_str().unwrap(), &json!({})).await,
        }
    }
}

/// The token of the next page: sixteen bytes in base64.
fn next_token(page: &Value) -> String {
    let next = page["body"]["links"]["next"].as_str().unwrap();
    let (_, rest) = next.split_once("continuationToken=").unwrap();
    let token = rest.split('&').next().unwrap();
    let decoded: String = form_urlencoded::parse(format!("t={token}").as_bytes()).next().unwrap().1.into_owned();
    assert_eq!(Base64::decode_vec(&decoded).unwrap().len(), 16);
    token.to_owned()
}
