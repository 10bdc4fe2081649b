//! Maskinporten's question to Altinn.

use serde_json::{Value, json};

use crate::common::sample::Sample;
use crate::common::{SMARTBANK, income_request};
use crate::stage::{Stage, details, moment};

pub(crate) const FOUND: &str = "88-lookup-accepted-200";
pub(crate) const REFUSED: &[&str] = &[
    "89-lookup-created-400-AM-00014",
    "91-lookup-revoked-400-AM-00011",
    "92-lookup-wrong-from-400-AM-00012",
    "93-lookup-wrong-to-404-AM-00001",
];

#[tokio::test]
async fn an_accepted_consent_is_found_by_whom_handles_it() {
    let stage = Stage::at("2026-08-21T10:00:00Z").await;
    let sample = Sample::read(FOUND, &stage.bed);
    let mut asked = sample.body().clone();
    asked["redirectUrl"] = json!("https://smartbank.no/back");
    stage.create(&asked).await;
    accept(&stage, &asked, "2026-08-21T10:05:00.5Z").await;
    sample.is_answered_by(&stage.send(&sample).await);
}

#[tokio::test]
async fn what_is_no_valid_consent_is_refused() {
    for name in REFUSED {
        let stage = Stage::at("2026-08-21T10:00:00Z").await;
        let sample = Sample::read(name, &stage.bed);
        let mut asked = income_request(sample.request_body()["id"].as_str().unwrap());
        asked["from"] = sample.request_body()["from"].clone();
        match *name {
            "89-lookup-created-400-AM-00014" => stage.create(&asked).await,
            "91-lookup-revoked-400-AM-00011" => {
                stage.enact(&details("43-get-revoked-after-accept-200", &stage)).await;
            }
            "92-lookup-wrong-from-400-AM-00012" => {
                asked["from"] = json!("urn:altinn:person:identifier-no:01025161013");
                stage.create(&asked).await;
                accept(&stage, &asked, "2026-08-21T10:05:00Z").await;
            }
            _ => {
                asked["to"] = json!(format!("urn:altinn:organization:identifier-no:{SMARTBANK}"));
                stage.create(&asked).await;
                accept(&stage, &asked, "2026-08-21T10:05:00Z").await;
            }
        }
        sample.is_answered_by(&stage.send(&sample).await);
    }
}

async fn accept(stage: &Stage, asked: &Value, time: &str) {
    stage.stop_at(moment(time)).await;
    stage.decide(asked["id"].as_str().unwrap(), "Accepted", &json!({})).await;
}
