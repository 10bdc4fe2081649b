//! Thousands of broken requests, the same in every run: each is answered, none brings the sandbox down.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/random.rs"]
mod random;
#[path = "robustness/requests.rs"]
mod requests;
#[path = "robustness/spoil.rs"]
mod spoil;
#[path = "robustness/wire.rs"]
mod wire;

use std::io::Write;
use std::time::{Duration, Instant};

use common::*;
use random::Random;
use requests::Known;
use serde_json::{Value, json};
use wire::{Answer, connect, exchange, exchange_and_hang_up, read, request};

const ROUNDS: u64 = 40;
const REQUESTS: u64 = 150;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_requests_are_answered() {
    let bed = Bed::apart(&["--events-lag", "0"]);
    let mut statuses = std::collections::BTreeMap::<u16, usize>::new();
    for round in 0..ROUNDS {
        let known = know(&bed).await;
        let address = address(&bed);
        let answered = tokio::task::spawn_blocking(move || round_of_requests(round, &known, &address)).await.unwrap();
        for status in answered {
            *statuses.entry(status).or_default() += 1;
        }
        tidy(&bed).await;
    }
    println!("{statuses:?}");
    assert!([200, 201, 400, 401, 403, 404, 405, 415, 500].iter().all(|status| statuses.contains_key(status)));
    is_well(bed).await;
}

fn round_of_requests(round: u64, known: &Known, address: &str) -> Vec<u16> {
    let mut random = Random::new(round);
    let answer = |_| {
        let (bytes, is_altinns) = known.request(&mut random);
        let answer = exchange(address, &bytes);
        let sent = || String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).into_owned();
        let status = answer.status.unwrap_or_else(|| panic!("no answer to {}", sent()));
        if status >= 500 {
            assert!(status == 500 && is_altinns && is_altinns_500(&answer), "{}\n{}", answer.text, sent());
        }
        status
    };
    (0..REQUESTS).map(answer).collect()
}

/// An exception in Altinn, or several problems at once.
fn is_altinns_500(answer: &Answer) -> bool {
    let body = answer.text.split("\r\n\r\n").nth(1).unwrap_or_default();
    let Ok(body) = serde_json::from_str::<Value>(body) else { return body.is_empty() };
    body["code"] == "STD-00001" || body["title"] == "An error occurred while processing your request."
}

#[tokio::test]
async fn what_is_no_http_is_refused_or_hung_up_on() {
    let bed = Bed::apart(&["--read-timeout", "1"]);
    let address = address(&bed);
    let head = |lines: &str| format!("POST /token HTTP/1.1\r\nHost: x\r\n{lines}\r\n\r\n").into_bytes();
    let mut cases = vec![
        b"\r\n\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /\x00\xff HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        head("Content-Length: -1"),
        head("Content-Length: 99999999999999999999999"),
        head("Content-Length: 5\r\nContent-Length: 6"),
        head("Transfer-Encoding: chunked\r\nContent-Length: 5"),
        head("Transfer-Encoding: gzip"),
        [head("Transfer-Encoding: chunked"), b"zz\r\n".to_vec()].concat(),
        [head("Transfer-Encoding: chunked"), b"ffffffffffffffffffff\r\n".to_vec()].concat(),
        head(&format!("X: {}", "x".repeat(600_000))),
        head(&"X: y\r\n".repeat(5_000)),
        [b"GET /".to_vec(), b"a".repeat(200_000), b" HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()].concat(),
    ];
    let mut random = Random::new(1);
    for _ in 0..200 {
        let length = 1 + random.index(300);
        cases.push(random.bytes(length));
    }
    for bytes in cases {
        let answer = exchange_and_hang_up(&address, &bytes);
        let is_refused = answer.status.is_none_or(|status| (400..500).contains(&status));
        assert!(is_refused, "{}\n{}", answer.text, String::from_utf8_lossy(&bytes[..bytes.len().min(200)]));
    }
    is_well(bed).await;
}

#[tokio::test]
async fn a_body_over_a_mebibyte_is_refused_on_every_route() {
    let bed = Bed::apart(&[]);
    let address = address(&bed);
    let huge = vec![b'x'; 1024 * 1024 + 1];
    for path in ["/token", CONSENT_REQUESTS, "/sandbox/clients", "/sandbox/faults", REQUEST_PAGE, "/nowhere"] {
        let whole = exchange(&address, &request("POST", path.as_bytes(), &[], &huge));
        assert_eq!(whole.status, Some(413), "{path}: {}", whole.text);
        let head = request("POST", path.as_bytes(), &[b"Transfer-Encoding: chunked".to_vec()], b"");
        let chunk = [b"10001\r\n".to_vec(), vec![b'x'; 0x10001], b"\r\n".to_vec()].concat();
        let chunked = exchange(&address, &[head, chunk.repeat(16), b"0\r\n\r\n".to_vec()].concat());
        assert_eq!(chunked.status, Some(413), "{path}: {}", chunked.text);
    }
    let most = exchange(&address, &request("POST", b"/token", &[], &huge[1..]));
    assert_eq!(most.status, Some(400), "{}", most.text);
    is_well(bed).await;
}

#[tokio::test]
async fn slow_senders_are_not_waited_for() {
    let bed = Bed::apart(&["--read-timeout", "1"]);
    let address = address(&bed);
    let started = Instant::now();
    let mut half_a_body = connect(&address);
    half_a_body.write_all(b"POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\ngrant").unwrap();
    let mut half_a_head = connect(&address);
    half_a_head.write_all(b"POST /token HTTP/1.1\r\nHo").unwrap();
    let silent = connect(&address);
    let trickle = std::thread::spawn({
        let mut stream = connect(&address);
        move || {
            stream.write_all(b"POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n").unwrap();
            for _ in 0..100 {
                if stream.write_all(b"x").is_err() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
            read(stream)
        }
    });
    assert_eq!(bed.get("/sandbox/health").send().await.unwrap().status(), 200);

    assert_eq!(read(half_a_body).status, Some(408));
    assert!(matches!(read(half_a_head).status, None | Some(408)));
    assert!(matches!(read(silent).status, None | Some(408)));
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(matches!(trickle.join().unwrap().status, None | Some(408)));
    let cut = exchange_and_hang_up(&address, b"POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\ngrant");
    assert!(matches!(cut.status, None | Some(400)), "{}", cut.text);
    is_well(bed).await;
}

async fn know(bed: &Bed) -> Known {
    let client = bed.client(SMARTBANK, &[READ]).await;
    let lookup = bed.token(SMARTBANK, "altinn:maskinporten/consent.read").await;
    let writer = bed.token(SMARTBANK, WRITE).await;
    let consent = new_id();
    assert_eq!(bed.create(&writer, &income_request(&consent)).await.status(), 201);
    let tokens = [writer, bed.token(SMARTBANK, ORG).await, lookup, bed.citizen(KARI).await];
    Known { client, issuer: format!("{}/", bed.sandbox.origin()), tokens, consent }
}

/// Takes back what broken calls of the control routes may have done.
async fn tidy(bed: &Bed) {
    assert_eq!(bed.http.delete(bed.url("/sandbox/faults")).send().await.unwrap().status(), 204);
    assert_eq!(bed.post("/sandbox/reset").send().await.unwrap().status(), 204);
}

/// A good flow still works, and nothing has panicked.
async fn is_well(mut bed: Bed) {
    // The connections of before may have been idle for too long.
    bed.http = reqwest::Client::new();
    let known = know(&bed).await;
    assert_eq!(bed.decide(&known.consent, "approve").await.status(), 200);
    let token = bed.consent_token(SMARTBANK, &known.consent, PERSON).await.unwrap();
    let data = bed.get("/service-owner/api/income").bearer_auth(token).send().await.unwrap();
    assert_eq!(json_of(data).await["income"][0]["year"], json!("2024"));
    let (ended, _) = bed.sandbox.program().terminate();
    assert_eq!(ended.code(), Some(0));
    let log = bed.sandbox.program().log();
    assert!(!log.contains("panicked"), "{log}");
}

fn address(bed: &Bed) -> String {
    bed.sandbox.origin().trim_start_matches("http://").to_owned()
}
