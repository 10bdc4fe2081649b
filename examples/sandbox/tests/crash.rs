//! `kill -9` at random moments under load: every write that was answered is there afterwards.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/random.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use common::program::Db;
use common::*;
use random::Random;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

const ROUNDS: usize = 6;
/// Each writes on behalf of a person of its own.
const WRITERS: [&str; 4] = ["01025161013", "01025181049", "21818297804", "25922947409"];

/// What one writer was promised.
#[derive(Default)]
struct Promises {
    consents: BTreeMap<String, &'static str>,
    clients: BTreeSet<String>,
    scopes: BTreeSet<String>,
    grants: Vec<String>,
    /// Of the writer's party, which gets a higher number each time.
    name: usize,
}

#[tokio::test]
async fn no_promise_is_broken() {
    let db = Db::new();
    let mut random = Random::new(20);
    let mut promises: Vec<Promises> = WRITERS.iter().map(|_| Promises::default()).collect();
    let mut port = "0".to_owned();
    for _ in 0..ROUNDS {
        let mut bed = Bed::apart(&["--db", db.path(), "--port", &port, "--events-lag", "0", "--page-size", "1000"]);
        port = bed.sandbox.program().port();
        // A grant can be used again only while its time runs, so the time stands still.
        bed.set_clock(&json!({"now": "2026-08-21T10:00:00Z", "frozen": true})).await;
        check(&bed, &promises).await;
        let moment = Duration::from_millis(200 + random.below(600));
        (bed, promises) = write_until_killed(bed, promises, moment).await;
        drop(bed);
    }
    let bed = Bed::apart(&["--db", db.path(), "--port", &port, "--events-lag", "0", "--page-size", "1000"]);
    check(&bed, &promises).await;
    check_feed(&bed, &promises).await;
    let consents: usize = promises.iter().map(|kept| kept.consents.len()).sum();
    assert!(consents > ROUNDS, "only {consents} consents were written");
}

async fn write_until_killed(mut bed: Bed, promises: Vec<Promises>, moment: Duration) -> (Bed, Vec<Promises>) {
    let token = token(&bed).await;
    let program = bed.sandbox.program().id();
    let shared = Arc::new(bed);
    let writers: Vec<_> = WRITERS
        .iter()
        .zip(promises)
        .map(|(person, mut kept)| {
            let (bed, token) = (shared.clone(), token.clone());
            tokio::spawn(async move {
                while write(&bed, &token, person, &mut kept).await.is_some() {}
                kept
            })
        })
        .collect();
    tokio::time::sleep(moment).await;
    assert!(std::process::Command::new("kill").args(["-KILL", &program.to_string()]).status().unwrap().success());
    let mut promises = Vec::new();
    for writer in writers {
        promises.push(writer.await.unwrap());
    }
    (Arc::into_inner(shared).unwrap(), promises)
}

/// One write of each kind, noted as soon as it is answered; `None` when the sandbox is gone.
async fn write(bed: &Bed, token: &str, person: &str, kept: &mut Promises) -> Option<()> {
    let id = new_id();
    let mut request = income_request(&id);
    request["from"] = json!(format!("urn:altinn:person:identifier-no:{person}"));
    answered(bed.post(CONSENT_REQUESTS).bearer_auth(token).json(&request), 201).await?;
    kept.consents.insert(id.clone(), "Created");
    answered(bed.post(&format!("/sandbox/consents/{id}/approve")), 200).await?;
    kept.consents.insert(id.clone(), "Accepted");

    let client = json!({"clientId": id, "organization": SMARTBANK, "scopes": [READ], "keys": [jwk()]});
    answered(bed.post("/sandbox/clients").json(&client), 201).await?;
    kept.clients.insert(id.clone());
    let grant = grant(bed, &id, READ);
    let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", &grant)];
    answered(bed.post("/token").form(&form), 200).await?;
    kept.grants.push(grant);

    let delegation = json!({"consumer": SMARTBANK, "supplier": SUPPLIER, "scopes": [id]});
    answered(bed.post("/sandbox/delegations").json(&delegation), 201).await?;
    kept.scopes.insert(id);
    let party = json!({"number": person, "name": (kept.name + 1).to_string()});
    answered(bed.post("/sandbox/parties").json(&party), 201).await?;
    kept.name += 1;
    Some(())
}

async fn answered(request: RequestBuilder, status: u16) -> Option<Response> {
    let response = request.send().await.ok()?;
    assert_eq!(response.status(), status);
    Some(response)
}

async fn check(bed: &Bed, promises: &[Promises]) {
    let state = json_of(bed.get("/sandbox/state").send().await.unwrap()).await;
    let texts = |list: &str, name: &str| -> BTreeSet<String> {
        state[list].as_array().unwrap().iter().map(|item| item[name].as_str().unwrap().to_owned()).collect()
    };
    let (clients, scopes) = (texts("clients", "clientId"), texts("delegations", "scope"));
    let consents: BTreeMap<&str, &Value> = state["consents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|consent| (consent["id"].as_str().unwrap(), &consent["status"]))
        .collect();
    for (kept, person) in promises.iter().zip(WRITERS) {
        for (id, status) in &kept.consents {
            let found = consents[id.as_str()].as_str().unwrap();
            // The last decision may have been made although its answer was lost.
            assert!(found == *status || found == "Accepted", "{id} is {found}, not {status}");
        }
        assert!(kept.clients.is_subset(&clients));
        assert!(kept.scopes.is_subset(&scopes));
        let parties = state["parties"].as_array().unwrap();
        let party = parties.iter().find(|party| party["number"] == person).unwrap();
        let name: usize = party["name"].as_str().unwrap().parse().unwrap_or(0);
        assert!(name >= kept.name, "{name} is older than {}", kept.name);
        for grant in &kept.grants {
            let refusal = json_of(bed.trade(grant).await).await;
            assert!(refusal["error_description"].as_str().unwrap_or_default().contains("MP-012"), "{refusal}");
        }
    }
}

/// Each event is told once.
async fn check_feed(bed: &Bed, promises: &[Promises]) {
    let token = token(bed).await;
    let mut seen = BTreeSet::new();
    let mut next = Some(bed.url(&format!("{CONSENT_REQUESTS}/events")));
    while let Some(url) = next {
        let page = json_of(bed.http.get(url).bearer_auth(&token).send().await.unwrap()).await;
        for event in page["data"].as_array().unwrap() {
            let text = |name: &str| event[name].as_str().unwrap().to_owned();
            assert!(seen.insert((text("consentRequestId"), text("eventType"))), "{event}");
        }
        next = page["links"]["next"].as_str().map(str::to_owned);
    }
    for (id, status) in promises.iter().flat_map(|kept| &kept.consents) {
        for event in ["Created", status] {
            assert!(seen.contains(&(id.clone(), event.to_owned())), "{id} {event}");
        }
    }
}

async fn token(bed: &Bed) -> String {
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    let answer = json_of(bed.trade(&grant(bed, &client, WRITE)).await).await;
    answer["access_token"].as_str().unwrap().to_owned()
}

/// A grant at the time where the clock stands.
fn grant(bed: &Bed, client: &str, scope: &str) -> String {
    let mut claims = bed.claims(client, scope);
    let stopped = time::macros::datetime!(2026-08-21 10:00 UTC).unix_timestamp();
    (claims["iat"], claims["exp"]) = (json!(stopped), json!(stopped + 100));
    sign(&claims)
}
