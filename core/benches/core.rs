//! What the core itself costs: `cargo bench -p samtykke --all-features`.
//!
//! The signer runs beside the peer that programs would use instead, in the same run.

#![allow(clippy::unwrap_used, reason = "a benchmark stops at the first error")]

#[path = "../tests/common/mod.rs"]
mod common;

use common::*;
use divan::{Bencher, black_box};
use samtykke::endpoint::{jwks, read_consent_request, read_events};
use samtykke::{Answer, ConsentFlow, ConsentReturn, HttpResponse, KeySigner, PersonNumber, SigningAlgorithm, Step};

const KEY: &str = include_str!("../tests/keys/rsa-2048-pkcs8.pem");

fn main() {
    divan::main();
}

/// The moments of a flow with the answer that brings each on.
#[derive(Clone, Copy, Debug)]
enum Moment {
    AuthorizingCreation,
    Creating,
    AwaitingUser,
    AuthorizingCheck,
    Checking,
    Redeeming,
}

impl Moment {
    const ALL: [Self; 6] = [
        Self::AuthorizingCreation,
        Self::Creating,
        Self::AwaitingUser,
        Self::AuthorizingCheck,
        Self::Checking,
        Self::Redeeming,
    ];

    fn flow(self) -> (ConsentFlow, Answer) {
        match self {
            Self::AuthorizingCreation => (authorizing_creation(), authorized()),
            Self::Creating => (creating(), responded(201, &consent("Created"))),
            Self::AwaitingUser => (awaiting_user(), returned(RETURN)),
            Self::AuthorizingCheck => (authorizing_check(), authorized()),
            Self::Checking => (checking(), responded(200, &consent("Accepted"))),
            Self::Redeeming => (redeeming(), authorized()),
        }
    }
}

#[divan::bench(args = Moment::ALL)]
fn step_and_advance(bencher: Bencher<'_, '_>, moment: Moment) {
    let (flow, answer) = moment.flow();
    bencher.with_inputs(|| answer.clone()).bench_values(|answer| {
        black_box(flow.step(now()));
        flow.advance(answer, now()).unwrap()
    });
}

#[divan::bench]
fn store_and_restore(bencher: Bencher<'_, '_>) {
    let flow = awaiting_user();
    bencher.bench(|| ConsentFlow::from_json(&flow.to_json()).unwrap());
}

#[divan::bench]
fn return_url() -> ConsentReturn {
    ConsentReturn::parse(black_box(RETURN))
}

#[divan::bench]
fn status_answer(bencher: Bencher<'_, '_>) {
    let answer = answer(consent("Accepted"));
    bencher.bench(|| read_consent_request::parse(&answer).unwrap());
}

#[divan::bench]
fn page_of_100_events(bencher: Bencher<'_, '_>) {
    let event =
        format!(r#"{{"consentRequestId":"{ID}","eventType":"Accepted","changedDate":"2026-11-24T10:00:00+00:00"}}"#);
    let answer = answer(format!(r#"{{"links":{{"next":null}},"data":[{}]}}"#, vec![event; 100].join(",")));
    bencher.bench(|| read_events::parse(&answer).unwrap());
}

#[divan::bench]
fn key_set(bencher: Bencher<'_, '_>) {
    let key = KeySigner::from_pem(KEY).unwrap().public_jwk("issuer");
    let answer = answer(format!(r#"{{"keys":[{key}]}}"#));
    bencher.bench(|| jwks::parse(&answer).unwrap());
}

#[divan::bench]
fn person_number() -> PersonNumber {
    PersonNumber::parse(black_box(PERSON)).unwrap()
}

mod signed_grant {
    use super::*;

    /// From the step to the assertion, with the key pair that `KeySigner` keeps.
    #[divan::bench]
    fn samtykke(bencher: Bencher<'_, '_>) {
        let (key, flow) = (KeySigner::from_pem(KEY).unwrap(), authorizing_creation());
        bencher.bench(|| {
            let Step::Sign { grant } = flow.step(now()) else { panic!("wanted Sign") };
            let signature = key.sign(&grant.signing_input, SigningAlgorithm::Rs256).unwrap();
            flow.advance(Answer::Signed { grant, signature }, now()).unwrap()
        });
    }

    /// The same claims.
    #[divan::bench]
    fn jsonwebtoken(bencher: Bencher<'_, '_>) {
        let key = jsonwebtoken::EncodingKey::from_rsa_pem(KEY.as_bytes()).unwrap();
        let grant = grant_of(authorizing_creation().step(now()));
        let claims = part(&grant.signing_input, 1);
        let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::RS256);
        bencher.bench(|| jsonwebtoken::encode(&header, &claims, &key).unwrap());
    }
}

fn answer(body: String) -> HttpResponse {
    HttpResponse { status: 200, headers: vec![], body }
}
