//! A data consumer with a sandbox of its own.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

use std::sync::Arc;
use std::time::Duration;

use samtykke::client::{ConsentClient, Pause, Signer, SigningFuture};
use samtykke::{
    ConsentFlow, ConsentRequest, ConsentRight, Environment, FlowConfig, KeySigner, MaskinportenClient,
    OrganizationNumber, Party, RedirectUrl, SigningAlgorithm, Timestamp,
};
use samtykke_sandbox::{Sandbox, SandboxOptions};

pub(crate) const ORGANIZATION: &str = "991825827";
pub(crate) const PERSON: &str = "21818297804";
pub(crate) const SCOPE: &str = "altinn:consentrequests.write";

/// A data consumer with a client that is registered at its own sandbox.
pub(crate) struct Bank {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: ConsentClient,
    pub(crate) config: FlowConfig,
    pub(crate) key: Arc<KeySigner>,
}

impl Bank {
    pub(crate) async fn open() -> Self {
        Self::with_key(KeySigner::generate().unwrap()).await
    }

    pub(crate) async fn with_key(key: KeySigner) -> Self {
        Self::with(key, Shared).await
    }

    pub(crate) async fn with_signer<S: Signer + 'static>(signer: impl FnOnce(Arc<KeySigner>) -> S) -> Self {
        Self::with(KeySigner::generate().unwrap(), signer).await
    }

    pub(crate) async fn with<S: Signer + 'static>(key: KeySigner, signer: impl FnOnce(Arc<KeySigner>) -> S) -> Self {
        let options = SandboxOptions { events_lag: Duration::ZERO, page_size: 2, ..SandboxOptions::default() };
        let sandbox = Sandbox::start_with(options).await.unwrap();
        let origin = sandbox.origin().to_owned();
        let jwk: serde_json::Value = serde_json::from_str(&key.public_jwk("key-1")).unwrap();
        let registration = serde_json::json!({
            "clientId": "client-1", "organization": ORGANIZATION, "scopes": [SCOPE], "keys": [jwk],
        });
        post(&format!("{origin}/sandbox/clients"), &registration).await;
        let key = Arc::new(key);
        let environment = Environment::Custom { issuer: format!("{origin}/"), platform: origin };
        let config = FlowConfig::new(environment, MaskinportenClient::with_kid("client-1", "key-1"));
        Self { sandbox, client: ConsentClient::new(signer(key.clone())).unwrap(), config, key }
    }

    pub(crate) fn consent_request(&self) -> ConsentRequest {
        ConsentRequest::new(
            Party::parse(PERSON).unwrap(),
            OrganizationNumber::parse(ORGANIZATION).unwrap(),
            Timestamp::from_unix_seconds(now().unix_seconds() + 3_600),
            RedirectUrl::parse("https://bank.example/return").unwrap(),
        )
        .with_right(ConsentRight::new("standard-samtykke-for-dele-data").with_metadata("inntektsaar", "2025"))
    }

    pub(crate) async fn request(&self) -> (ConsentFlow, String) {
        self.request_of(self.consent_request()).await
    }

    pub(crate) async fn request_of(&self, request: ConsentRequest) -> (ConsentFlow, String) {
        match self.client.request_consent(self.config.clone(), request).await.unwrap() {
            Pause::Visit { flow, url } => (flow, url),
            Pause::Finish { outcome } => panic!("wanted Visit, got {outcome:?}"),
        }
    }

    /// The user's choice; answers the URL that the browser is sent to.
    pub(crate) async fn decide(&self, flow: &ConsentFlow, decision: &str) -> String {
        let body = self.control(&format!("consents/{}/{decision}", flow.id()), &serde_json::json!({})).await;
        body["finalRedirectUrl"].as_str().unwrap().to_owned()
    }

    /// A call of the sandbox's test control.
    pub(crate) async fn control(&self, path: &str, body: &serde_json::Value) -> serde_json::Value {
        post(&format!("{}/sandbox/{path}", self.sandbox.origin()), body).await
    }

    pub(crate) async fn send(&self, request: &samtykke::HttpRequest) -> samtykke::HttpResponse {
        let method = request.method.as_str().parse().unwrap();
        let body = request.body.clone().unwrap_or_default();
        let mut builder = reqwest::Client::new().request(method, &request.url).body(body);
        for header in &request.headers {
            builder = builder.header(&header.name, &header.value);
        }
        let answer = builder.send().await.unwrap();
        let status = answer.status().as_u16();
        samtykke::HttpResponse { status, headers: vec![], body: answer.text().await.unwrap() }
    }
}

async fn post(url: &str, body: &serde_json::Value) -> serde_json::Value {
    let answer = reqwest::Client::new().post(url).json(body).send().await.unwrap();
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
    answer.json().await.unwrap()
}

struct Shared(Arc<KeySigner>);

impl Signer for Shared {
    fn sign<'a>(&'a self, signing_input: &'a str, algorithm: SigningAlgorithm) -> SigningFuture<'a> {
        Signer::sign(&*self.0, signing_input, algorithm)
    }
}

pub(crate) fn now() -> Timestamp {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_unix_micros(i64::try_from(elapsed.as_micros()).unwrap())
}
