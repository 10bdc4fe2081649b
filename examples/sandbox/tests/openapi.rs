//! `/sandbox/openapi.json` is what the control routes do.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/schema.rs"]
mod schema;

use std::collections::BTreeSet;

use common::*;
use reqwest::Response;
use schema::Document;
use serde_json::{Value, json};

/// The router's source: a router cannot be asked for its routes.
const ROUTER: &str = include_str!("../src/control/mod.rs");

#[tokio::test]
async fn it_names_the_routes_and_methods_of_the_router_and_no_others() {
    let bed = Bed::start().await;
    let document = document(&bed).await;
    let mut described = BTreeSet::new();
    for (path, operations) in document.0["paths"].as_object().unwrap() {
        described.extend(operations.as_object().unwrap().keys().map(|method| format!("{method} {path}")));
    }
    let mut routed = BTreeSet::new();
    for route in ROUTER.split(".route(").skip(1) {
        let (path, handlers) = route.strip_prefix('"').unwrap().split_once('"').unwrap();
        for method in ["get", "post", "put", "patch", "delete"] {
            if handlers.contains(&format!("{method}(")) {
                routed.insert(format!("{method} {path}"));
            }
        }
    }
    assert!(routed.len() > 20);
    assert_eq!(described, routed);
}

#[tokio::test]
async fn a_method_that_it_does_not_name_is_not_allowed() {
    let bed = Bed::start().await;
    for (path, operations) in document(&bed).await.0["paths"].as_object().unwrap() {
        let response = bed.http.patch(bed.url(&path.replace(['{', '}'], ""))).send().await.unwrap();
        assert_eq!(response.status(), 405, "{path}");
        let allowed = response.headers()["allow"].to_str().unwrap().to_ascii_lowercase();
        let allowed: BTreeSet<&str> = allowed.split(',').filter(|method| *method != "head").collect();
        assert_eq!(allowed, operations.as_object().unwrap().keys().map(String::as_str).collect(), "{path}");
    }
}

#[tokio::test]
async fn it_describes_what_each_operation_takes_and_answers() {
    let bed = Bed::start().await;
    let document = document(&bed).await;
    let calls = calls(&bed).await;
    let mut called = BTreeSet::new();
    for (method, path, parameters, body) in &calls {
        let operation = &document.0["paths"][path][method];
        called.insert(operation["operationId"].as_str().unwrap().to_owned());
        if let Some(body) = body {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            assert_eq!(document.flaw(schema, body), None, "{method} {path}");
        }
        let response = call(&bed, method, &fill(path, parameters), body.as_ref()).await;
        assert!(response.status().is_success(), "{method} {path}: {}", response.text().await.unwrap());
        assert_eq!(misdescribed(&document, operation, response).await, None, "{method} {path}");
    }
    let operations = document.0["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap());
    let described: Vec<_> = operations.map(|(_, it)| it["operationId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(described.len(), described.iter().collect::<BTreeSet<_>>().len());
    assert_eq!(called, described.into_iter().collect());
}

#[tokio::test]
async fn what_does_not_fit_is_refused_as_it_says() {
    let bed = Bed::start().await;
    let document = document(&bed).await;
    let mut refused = 0;
    for (method, path, parameters, body) in calls(&bed).await {
        let Some(body) = body else { continue };
        let operation = &document.0["paths"][path][method];
        let schema = document.resolve(&operation["requestBody"]["content"]["application/json"]["schema"]);
        for spoilt in spoilt(schema, &body) {
            assert!(document.flaw(schema, &spoilt).is_some(), "{method} {path}: {spoilt} fits");
            let response = call(&bed, method, &fill(path, &parameters), Some(&spoilt)).await;
            assert_eq!(response.status(), 400, "{method} {path}: {spoilt}");
            assert_eq!(misdescribed(&document, operation, response).await, None, "{method} {path}");
            refused += 1;
        }
    }
    assert!(refused > 40, "{refused}");
}

#[tokio::test]
async fn refusals_for_other_reasons_are_described_as_well() {
    let bed = Bed::start().await;
    let document = document(&bed).await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    bed.create(&token, &income_request(&id)).await;
    bed.decide(&id, "reject").await;
    let decide = "/sandbox/consents/{id}/{decision}";
    let taken = json!({"number": "25922947409", "partyUuid": KARI});
    let cases = [
        (decide, vec![new_id(), "approve".to_owned()], json!({}), 404),
        (decide, vec![id.clone(), "forget".to_owned()], json!({}), 404),
        (decide, vec![id.clone(), "approve".to_owned()], json!({}), 409),
        (decide, vec![id, "reject".to_owned()], json!({"performedBy": "12345678901"}), 400),
        ("/sandbox/clients/{id}/keys", vec!["nobody".to_owned()], jwk(), 404),
        ("/sandbox/parties", vec![], taken, 409),
        ("/sandbox/parties", vec![], json!({"number": "01025161014"}), 400),
        ("/sandbox/clock", vec![], json!({"now": "9999-12-31T00:00:00Z"}), 400),
        ("/sandbox/clock", vec![], json!({}), 400),
    ];
    for (path, parameters, body, status) in cases {
        let response = call(&bed, "post", &fill(path, &parameters), Some(&body)).await;
        assert_eq!(response.status(), status, "{path} {body}");
        let operation = &document.0["paths"][path]["post"];
        assert_eq!(misdescribed(&document, operation, response).await, None, "{path} {body}");
    }
}

type Call = (&'static str, &'static str, Vec<String>, Option<Value>);

/// A good call of each operation: method, path, the path's parameters and body.
async fn calls(bed: &Bed) -> Vec<Call> {
    let token = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    let mut request = income_request(&id);
    request["requestMessage"] = json!({"nb": "hei"});
    bed.create(&token, &request).await;
    let client = bed.client(SMARTBANK, &[READ]).await;
    let registration = json!({"clientId": "c", "organization": SMARTBANK, "scopes": [READ], "keys": [jwk()]});
    let party = json!({
        "number": SUPPLIER,
        "name": "Fjord",
        "partyUuid": SUPPLIER_UUID,
        "unitType": "BEDR",
        "representatives": ["01025161013"],
    });
    let resource = json!({
        "identifier": "described",
        "title": {"nb": "Ressurs"},
        "resourceType": "Consent",
        "consentTemplate": "default",
        "consentText": {"nb": "Tekst"},
        "consentMetadata": {"aar": {"optional": true}},
        "isOneTimeConsent": true,
        "accessListMode": "Enabled",
        "versionId": 3,
        "sandboxAccessList": [SMARTBANK],
        "status": "Active",
    });
    let template = serde_json::from_str::<Value>(include_str!("../data/templates.json")).unwrap()[0].take();
    let mut calls: Vec<Call> = vec![
        ("get", "/sandbox/openapi.json", vec![], None),
        ("get", "/sandbox/health", vec![], None),
        ("get", "/sandbox/clock", vec![], None),
        ("post", "/sandbox/clock", vec![], Some(json!({"offsetSeconds": 1.5}))),
        ("post", "/sandbox/clock", vec![], Some(json!({"now": "2026-08-21T10:00:00Z", "frozen": true}))),
        ("post", "/sandbox/clients", vec![], Some(registration)),
        ("post", "/sandbox/clients", vec![], Some(json!({"organization": SMARTBANK}))),
        ("post", "/sandbox/clients/{id}/keys", vec![client], Some(jwk())),
        ("post", "/sandbox/keys/rotate", vec![], None),
        ("get", "/sandbox/keys", vec![], None),
        ("delete", "/sandbox/keys", vec![], None),
        ("post", "/sandbox/parties", vec![], Some(party)),
        ("get", "/sandbox/parties", vec![], None),
    ];
    let delegation = json!({"consumer": SMARTBANK, "supplier": SUPPLIER, "scopes": [READ]});
    calls.extend([
        ("post", "/sandbox/delegations", vec![], Some(delegation)),
        ("post", "/sandbox/resources", vec![], Some(resource)),
        ("post", "/sandbox/templates", vec![], Some(template)),
    ]);
    calls.extend(faults().into_iter().map(|rule| ("post", "/sandbox/faults", vec![], Some(rule))));
    let decide = |decision: &str| vec![id.clone(), decision.to_owned()];
    let decision = "/sandbox/consents/{id}/{decision}";
    calls.extend([
        ("post", decision, decide("approve"), Some(json!({"performedBy": "25922947409"}))),
        ("post", decision, decide("revoke"), None),
        ("get", "/sandbox/consents", vec![], None),
        ("get", "/sandbox/faults", vec![], None),
        ("get", "/sandbox/state", vec![], None),
        ("delete", "/sandbox/faults", vec![], None),
        ("post", "/sandbox/reset", vec![], None),
    ]);
    calls
}

/// A rule for each kind of fault.
fn faults() -> Vec<Value> {
    let kinds = [
        json!({"kind": "latency", "millis": 5}),
        json!({"kind": "status", "status": 503}),
        json!({"kind": "status", "status": 503, "body": {"a": 1}, "contentType": "application/problem+json"}),
        json!({"kind": "dropConnection"}),
        json!({"kind": "halfBody"}),
        json!({"kind": "garbage"}),
        json!({"kind": "gatewayHtml", "status": 504}),
        json!({"kind": "tooManyRequests", "retryAfter": 3}),
    ];
    let mut rules: Vec<Value> = kinds.into_iter().map(|fault| json!({"route": "/jwk", "fault": fault})).collect();
    let more = json!({"method": "GET", "times": 2, "probability": 0.5, "seed": 7, "handled": true});
    rules[1].as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    rules
}

/// The body with one thing wrong: a member too few, one of another type, one too many.
fn spoilt(schema: &Value, body: &Value) -> Vec<Value> {
    let mut spoilt = vec![json!([]), json!("text")];
    for name in schema["required"].as_array().into_iter().flatten() {
        let mut without = body.clone();
        without.as_object_mut().unwrap().remove(name.as_str().unwrap());
        spoilt.push(without);
    }
    for (name, value) in body.as_object().unwrap() {
        if schema["properties"].get(name).is_some() {
            let mut other = body.clone();
            other[name] = if value.is_object() { json!(7) } else { json!({"no": "such"}) };
            spoilt.push(other);
        }
    }
    if schema["additionalProperties"] == false {
        let mut more = body.clone();
        more["surplus"] = json!(1);
        spoilt.push(more);
    }
    spoilt
}

/// How the answer differs from what the document says of its status.
async fn misdescribed(document: &Document, operation: &Value, response: Response) -> Option<String> {
    let status = response.status().as_u16().to_string();
    let Some(described) = operation["responses"].get(&status) else {
        return Some(format!("{status} is not described"));
    };
    let content = &document.resolve(described)["content"];
    let text = response.text().await.unwrap();
    match content["application/json"]["schema"] {
        Value::Null => (!text.is_empty()).then(|| format!("{text} is not described")),
        ref schema => document.flaw(schema, &serde_json::from_str(&text).unwrap()),
    }
}

async fn call(bed: &Bed, method: &str, path: &str, body: Option<&Value>) -> Response {
    let method = method.to_ascii_uppercase().parse().unwrap();
    let request = bed.http.request(method, bed.url(path));
    match body {
        Some(body) => request.json(body).send().await.unwrap(),
        None => request.send().await.unwrap(),
    }
}

/// The path with its parameters in place.
fn fill(path: &str, parameters: &[String]) -> String {
    let mut parameters = parameters.iter();
    let parts = path.split('/').map(|part| match part.starts_with('{') {
        true => parameters.next().unwrap().as_str(),
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn document(bed: &Bed) -> Document {
    Document(json_of(bed.get("/sandbox/openapi.json").send().await.unwrap()).await)
}
