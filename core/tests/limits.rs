//! What is too long, too deep or no answer at all is refused, and breaks nothing.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::invariants::assert_tells_nothing;
use common::random::Random;
use common::*;
use samtykke::endpoint::{
    exchange_token, jwks, list_consent_resources, read_consent_request, read_events, read_resource, token,
};
use samtykke::{
    ConsentError, ConsentFlow, ConsentReturn, ConsentTokenOptions, ConsentTokenVerifier, Environment, EventCursor,
    HttpResponse, JwksCache, RedirectUrl,
};

const MIB: usize = 1024 * 1024;
const MAX_TOKEN: usize = 64 * 1024;
const HEADER: &str = r#"{"alg":"RS256","kid":"a"}"#;

type Reader = fn(&HttpResponse) -> Option<ConsentError>;

/// Everything that reads a body, by the name of its call.
const READERS: [(&str, Reader); 8] = [
    ("POST consentrequests", |response| created(response).err()),
    ("GET consentrequests/{id}", |response| read_consent_request::parse(response).err()),
    ("GET consentrequests/events", |response| read_events::parse(response).err()),
    ("GET resource/{id}", |response| read_resource::parse(response).err()),
    ("GET resource/search", |response| list_consent_resources::parse(response).err()),
    ("POST token", |response| token::parse(response, now()).err()),
    ("GET exchange/maskinporten", |response| exchange_token::parse(response, now()).err()),
    ("GET jwk", |response| jwks::parse(response).err()),
];

#[test]
fn a_body_of_more_than_a_mebibyte_is_refused_whatever_it_says() {
    for (call, read) in READERS {
        for status in [200, 400, 401, 500] {
            let error = read(&http(status, " ".repeat(MIB + 1))).unwrap();
            let ConsentError::UnexpectedAnswer { call: named, reason, .. } = &error else { panic!("{call}: {error}") };
            assert_eq!(named, call);
            let is_about_status = call == "GET jwk" && status != 200;
            assert!(is_about_status || reason == "the body is larger than 1 MiB", "{call} {status}: {reason}");
        }
        let padded = read(&http(200, format!("{}{}", good(call), " ".repeat(MIB - good(call).len()))));
        assert_eq!(padded, None, "{call}: a mebibyte is not too much");
    }
}

#[test]
fn a_flow_goes_on_after_an_answer_that_is_too_long() {
    let long = |status| responded(status, &" ".repeat(MIB + 1));
    assert_eq!(creating().advance(long(201), now()).unwrap_err().code(), "UNEXPECTED_ANSWER");
    assert!(matches!(creating().advance(long(503), now()).unwrap().step(now()), samtykke::Step::Wait { .. }));
    assert!(matches!(creating().advance(long(500), now()).unwrap().step(now()), samtykke::Step::Wait { .. }));
}

#[test]
fn a_token_of_more_than_64_kilobytes_is_refused() {
    let answer = |length| token::parse(&http(200, token_answer(&"a".repeat(length))), now());
    assert!(answer(MAX_TOKEN).is_ok());
    assert_eq!(answer(MAX_TOKEN + 1).unwrap_err().code(), "UNEXPECTED_ANSWER");
    let exchanged = |length| exchange_token::parse(&http(200, "a".repeat(length)), now());
    assert!(exchanged(MAX_TOKEN).is_ok());
    assert_eq!(exchanged(MAX_TOKEN + 1).unwrap_err().code(), "UNEXPECTED_ANSWER");
    let error = verify(&"a".repeat(MAX_TOKEN + 1)).unwrap_err();
    assert_eq!(error.to_string(), "the consent token is refused: size is longer than 64 kB");
}

#[test]
fn a_token_that_would_end_its_header_is_refused_and_not_told() {
    for text in ["", "secret\\r\\nX-Evil: 1", "secret two", "secret\\u0000", "sécret"] {
        let error = token::parse(&http(200, token_answer(text)), now()).unwrap_err();
        assert_eq!(error.code(), "UNEXPECTED_ANSWER", "{text}");
        assert!(!format!("{error:?}").contains("cret"), "{error:?}");
    }
    let error = token::parse(&http(200, r#"{"access_token":"secret","scope":7}"#.to_owned()), now()).unwrap_err();
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

#[test]
fn stored_texts_of_more_than_a_mebibyte_are_refused() {
    let flow = awaiting_user().to_json();
    let padded = |length: usize| format!("{flow}{}", " ".repeat(length - flow.len()));
    assert!(ConsentFlow::from_json(&padded(MIB)).is_ok());
    assert_eq!(ConsentFlow::from_json(&padded(MIB + 1)).unwrap_err().code(), "UNREADABLE_FLOW");
    let cursor = EventCursor::from_json(&format!("{}{}", EventCursor::beginning().to_json(), " ".repeat(MIB)));
    assert_eq!(cursor.unwrap_err().to_string(), "cursor must not be longer than 1 MiB");
}

#[test]
fn json_of_any_depth_is_refused_on_a_small_stack() {
    let tests = || {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"{"validationErrors":["#, "]}")] {
            for depth in [100, 126, 127, 128, 129, 100_000] {
                let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                every_reader(&nested);
                every_reader(&format!(r#"{{"code":"x","problems":[{nested}],"data":{nested},"keys":{nested}}}"#));
            }
        }
    };
    std::thread::Builder::new().stack_size(512 * 1024).spawn(tests).unwrap().join().unwrap();
}

#[test]
fn ten_thousand_bodies_break_no_reader() {
    let mut random = Random::new(1);
    for (call, read) in READERS {
        let good = good(call);
        for at in 0..10_000 {
            let body = if at % 2 == 0 { random.text() } else { random.damaged(&good) };
            let status = [200, 200, 201, 400, 401, 500][random.below(6)];
            read(&http(status, body)).inspect(assert_tells_nothing);
        }
    }
    let (flow, consent_token) = (checking().to_memory_json(), compact(HEADER, r#"{"iss":"a","scope":"b"}"#));
    assert!(verify(&consent_token).is_ok());
    for _ in 0..10_000 {
        every_stored(&random.damaged(&flow));
        let _ = verify(&random.damaged(&consent_token)).inspect_err(assert_tells_nothing);
    }
}

#[test]
fn the_keys_of_a_resource_may_be_many_and_in_any_order() {
    let keys: Vec<String> = (0..60_000).rev().map(|number| format!(r#""{number:05}":{{}}"#)).collect();
    let body = format!(r#"{{"identifier":"a","resourceType":"Consent","consentMetadata":{{{}}}}}"#, keys.join(","));
    let resource = read_resource::parse(&http(200, body)).unwrap().unwrap();
    assert_eq!(resource.consent_metadata.len(), 60_000);
    assert!(resource.consent_metadata.is_sorted_by_key(|key| &key.key));
}

#[test]
fn the_beginning_of_a_body_holds_no_part_of_a_person_number() {
    for before in 1_985..2_001 {
        let body = format!("{}{PERSON} and more", " ".repeat(before));
        let error = read_events::parse(&http(404, body)).unwrap_err();
        assert!(!format!("{error:?}").contains("218"), "{before}: {error:?}");
    }
}

#[test]
fn a_stored_flow_whose_numbers_are_at_their_end_breaks_nothing() {
    let stored = creating().advance(failed(), now()).unwrap().to_memory_json();
    let largest = [
        (r#""failed":1"#, r#""failed":4294967295"#),
        (r#""grants":1,"clockOffset":0"#, r#""grants":4294967295,"clockOffset":9223372036854775807"#),
        (r#""maxAttempts":4"#, r#""maxAttempts":4294967295"#),
    ];
    let stored = largest.into_iter().fold(stored, |stored, (usual, largest)| {
        assert!(stored.contains(usual), "{usual} {stored}");
        stored.replace(usual, largest)
    });
    let flow = ConsentFlow::from_json(&stored).unwrap();
    let error = flow.advance(failed(), seconds_later(100)).unwrap_err();
    assert!(error.to_string().contains("after 4294967295 attempts"), "{error}");
    let flow = flow.advance(responded(401, ""), seconds_later(100)).unwrap();
    let claims = part(&grant_of(flow.step(seconds_later(100))).signing_input, 1);
    assert_eq!(claims["exp"], i64::MAX);
}

/// Reads `text` in every place where text of others is read.
fn every_reader(text: &str) {
    for (_, read) in READERS {
        for status in [200, 400] {
            read(&http(status, text.to_owned())).inspect(assert_tells_nothing);
        }
    }
    every_stored(text);
    for token in [compact(text, "{}"), compact(HEADER, text), text.to_owned()] {
        let _ = verify(&token).inspect_err(assert_tells_nothing);
    }
}

fn every_stored(text: &str) {
    let _ = ConsentFlow::from_json(text).inspect_err(assert_tells_nothing);
    let _ = EventCursor::from_json(text).inspect_err(assert_tells_nothing);
    let _ = (RedirectUrl::parse(text), ConsentReturn::parse(text));
}

fn verify(token: &str) -> Result<(), ConsentError> {
    let options = ConsentTokenOptions::new(Environment::Tt02, ["skatteetaten:inntekt"]);
    let keys = JwksCache::new(&Environment::Tt02);
    ConsentTokenVerifier::new(options).unwrap().step(token, &keys, now()).map(|_| ())
}

/// A token with a signature that is none.
fn compact(header: &str, claims: &str) -> String {
    let encoded = |part: &str| Base64UrlUnpadded::encode_string(part.as_bytes());
    format!("{}.{}.c2ln", encoded(header), encoded(claims))
}

fn http(status: u16, body: String) -> HttpResponse {
    HttpResponse { status, headers: vec![], body }
}

/// An answer that the call's reader takes.
fn good(call: &str) -> String {
    let n = format!("{}w", "_".repeat(341));
    match call {
        "GET consentrequests/events" => r#"{"links":{"next":null},"data":[]}"#.to_owned(),
        "GET resource/{id}" => r#"{"identifier":"a","resourceType":"Consent","consentMetadata":{"b":{}}}"#.to_owned(),
        "GET resource/search" => r#"[{"identifier":"a","resourceType":"Consent"}]"#.to_owned(),
        "POST token" => token_answer(TOKEN),
        "GET exchange/maskinporten" => format!("\"{TOKEN}\""),
        "GET jwk" => format!(r#"{{"keys":[{{"kty":"RSA","kid":"a","n":"{n}","e":"AQAB"}}]}}"#),
        _ => consent("Created"),
    }
}

fn token_answer(token: &str) -> String {
    format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":119}}"#)
}
