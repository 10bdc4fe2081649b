//! What the program writes, and what it must not; and how it ends.
#![allow(clippy::unwrap_used)]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::*;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

const PERSON_NUMBERS: [&str; 3] = ["01025161013", "25922947409", "30108299939"];

/// Everything that was sent or answered and may not be told.
#[derive(Default)]
struct Journey {
    request_ids: Vec<String>,
    secrets: Vec<String>,
}

#[tokio::test]
async fn the_text_log_names_each_request_and_no_secret() {
    let (journey, log) = walk("text").await;
    assert_eq!(log.lines().count(), journey.request_ids.len());
    for id in &journey.request_ids {
        let lines: Vec<_> = log.lines().filter(|line| line.contains(&format!("request_id={id}"))).collect();
        assert_eq!(lines.len(), 1, "{id}");
        assert!(["method=", "route=", "status=", "micros="].iter().all(|name| lines[0].contains(name)), "{lines:?}");
    }
    tells_nothing(&journey, &log);
}

#[tokio::test]
async fn the_json_log_names_each_request_and_no_secret() {
    let (journey, log) = walk("json").await;
    let entries: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let logged: Vec<_> = entries.iter().map(|entry| entry["fields"]["request_id"].as_str().unwrap()).collect();
    assert_eq!(logged, journey.request_ids);
    for entry in &entries {
        assert_eq!(entry["level"], "INFO");
        assert!(entry["timestamp"].is_string());
        let fields = &entry["fields"];
        assert!(fields["method"].is_string() && fields["route"].is_string(), "{entry}");
        assert!(fields["status"].is_u64() && fields["micros"].is_u64(), "{entry}");
    }
    assert!(entries.iter().any(|entry| entry["fields"]["route"] == "/sandbox/consents/{id}/{decision}"));
    tells_nothing(&journey, &log);
}

#[test]
fn stdout_is_one_line_of_json() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_samtykke-sandbox"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut said = vec![0; 4096];
    let length = stdout.read(&mut said).unwrap();
    said.truncate(length);
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    stdout.read_to_end(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));

    let said = String::from_utf8(said).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.ends_with('\n'));
    let ready: Value = serde_json::from_str(&said).unwrap();
    let origin = ready["origin"].as_str().unwrap();
    let expected = json!({
        "ready": true,
        "origin": origin,
        "platform": origin,
        "issuer": format!("{origin}/"),
        "token_endpoint": format!("{origin}/token"),
        "control": format!("{origin}/sandbox"),
        "service": format!("{origin}/service-owner"),
    });
    assert_eq!(ready, expected);
}

#[tokio::test]
async fn it_ends_within_two_seconds_whatever_is_connected() {
    let mut bed = Bed::apart(&[]);
    let address = bed.sandbox.origin().trim_start_matches("http://").to_owned();
    let connect = || {
        let stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    };
    let _silent = connect();
    let mut kept_alive = connect();
    kept_alive.write_all(b"GET /sandbox/health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert_ne!(kept_alive.read(&mut [0; 1024]).unwrap(), 0);
    let mut half_a_head = connect();
    half_a_head.write_all(b"GET /sandbox/health HTTP/1.1\r\nHo").unwrap();
    let mut half_a_body = connect();
    half_a_body.write_all(b"POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\ngrant").unwrap();
    assert_eq!(bed.get("/sandbox/health").send().await.unwrap().status(), 200);
    let slow = json!({"route": "/jwk", "fault": {"kind": "latency", "millis": 60_000}});
    assert_eq!(bed.post("/sandbox/faults").json(&slow).send().await.unwrap().status(), 201);
    let mut waiting = connect();
    waiting.write_all(b"GET /jwk HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();

    let (ended, after) = bed.sandbox.program().terminate();

    assert_eq!(ended.code(), Some(0));
    assert!(after < Duration::from_secs(2), "{after:?}");
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_the_end() {
    let mut bed = Bed::apart(&[]);
    for _ in 0..20 {
        assert_eq!(bed.get("/sandbox/health").send().await.unwrap().status(), 200);
    }
    let (ended, after) = bed.sandbox.program().terminate();
    assert_eq!(ended.code(), Some(0));
    assert!(after < Duration::from_secs(1), "{after:?}");
}

/// A whole flow and many refusals; answers the log as well.
async fn walk(form: &str) -> (Journey, String) {
    let mut bed = Bed::apart(&["--log", form, "--events-lag", "0"]);
    let mut journey = Journey::default();
    let token = flow(&mut journey, &bed).await;
    refusals(&mut journey, &bed, &token).await;
    bed.sandbox.program().terminate();
    (journey, bed.sandbox.program().log())
}

async fn flow(journey: &mut Journey, bed: &Bed) -> String {
    let client = json!({"organization": SMARTBANK, "scopes": [WRITE], "keys": [jwk()]});
    let client = body(journey.send(bed.post("/sandbox/clients").json(&client)).await).await;
    let client = client["clientId"].as_str().unwrap();
    let token = journey.token(bed, &bed.claims(client, WRITE)).await;
    let id = new_id();
    let mut request = income_request(&id);
    request["requestMessage"] = json!({"nb": "hilsen fra banken"});
    request["redirectUrl"] = json!("https://smartbank.no/consent?authcode=hemmelig-kode");
    journey.secrets.extend(["authcode", "hemmelig-kode", "Status=OK", "hilsen fra banken"].map(str::to_owned));
    journey.send(bed.post(CONSENT_REQUESTS).bearer_auth(&token).json(&request)).await;
    journey.send(bed.get(&format!("{REQUEST_PAGE}?id={id}&lang=nb&redirect=hemmelig-kode"))).await;
    journey.send(bed.post(REQUEST_PAGE).form(&[("id", id.as_str()), ("decision", "approve")])).await;
    journey.send(bed.get(&format!("{CONSENT_REQUESTS}/{id}")).bearer_auth(&token)).await;
    journey.send(bed.get(&format!("{CONSENT_REQUESTS}/events?consentRequestId={id}")).bearer_auth(&token)).await;
    let mut claims = bed.claims(client, WRITE);
    claims["authorization_details"] = json!([{"type": "urn:altinn:consent", "id": id, "from": PERSON}]);
    let consent_token = journey.token(bed, &claims).await;
    journey.send(bed.get("/service-owner/api/income?year=2024").bearer_auth(&consent_token)).await;
    let exchange = bed.get("/authentication/api/v1/exchange/maskinporten").bearer_auth(&token);
    let exchanged = body(journey.send(exchange).await).await;
    journey.secrets.push(exchanged.as_str().unwrap().to_owned());
    let personal = "/api/GetPersonalToken?env=tt02&pid=30108299939&scopes=altinn:portal/enduser";
    let personal = journey.send(bed.get(personal).basic_auth("bruker", Some("passord-i-klartekst"))).await;
    journey.secrets.push(personal.text().await.unwrap());
    journey.secrets.push("passord-i-klartekst".to_owned());
    let decision = bed.post(&format!("/sandbox/consents/{id}/revoke")).json(&json!({"performedBy": "25922947409"}));
    journey.send(decision).await;
    token
}

async fn refusals(journey: &mut Journey, bed: &Bed, token: &str) {
    let number = PERSON_NUMBERS[1];
    let party = json!({"number": number, "name": "Lars Hemmelig"});
    journey.secrets.push("Lars Hemmelig".to_owned());
    let broken = format!("{{\"number\": \"{number}\", \"name\": ");
    let fault = |kind: &str| json!({"route": "/jwk", "fault": {"kind": kind}, "times": 1});
    let requests = [
        bed.post("/sandbox/parties").json(&party),
        bed.post("/sandbox/parties").body(broken),
        bed.post("/sandbox/parties").json(&json!({"number": [number]})),
        bed.get(&format!("/nowhere/{number}?token={token}")),
        bed.get(&format!("{CONSENT_REQUESTS}/{number}")).bearer_auth(token),
        bed.get(&format!("{CONSENT_REQUESTS}/{}", new_id())).bearer_auth(format!("{token}x")),
        bed.get(&format!("{CONSENT_REQUESTS}/events?createdAfter={number}")).bearer_auth(token),
        bed.post(CONSENT_REQUESTS).bearer_auth(token).json(&json!({"id": number, "from": PERSON})),
        bed.post("/token").form(&[("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", token)]),
        bed.post(&format!("/sandbox/consents/{number}/approve")),
        bed.post(CONSENT_REQUESTS).bearer_auth(token).body(number.repeat(95_326)),
        bed.post("/sandbox/faults").json(&fault("gatewayHtml")),
        bed.get("/jwk"),
    ];
    for request in requests {
        journey.send(request).await;
    }
}

impl Journey {
    async fn send(&mut self, request: RequestBuilder) -> Response {
        let response = request.send().await.unwrap();
        self.request_ids.push(response.headers()["x-request-id"].to_str().unwrap().to_owned());
        response
    }

    async fn token(&mut self, bed: &Bed, claims: &Value) -> String {
        let assertion = sign(claims);
        let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", &assertion)];
        let answer = body(self.send(bed.post("/token").form(&form)).await).await;
        let token = answer["access_token"].as_str().unwrap().to_owned();
        self.secrets.extend([assertion, token.clone()]);
        token
    }
}

async fn body(response: Response) -> Value {
    let status = response.status();
    assert!(status.is_success(), "{status}");
    json_of(response).await
}

fn tells_nothing(journey: &Journey, log: &str) {
    let numbers = PERSON_NUMBERS.map(str::to_owned);
    for secret in journey.secrets.iter().chain(&numbers) {
        assert!(!log.contains(secret), "the log tells {secret}");
        // Nor the parts of a token, each of which can be read without the others.
        for part in secret.split('.').filter(|part| part.len() > 20) {
            assert!(!log.contains(part), "the log tells {part}");
        }
    }
}
