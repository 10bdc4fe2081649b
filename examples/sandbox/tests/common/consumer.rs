//! A data consumer that uses the core's client against a sandbox.

#![allow(dead_code, unreachable_pub)]

use std::time::Duration;

use samtykke::client::{ConsentClient, Pause};
use samtykke::{
    ConsentError, ConsentFlow, ConsentRequest, ConsentRight, Environment, FlowConfig, KeySigner, MaskinportenClient,
    OrganizationNumber, Party, RedirectUrl, RetryPolicy, Timestamp,
};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{Bed, SMARTBANK, WRITE, json_of};

pub struct Consumer {
    pub bed: Bed,
    pub client: ConsentClient,
    pub config: FlowConfig,
}

impl Consumer {
    /// Three attempts, close upon each other.
    pub async fn new() -> Self {
        let bed = Bed::start().await;
        let key = KeySigner::generate().unwrap();
        let jwk: Value = serde_json::from_str(&key.public_jwk("key-1")).unwrap();
        let registration = json!({"clientId": "client-1", "organization": SMARTBANK, "scopes": [WRITE], "keys": [jwk]});
        assert_eq!(bed.post("/sandbox/clients").json(&registration).send().await.unwrap().status(), 201);
        let origin = bed.sandbox.origin().to_owned();
        let environment = Environment::Custom { issuer: format!("{origin}/"), platform: origin };
        let mut config = FlowConfig::new(environment, MaskinportenClient::with_kid("client-1", "key-1"));
        config.retry =
            RetryPolicy { max_attempts: 3, base_delay_millis: 10, max_delay_millis: 2_000, deadline_millis: 20_000 };
        Self { bed, client: ConsentClient::new(key).unwrap(), config }
    }

    pub fn consent_request(&self) -> ConsentRequest {
        ConsentRequest::new(
            Party::parse("01025161013").unwrap(),
            OrganizationNumber::parse(SMARTBANK).unwrap(),
            Timestamp::from_unix_seconds(OffsetDateTime::now_utc().unix_timestamp() + 3_600),
            RedirectUrl::parse("https://smartbank.no/back").unwrap(),
        )
        .with_right(ConsentRight::new("standard-samtykke-for-dele-data").with_metadata("inntektsaar", "2024"))
    }

    /// Asks for a consent, up to where its user must decide.
    pub async fn ask(&self) -> Result<ConsentFlow, ConsentError> {
        match self.client.request_consent(self.config.clone(), self.consent_request()).await? {
            Pause::Visit { flow, .. } => Ok(flow),
            Pause::Finish { outcome } => panic!("nobody has decided: {outcome:?}"),
        }
    }

    /// Lets `fault` strike every request to `route`, `times` times at most.
    pub async fn break_route(&self, method: &str, route: &str, fault: Value, times: u32) {
        self.add_rule(json!({"route": route, "method": method, "fault": fault, "times": times})).await;
    }

    pub async fn add_rule(&self, rule: Value) {
        let response = self.bed.post("/sandbox/faults").json(&rule).send().await.unwrap();
        assert_eq!(response.status(), 201, "{rule}");
    }

    /// How often the only rule can still strike.
    pub async fn strikes_left(&self) -> u64 {
        let rules = json_of(self.bed.get("/sandbox/faults").send().await.unwrap()).await;
        rules[0]["times"].as_u64().unwrap_or(0)
    }

    pub async fn mend(&self) {
        assert_eq!(self.bed.http.delete(self.bed.url("/sandbox/faults")).send().await.unwrap().status(), 204);
    }

    /// How many consents the sandbox holds.
    pub async fn consents(&self) -> usize {
        let state = json_of(self.bed.get("/sandbox/consents").send().await.unwrap()).await;
        state.as_array().unwrap().len()
    }
}

/// Longer than a call over loopback takes.
pub const NOTICEABLE: Duration = Duration::from_millis(300);
