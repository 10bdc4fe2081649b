//! `GET consentrequests/{id}`.

use time::Duration;

use crate::common::sample::Sample;
use crate::stage::{Stage, details, moment};

pub(crate) const SAMPLES: &[&str] = &[
    "39-get-created-200",
    "40-get-accepted-200",
    "42-get-rejected-200",
    "43-get-revoked-after-accept-200",
    "44-get-expired-unanswered-200",
];
pub(crate) const REFUSED: &[&str] = &[
    "47-get-other-org-403-AM-00000",
    "48-get-unknown-404-AM-00001",
    "49-get-non-uuid-404",
    "50-latestchanges-removed-404",
];

#[tokio::test]
async fn a_request_is_shown_as_its_events_left_it() {
    for name in SAMPLES {
        let stage = Stage::at("2026-01-01T00:00:00Z").await;
        let mut sample = Sample::read(name, &stage.bed);
        if *name == "40-get-accepted-200" {
            // The documentation's sample is read by another organization than the one it is for.
            sample = sample.with("consumer=0192:810419512", "consumer=0192:991825827");
        }
        stage.enact(sample.body()).await;
        if *name == "44-get-expired-unanswered-200" {
            stage.stop_at(moment(sample.body()["validTo"].as_str().unwrap())).await;
        }
        stage.advance(Duration::MINUTE).await;
        sample.is_answered_by(&stage.send(&sample).await);
    }
}

#[tokio::test]
async fn others_and_other_paths_get_nothing() {
    for name in REFUSED {
        let stage = Stage::at("2026-01-01T00:00:00Z").await;
        stage.enact(&details("39-get-created-200", &stage)).await;
        let sample = Sample::read(name, &stage.bed);
        sample.is_answered_by(&stage.send(&sample).await);
    }
}
