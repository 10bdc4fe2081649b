//! `POST consentrequests`.

use serde_json::json;

use crate::common::PERSON;
use crate::common::sample::Sample;
use crate::stage::{Stage, moment};

pub(crate) const SAMPLES: &[&str] = &[
    "01-create-person-201",
    "02-create-portal-show-201",
    "04-create-supplier-201-handledby",
    "05-create-required-delegator-201",
    "06-create-no-metadata-201",
    "07-create-mobile-scheme-201",
    "09-create-from-organization-201",
    "11-create-explicit-nulls-201",
    "15-create-invalid-redirect-400",
    "16-create-validto-past-400",
    "17-create-empty-rights-400",
    "18-create-empty-action-400",
    "19-create-unknown-person-400-AM-00004",
    "20-create-unknown-org-400-AM-00003",
    "21-create-unknown-metadata-400-AM-00006",
    "22-create-missing-metadata-400-AM-00008",
    "24-create-template-mismatch-400-AM-00009",
    "26-create-wrong-metadata-name-500-STD-00001",
    "28-create-bad-check-digit-400-aspnet",
    "29-create-missing-redirect-400-aspnet",
    "30-create-no-token-401",
    "31-create-read-scope-only-403",
    "32-create-to-not-caller-403",
    "33-create-pdp-deny-403",
];
/// The id is known already.
pub(crate) const AGAIN: &[&str] =
    &["12-create-duplicate-200-core-shape", "14-create-duplicate-other-from-400-AM-00016"];
/// A gateway's answer, and one in a form that Altinn does not use yet.
pub(crate) const FAULTS: &[&str] = &["35-create-gateway-429", "37-create-problem-v6-shape-400"];

const TIME: &str = "2026-08-21T10:00:00.123456Z";

#[tokio::test]
async fn creates_are_answered_as_altinn_answers() {
    for name in SAMPLES {
        let stage = Stage::at(TIME).await;
        let sample = Sample::read(name, &stage.bed);
        sample.is_answered_by(&stage.send(&sample).await);
    }
}

#[tokio::test]
async fn an_id_is_used_once() {
    for name in AGAIN {
        let stage = Stage::at(TIME).await;
        let sample = Sample::read(name, &stage.bed);
        let mut first = sample.request_body().clone();
        first["from"] = json!(PERSON);
        stage.create(&first).await;
        stage.stop_at(moment("2026-08-21T11:00:00Z")).await;
        sample.is_answered_by(&stage.send(&sample).await);
    }
}

#[tokio::test]
async fn what_altinn_does_not_say_itself_is_a_fault() {
    let route = "/accessmanagement/api/v1/enterprise/consentrequests";
    for name in FAULTS {
        let stage = Stage::at(TIME).await;
        let sample = Sample::read(name, &stage.bed);
        let fault = match sample.response()["status"].as_u64() {
            Some(429) => json!({"kind": "tooManyRequests", "retryAfter": 5}),
            status => json!({
                "kind": "status",
                "status": status,
                "body": sample.body(),
                "contentType": sample.response()["headers"]["Content-Type"],
            }),
        };
        let rule = json!({"route": route, "method": "POST", "fault": fault, "times": 1});
        assert_eq!(stage.bed.post("/sandbox/faults").json(&rule).send().await.unwrap().status(), 201);
        sample.is_answered_by(&stage.send(&sample).await);
    }
}
