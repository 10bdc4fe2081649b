//! The resources that Altinn's own tests use, and an app.

use samtykke::{ConsentResource, HttpResponse, endpoint::read_resource};
use serde_json::{Map, Value, json};

pub(crate) fn registry() -> Vec<ConsentResource> {
    let mut app = resource("an_app", "default", &[]);
    app.resource_type = "AltinnApp".to_owned();
    vec![
        resource("ttd_inntektsopplysninger", "sblanesoknad", &["inntektsaar"]),
        resource("ttd_skattegrunnlag", "sblanesoknad", &["fraogmed", "tilogmed"]),
        resource("ttd_skattegrunnlag2", "sblanesoknad2", &["fraogmed", "tilogmed"]),
        resource("ttd_navnescore", "default", &[]),
        app,
    ]
}

pub(crate) fn resource(identifier: &str, template: &str, keys: &[&str]) -> ConsentResource {
    let metadata: Map<String, Value> = keys.iter().map(|key| ((*key).to_owned(), json!({}))).collect();
    let body = json!({"identifier": identifier, "resourceType": "Consent", "consentTemplate": template,
        "consentMetadata": metadata});
    let answer = HttpResponse { status: 200, headers: vec![], body: body.to_string() };
    read_resource::parse(&answer).unwrap().unwrap()
}
