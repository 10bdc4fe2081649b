//! The sandbox's clock as its clients see it.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use reqwest::header::DATE;
use serde_json::json;

#[tokio::test]
async fn every_answer_is_of_the_time_that_the_clock_shows() {
    let bed = Bed::start().await;
    bed.set_clock(&json!({"now": "2031-02-03T04:05:06.7Z", "frozen": true})).await;
    let fault = json!({"route": "/jwk", "fault": {"kind": "status", "status": 503}});
    assert_eq!(bed.post("/sandbox/faults").json(&fault).send().await.unwrap().status(), 201);
    let one = format!("{CONSENT_REQUESTS}/{}", new_id());
    for (request, status) in [
        (bed.get("/sandbox/health"), 200),
        (bed.get("/.well-known/oauth-authorization-server"), 200),
        (bed.get(REQUEST_PAGE), 200),
        (bed.get(&one), 401),
        (bed.get("/nowhere"), 404),
        (bed.post(&one), 405),
        (bed.post(CONSENT_REQUESTS).body(vec![b' '; 1024 * 1024 + 1]), 413),
        (bed.get("/jwk"), 503),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status);
        assert_eq!(answer.headers()[DATE], "Mon, 03 Feb 2031 04:05:06 GMT", "{}", answer.url());
        assert_eq!(answer.headers().get_all(DATE).iter().count(), 1, "{}", answer.url());
    }
}

#[tokio::test]
async fn a_clock_that_is_moved_runs_on() {
    let bed = Bed::start().await;
    let year = async || {
        let answer = bed.get("/sandbox/health").send().await.unwrap();
        answer.headers()[DATE].to_str().unwrap().split(' ').nth(3).unwrap().to_owned()
    };
    bed.set_clock(&json!({"now": "2040-06-01T00:00:00Z"})).await;
    assert_eq!(year().await, "2040");
    bed.set_clock(&json!({"offsetSeconds": 0})).await;
    assert_eq!(year().await, time::OffsetDateTime::now_utc().year().to_string());
}
