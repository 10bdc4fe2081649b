//! The client against the sandbox, over real HTTP.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod bank;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bank::*;
use samtykke::client::{Pause, Signer, SigningFuture};
use samtykke::{ConsentError, ConsentFlow, Environment, KeySigner, Outcome, SigningAlgorithm, TokenRequest};

#[tokio::test]
async fn an_approved_consent_gives_a_token_that_opens_the_data() {
    let bank = Bank::open().await;
    let (flow, _) = bank.request().await;
    let return_url = bank.decide(&flow, "approve").await;

    let stored = flow.to_json();
    let flow = ConsentFlow::from_json(&stored).unwrap();
    let Pause::Finish { outcome: Outcome::Granted { token, consent } } =
        bank.client.user_returned(&flow, &return_url).await.unwrap()
    else {
        panic!("the consent was approved")
    };

    assert!(consent.unwrap().is_usable(now()));
    let url = format!("{}/service-owner/api/income", bank.sandbox.origin());
    let answer = reqwest::Client::new().get(url).bearer_auth(token.value.expose()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let data: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(data["income"][0]["year"], "2025");
}

#[tokio::test]
async fn a_refused_consent_is_an_outcome() {
    let bank = Bank::open().await;
    let (flow, _) = bank.request().await;
    let return_url = bank.decide(&flow, "reject").await;
    let pause = bank.client.user_returned(&flow, &return_url).await.unwrap();
    assert!(matches!(pause, Pause::Finish { outcome: Outcome::Rejected { .. } }));
}

#[tokio::test]
async fn a_forged_return_leads_back_to_the_page() {
    let bank = Bank::open().await;
    let (flow, url) = bank.request().await;
    let forged = format!("https://bank.example/return?consentId={}&Status=OK", flow.id());
    let Pause::Visit { url: again, .. } = bank.client.user_returned(&flow, &forged).await.unwrap() else {
        panic!("nobody has approved")
    };
    assert_eq!(again, url);
}

#[tokio::test]
async fn nobody_needs_to_return() {
    let bank = Bank::open().await;
    let (flow, _) = bank.request().await;
    assert!(matches!(bank.client.check_status(&flow).await.unwrap(), Pause::Visit { .. }));
    bank.decide(&flow, "approve").await;
    let pause = bank.client.check_status(&flow).await.unwrap();
    assert!(matches!(pause, Pause::Finish { outcome: Outcome::Granted { .. } }));
}

#[tokio::test]
async fn a_decision_is_waited_for_and_read() {
    let bank = Bank::open().await;
    let (flow, _) = bank.request().await;
    let poll = std::time::Duration::from_millis(50);
    let soon = || now().plus(std::time::Duration::from_millis(200));
    assert!(matches!(bank.client.wait_for_decision(&flow, poll, soon()).await.unwrap(), Pause::Visit { .. }));

    let (waited, _) = tokio::join!(bank.client.wait_for_decision(&flow, poll, now().plus(poll * 100)), async {
        tokio::time::sleep(poll * 3).await;
        bank.decide(&flow, "approve").await
    });
    assert!(matches!(waited.unwrap(), Pause::Finish { outcome: Outcome::Granted { .. } }));
    let state = bank.client.consent(&bank.config, &flow.id()).await.unwrap();
    assert_eq!(state.status, samtykke::ConsentStatus::Accepted);
}

#[tokio::test]
async fn a_consent_that_is_revoked_before_its_token_is_an_outcome() {
    let mut bank = Bank::open().await;
    bank.config.check_status = false;
    let (flow, _) = bank.request().await;
    let return_url = bank.decide(&flow, "approve").await;
    bank.decide(&flow, "revoke").await;
    // The return says OK, Maskinporten says no, and the status says why.
    let pause = bank.client.user_returned(&flow, &return_url).await.unwrap();
    assert!(matches!(pause, Pause::Finish { outcome: Outcome::Revoked { .. } }));
}

#[tokio::test]
async fn one_corrupt_byte_of_the_signature_is_maskinportens_error() {
    let bank = Bank::with_signer(Corrupting).await;
    let error = bank.client.request_consent(bank.config.clone(), bank.consent_request()).await.unwrap_err();
    assert!(matches!(error, ConsentError::Maskinporten { .. }), "{error}");
    assert_eq!(error.server_code(), Some("MP-124"));
    assert!(error.advice().unwrap().contains("private key"));
}

#[tokio::test]
async fn a_replayed_grant_is_maskinportens_error() {
    use samtykke::endpoint;
    use samtykke::{Answer, Seed, TokenExchange, TokenStep};
    let key = KeySigner::generate().unwrap();
    let bank = Bank::with_key(key).await;
    let request = TokenRequest::with_scopes([SCOPE]);
    let (environment, client) = (bank.config.environment.clone(), bank.config.client.clone());
    let policy = bank.config.retry.clone();
    let exchange = TokenExchange::start(environment, client, request, policy, Seed::random().unwrap()).unwrap();
    let TokenStep::Sign { grant } = exchange.step(now()) else { panic!("an exchange begins with a grant") };
    let signature = bank.key.sign(&grant.signing_input, grant.algorithm).unwrap();
    let exchange = exchange.advance(Answer::Signed { grant, signature }, now()).unwrap();
    let TokenStep::Send { request } = exchange.step(now()) else { panic!("a signed grant is sent") };

    assert!(endpoint::token::parse(&bank.send(&request).await, now()).is_ok());
    let error = endpoint::token::parse(&bank.send(&request).await, now()).unwrap_err();

    assert_eq!((error.code(), error.server_code()), ("MASKINPORTEN", Some("MP-012")));
}

#[tokio::test]
async fn one_fetch_serves_all_who_wait_for_the_same_token() {
    let signatures = Arc::new(AtomicUsize::new(0));
    let count = signatures.clone();
    let bank = Bank::with_signer(move |key| Counting(key, count)).await;
    let token = || bank.client.token(&bank.config, TokenRequest::with_scopes([SCOPE]));
    let (a, b, c) = tokio::join!(token(), token(), token());
    assert_eq!(a.unwrap(), b.unwrap());
    assert!(c.is_ok());
    assert_eq!(signatures.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn nobody_there_is_a_transport_error_that_names_the_call() {
    let bank = Bank::open().await;
    let mut config = bank.config.clone();
    let closed = "http://127.0.0.1:1".to_owned();
    config.environment = Environment::Custom { issuer: format!("{closed}/"), platform: closed };
    config.retry.max_attempts = 1;
    let error = bank.client.request_consent(config, bank.consent_request()).await.unwrap_err();
    assert_eq!(error.code(), "TRANSPORT");
    assert!(error.to_string().contains("POST token") && error.is_retryable(), "{error}");
}

struct Corrupting(Arc<KeySigner>);
struct Counting(Arc<KeySigner>, Arc<AtomicUsize>);

impl Signer for Corrupting {
    fn sign<'a>(&'a self, signing_input: &'a str, algorithm: SigningAlgorithm) -> SigningFuture<'a> {
        let corrupted = self.0.sign(signing_input, algorithm).map(|signature| {
            let other = if signature.starts_with('A') { "B" } else { "A" };
            format!("{other}{}", &signature[1..])
        });
        Box::pin(std::future::ready(corrupted))
    }
}

impl Signer for Counting {
    fn sign<'a>(&'a self, signing_input: &'a str, algorithm: SigningAlgorithm) -> SigningFuture<'a> {
        self.1.fetch_add(1, Ordering::SeqCst);
        Signer::sign(&*self.0, signing_input, algorithm)
    }
}
