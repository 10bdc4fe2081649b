//! `--db FILE`: what was answered with 2xx is there after `kill -9`.
#![allow(clippy::unwrap_used)]

mod common;

use common::program::Db;
use common::*;
use serde_json::{Value, json};

const TEMPLATE: &str = "sandbox-template";
const KINDS: &[&str] = &["clock", "clients", "delegations", "parties", "resources", "faults", "consents"];

#[tokio::test]
async fn half_a_flow_goes_on_in_the_next_process() {
    let db = Db::new();
    let mut bed = start(&db, "0");
    let writer = bed.token(SMARTBANK, WRITE).await;
    let [answered, waiting] = [new_id(), new_id()];
    for id in [&answered, &waiting] {
        assert_eq!(bed.create(&writer, &income_request(id)).await.status(), 201);
    }
    assert_eq!(bed.decide(&answered, "approve").await.status(), 200);
    let before = bed.read(&writer, &answered).await;

    bed = restart(bed, &db);

    assert_eq!(bed.read(&writer, &answered).await, before);
    assert_eq!(bed.create(&writer, &income_request(&answered)).await.status(), 200);
    let token = bed.consent_token(SMARTBANK, &answered, PERSON).await.unwrap();
    let data = bed.get("/service-owner/api/income?year=2024").bearer_auth(token).send().await.unwrap();
    assert_eq!(data.status(), 200);
    assert_eq!(bed.decide(&waiting, "reject").await.status(), 200);
    assert_eq!(bed.decide(&answered, "revoke").await.status(), 200);
    let expected = [
        (&answered, "Created"),
        (&waiting, "Created"),
        (&answered, "Accepted"),
        (&waiting, "Rejected"),
        (&answered, "Revoked"),
    ];
    assert_eq!(feed(&bed, &writer).await, expected.map(|(id, kind)| (id.clone(), kind.to_owned())));
}

#[tokio::test]
async fn everything_that_was_registered_is_kept() {
    let db = Db::new();
    let mut bed = start(&db, "0");
    register_everything(&bed).await;
    let before = state(&bed).await;
    assert!(KINDS.iter().all(|kind| !before[kind].as_array().is_some_and(Vec::is_empty)), "{before}");
    let keys = json_of(bed.get("/jwk").send().await.unwrap()).await;

    bed = restart(bed, &db);

    assert_eq!(state(&bed).await, before);
    assert_eq!(json_of(bed.get("/jwk").send().await.unwrap()).await, keys);
    assert_eq!(bed.get("/api/.well-known/jwks.json").send().await.unwrap().status(), 503);
    // The resource names the template, so without it nothing can be asked for.
    let writer = bed.token(SMARTBANK, WRITE).await;
    let mut request = income_request(&new_id());
    request["consentRights"][0]["resource"][0]["value"] = json!("sandbox-resource");
    let created = bed.create(&writer, &request).await;
    assert_eq!(created.status(), 201, "{}", created.text().await.unwrap());
}

#[tokio::test]
async fn a_used_grant_stays_used_and_a_token_stays_valid() {
    let db = Db::new();
    let mut bed = start(&db, "0");
    bed.set_clock(&json!({"now": "2026-08-21T10:00:00Z", "frozen": true})).await;
    let client = bed.client(SMARTBANK, &[READ]).await;
    let grant = grant(&bed, &client, READ);
    let token = json_of(bed.trade(&grant).await).await["access_token"].as_str().unwrap().to_owned();
    assert_eq!(bed.post("/sandbox/keys/rotate").send().await.unwrap().status(), 200);

    bed = restart(bed, &db);

    let refusal = json_of(bed.trade(&grant).await).await;
    assert!(refusal["error_description"].as_str().unwrap().contains("MP-012"), "{refusal}");
    let read = bed.get(&format!("{CONSENT_REQUESTS}/{}", new_id())).bearer_auth(&token).send().await.unwrap();
    assert_eq!(read.status(), 404);

    let retired = bed.http.delete(bed.url("/sandbox/keys")).send().await.unwrap();
    assert_eq!(retired.status(), 200);
    bed = restart(bed, &db);
    let read = bed.get(&format!("{CONSENT_REQUESTS}/{}", new_id())).bearer_auth(&token).send().await.unwrap();
    assert_eq!(read.status(), 401);
}

#[tokio::test]
async fn a_one_time_consent_is_spent_once() {
    let db = Db::new();
    let mut bed = start(&db, "0");
    let writer = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    let mut request = income_request(&id);
    request["consentRights"][0]["resource"][0]["value"] = json!("enkelt-samtykke");
    request["consentRights"][0]["metadata"] = json!({"simpletag": "x"});
    assert_eq!(bed.create(&writer, &request).await.status(), 201);
    bed.decide(&id, "approve").await;
    let route = "/service-owner/api/resources/enkelt-samtykke";
    let spend = async |bed: &Bed| {
        let token = bed.consent_token(SMARTBANK, &id, PERSON).await.unwrap();
        bed.get(route).bearer_auth(token).send().await.unwrap().status().as_u16()
    };
    assert_eq!(spend(&bed).await, 200);

    bed = restart(bed, &db);

    assert_eq!(spend(&bed).await, 403);
}

#[tokio::test]
async fn events_of_one_moment_keep_their_order_over_a_restart() {
    let db = Db::new();
    let mut bed = start(&db, "0");
    bed.set_clock(&json!({"now": "2026-08-21T10:00:00Z", "frozen": true})).await;
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    let writer =
        json_of(bed.trade(&grant(&bed, &client, WRITE)).await).await["access_token"].as_str().unwrap().to_owned();
    let mut created = Vec::new();
    for _ in 0..3 {
        for _ in 0..3 {
            let id = new_id();
            assert_eq!(bed.create(&writer, &income_request(&id)).await.status(), 201);
            created.push((id, "Created".to_owned()));
        }
        bed = restart(bed, &db);
    }
    assert_eq!(feed(&bed, &writer).await, created);
}

#[tokio::test]
async fn a_reset_is_kept_as_well() {
    let db = Db::new();
    let mut bed = start(&db, "0");
    register_everything(&bed).await;
    let keys = json_of(bed.get("/jwk").send().await.unwrap()).await;
    assert_eq!(bed.post("/sandbox/reset").send().await.unwrap().status(), 204);
    let before = state(&bed).await;

    bed = restart(bed, &db);

    assert_eq!(state(&bed).await, before);
    for kind in ["clients", "delegations", "faults", "consents"] {
        assert_eq!(before[kind], json!([]), "{kind}");
    }
    assert_eq!(json_of(bed.get("/jwk").send().await.unwrap()).await, keys);
}

/// One of everything.
async fn register_everything(bed: &Bed) {
    let mut template: Value = serde_json::from_str::<Value>(include_str!("../data/templates.json")).unwrap()[0].take();
    template["id"] = json!(TEMPLATE);
    let resource = json!({
        "identifier": "sandbox-resource",
        "title": {"nb": "Ressurs"},
        "resourceType": "Consent",
        "consentTemplate": TEMPLATE,
        "consentText": {"nb": "Inntekt"},
        "consentMetadata": {"inntektsaar": {}},
    });
    let delegation = json!({"consumer": SMARTBANK, "supplier": SUPPLIER, "scopes": [WRITE]});
    let party = json!({"number": "01025161013", "name": "Kari Test", "representatives": null});
    let fault = json!({"kind": "status", "status": 503});
    let fault = json!({"route": "/api/.well-known/jwks.json", "fault": fault, "times": 5});
    let writer = bed.token(SMARTBANK, WRITE).await;
    let id = new_id();
    assert_eq!(bed.create(&writer, &income_request(&id)).await.status(), 201);
    assert_eq!(bed.decide(&id, "approve").await.status(), 200);
    let client = bed.client(SUPPLIER, &[READ]).await;
    let mut key = jwk();
    key["kid"] = json!("second-key");
    let posts = [
        ("templates".to_owned(), template),
        ("resources".to_owned(), resource),
        ("delegations".to_owned(), delegation),
        ("parties".to_owned(), party),
        ("faults".to_owned(), fault),
        (format!("clients/{client}/keys"), key),
        ("clock".to_owned(), json!({"offsetSeconds": 5})),
        ("keys/rotate".to_owned(), json!({})),
    ];
    for (path, body) in posts {
        let response = bed.post(&format!("/sandbox/{path}")).json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.text().await.unwrap());
    }
}

fn start(db: &Db, port: &str) -> Bed {
    Bed::apart(&["--db", db.path(), "--port", port, "--events-lag", "0"])
}

/// Kills the sandbox and starts the next one on its file and port.
fn restart(mut bed: Bed, db: &Db) -> Bed {
    let port = bed.sandbox.program().port();
    bed.sandbox.program().kill();
    start(db, &port)
}

/// All that a sandbox tells of itself, but for the time that passes.
async fn state(bed: &Bed) -> Value {
    let mut state = json_of(bed.get("/sandbox/state").send().await.unwrap()).await;
    state["clock"]["now"] = Value::Null;
    state
}

/// Consents and event types, in order.
async fn feed(bed: &Bed, token: &str) -> Vec<(String, String)> {
    let page = bed.get(&format!("{CONSENT_REQUESTS}/events")).bearer_auth(token).send().await.unwrap();
    let text = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    let page = json_of(page).await;
    let events = page["data"].as_array().unwrap();
    events.iter().map(|event| (text(event, "consentRequestId"), text(event, "eventType"))).collect()
}

/// A grant at the time where the tests stop the clock.
fn grant(bed: &Bed, client: &str, scope: &str) -> String {
    let mut claims = bed.claims(client, scope);
    let stopped = time::macros::datetime!(2026-08-21 10:00 UTC).unix_timestamp();
    (claims["iat"], claims["exp"]) = (json!(stopped), json!(stopped + 100));
    sign(&claims)
}
