//! `--db FILE` when the file cannot be written: what was answered with 500 did not happen.
#![allow(clippy::unwrap_used)]

mod common;

use common::program::Db;
use common::*;
use serde_json::{Value, json};

#[tokio::test]
async fn a_consent_that_cannot_be_kept_is_not_there() {
    let disk = Disk::new();
    let token = disk.bed.enterprise_token(SMARTBANK, WRITE).await;
    let waiting = disk.bed.asked(&json!({})).await;
    let disk = disk.filled(&["consent"]);
    let bed = &disk.bed;
    let id = new_id();

    assert_eq!(bed.create(&token, &income_request(&id)).await.status(), 500);
    assert_eq!(bed.decide(&waiting, "approve").await.status(), 500);

    let missing = bed.get(&format!("{CONSENT_REQUESTS}/{id}")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(missing.status(), 404);
    assert_eq!(bed.read(&token, &waiting).await["status"], "Created");
    let feed = bed.get(&format!("{CONSENT_REQUESTS}/events")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(json_of(feed).await["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_used_up() {
    let disk = Disk::new();
    let changes = json!({"consentRights": [right("enkelt-samtykke", "simpletag=x")]});
    let id = disk.bed.asked(&changes).await;
    assert_eq!(disk.bed.decide(&id, "approve").await.status(), 200);
    let consent_token = disk.bed.consent_token(SMARTBANK, &id, PERSON).await.unwrap();
    let client = disk.bed.client(SMARTBANK, &[READ]).await;
    let disk = disk.filled(&["grant", "spent"]);
    let grant = sign(&disk.bed.claims(&client, READ));
    for _ in 0..2 {
        assert_eq!(disk.bed.trade(&grant).await.status(), 500);
        let data = disk.bed.get("/service-owner/api/resources/enkelt-samtykke").bearer_auth(&consent_token);
        assert_eq!(data.send().await.unwrap().status(), 500);
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_registered() {
    let kinds = ["party", "delegation", "clock", "faults", "client", "resource", "template", "key"];
    let disk = Disk::new().filled(&kinds);
    let bed = &disk.bed;
    let before = state(bed).await;
    let mut template = serde_json::from_str::<Value>(include_str!("../data/templates.json")).unwrap()[0].take();
    template["id"] = json!("new");
    for (path, body) in [
        ("parties", json!({"number": "54927600946"})),
        ("delegations", json!({"consumer": SMARTBANK, "supplier": SUPPLIER, "scopes": [READ, WRITE]})),
        ("clock", json!({"offsetSeconds": 1_000_000})),
        ("faults", json!({"route": "/jwk", "fault": {"kind": "status", "status": 503}})),
        ("clients", json!({"organization": SMARTBANK})),
        ("resources", json!({"identifier": "new", "title": {}, "resourceType": "Consent"})),
        ("templates", template),
        ("keys/rotate", json!({})),
    ] {
        let answer = bed.post(&format!("/sandbox/{path}")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 500, "{path}");
        assert_eq!(json_of(answer).await["error"], "store_failed", "{path}");
    }
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let mut request = income_request(&new_id());
    request["from"] = json!("urn:altinn:person:identifier-no:54927600946");
    assert_eq!(bed.create(&token, &request).await.status(), 500);
    assert_eq!(state(bed).await, before);
}

#[tokio::test]
async fn several_entries_are_kept_together_or_not_at_all() {
    let disk = Disk::new();
    let delegate = async |bed: &Bed, scopes: &[&str]| {
        let body = json!({"consumer": SMARTBANK, "supplier": SUPPLIER, "scopes": scopes});
        bed.post("/sandbox/delegations").json(&body).send().await.unwrap().status().as_u16()
    };
    let mut disk = disk.with("NEW.kind = 'delegation' AND NEW.key LIKE '%consentrequests.write'");
    assert_eq!(delegate(&disk.bed, &[READ, WRITE]).await, 500);
    assert_eq!(state(&disk.bed).await["delegations"], json!([]));
    disk = disk.with("FALSE");
    assert_eq!(state(&disk.bed).await["delegations"], json!([]));
    assert_eq!(delegate(&disk.bed, &[READ]).await, 201);
}

/// A sandbox on a file that can be made to refuse entries.
struct Disk {
    bed: Bed,
    db: Db,
}

impl Disk {
    fn new() -> Self {
        let db = Db::new();
        Self { bed: start(&db, "0"), db }
    }

    /// The next sandbox on the file, which takes no more entries of `kinds`.
    fn filled(self, kinds: &[&str]) -> Self {
        self.with(&format!("NEW.kind IN ('{}')", kinds.join("', '")))
    }

    /// The next sandbox on the file, which refuses the entries that fulfil `condition`.
    fn with(mut self, condition: &str) -> Self {
        let port = self.bed.sandbox.program().port();
        self.bed.sandbox.program().kill();
        let file = rusqlite::Connection::open(self.db.path()).unwrap();
        file.execute_batch(&format!(
            "DROP TRIGGER IF EXISTS full;
             CREATE TRIGGER full BEFORE INSERT ON entry WHEN {condition}
             BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        ))
        .unwrap();
        drop(file);
        Self { bed: start(&self.db, &port), ..self }
    }
}

fn start(db: &Db, port: &str) -> Bed {
    Bed::apart(&["--db", db.path(), "--port", port, "--events-lag", "0"])
}

/// All that a sandbox tells of itself, but for the time that passes.
async fn state(bed: &Bed) -> Value {
    let mut state = json_of(bed.get("/sandbox/state").send().await.unwrap()).await;
    state["clock"]["now"] = Value::Null;
    state["keys"] = json_of(bed.get("/sandbox/keys").send().await.unwrap()).await;
    state
}
