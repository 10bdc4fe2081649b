//! The resource registry.

use samtykke::endpoint::read_resource;
use samtykke::{ConsentResource, Environment};
use serde_json::{Map, Value, json};

use crate::common::sample::Sample;

pub(crate) const FOUND: &str = "94-resource-get-200";
pub(crate) const UNKNOWN: &str = "95-resource-get-404";

#[test]
fn a_resource_is_asked_for_without_a_token() {
    for sample in [FOUND, UNKNOWN].map(Sample::read) {
        let id = sample.url().rsplit('/').next().unwrap();
        let built = read_resource::request(&Environment::Tt02, id).unwrap();
        sample.is_request(&built);
        assert!(!built.headers.iter().any(|header| header.name.eq_ignore_ascii_case("authorization")));
    }
}

#[test]
fn a_resource_is_read() {
    let sample = Sample::read(FOUND);
    let resource = read_resource::parse(&sample.answer()).unwrap().unwrap();
    sample.agrees(&json!({"status": 200, "body": shown(&resource)}));
    assert!(resource.is_consent() && resource.has_access_list && !resource.is_one_time_consent);
    let body = &sample.response()["body"];
    assert_eq!(json!(resource.title), body["title"]);
    assert_eq!(json!(resource.owner), body["hasCompetentAuthority"]);
    assert_eq!(json!(resource.version_id), body["versionId"]);
}

#[test]
fn an_unknown_resource_is_none() {
    let sample = Sample::read(UNKNOWN);
    assert_eq!(read_resource::parse(&sample.answer()).unwrap(), None);
    sample.agrees(&json!({"status": 404}));
}

fn shown(resource: &ConsentResource) -> Value {
    let keys = resource.consent_metadata.iter();
    let option = |optional| if optional { json!({"optional": true}) } else { json!({}) };
    let metadata: Map<String, Value> = keys.map(|key| (key.key.clone(), option(key.optional))).collect();
    json!({"identifier": resource.identifier, "resourceType": resource.resource_type,
        "consentTemplate": resource.consent_template, "consentMetadata": metadata})
}
