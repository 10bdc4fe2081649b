//! The resource registry.

use crate::common::sample::Sample;
use crate::stage::Stage;

pub(crate) const FOUND: &str = "94-resource-get-200";
pub(crate) const UNKNOWN: &str = "95-resource-get-404";

#[tokio::test]
async fn a_resource_has_all_that_the_sample_has() {
    let stage = Stage::at("2026-08-21T10:00:00Z").await;
    let sample = Sample::read(FOUND, &stage.bed);
    let answer = stage.send(&sample).await;
    sample.agrees_with(&answer);
    for (member, value) in sample.body().as_object().unwrap() {
        assert_eq!(answer["body"][member], *value, "{member}");
    }
}

#[tokio::test]
async fn an_unknown_resource_is_not_found() {
    let stage = Stage::at("2026-08-21T10:00:00Z").await;
    let sample = Sample::read(UNKNOWN, &stage.bed);
    sample.is_answered_by(&stage.send(&sample).await);
}
