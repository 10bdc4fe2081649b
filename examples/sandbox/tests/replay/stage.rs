//! What has happened before a sample's request is sent.

use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::common::sample::{Sample, answer};
use samtykke_sandbox::SandboxOptions;

use crate::common::*;

/// A sandbox whose clock stands still.
pub(crate) struct Stage {
    pub(crate) bed: Bed,
}

impl Stage {
    pub(crate) async fn at(time: &str) -> Self {
        let options = SandboxOptions { page_size: 5, ..SandboxOptions::default() };
        let stage = Self { bed: Bed::with(options).await };
        stage.stop_at(moment(time)).await;
        stage
    }

    pub(crate) async fn stop_at(&self, time: OffsetDateTime) {
        self.bed.set_clock(&json!({"now": time.format(&Rfc3339).unwrap(), "frozen": true})).await;
    }

    pub(crate) async fn now(&self) -> OffsetDateTime {
        let clock = json_of(self.bed.get("/sandbox/clock").send().await.unwrap()).await;
        moment(clock["now"].as_str().unwrap())
    }

    /// A token of `organization`, on behalf of `consumer` if there is one, by the sandbox's clock.
    pub(crate) async fn token(&self, organization: &str, consumer: Option<&str>, scope: &str) -> String {
        let client = self.bed.client(organization, &[scope]).await;
        let mut claims = self.bed.claims(&client, scope);
        let now = self.now().await.unix_timestamp();
        (claims["iat"], claims["exp"]) = (json!(now), json!(now + 100));
        if let Some(consumer) = consumer {
            claims["consumer_org"] = json!(consumer);
            let delegation = json!({"consumer": consumer, "supplier": organization, "scopes": [scope]});
            self.bed.post("/sandbox/delegations").json(&delegation).send().await.unwrap();
        }
        let answer = json_of(self.bed.trade(&sign(&claims)).await).await;
        answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// Sends the sample's request with the token that its placeholder describes.
    pub(crate) async fn send(&self, sample: &Sample) -> Value {
        let mut request = sample.request(&self.bed);
        if let Some(word) = sample.token() {
            let consumer = word("consumer").unwrap_or(SMARTBANK.to_owned());
            let scope = word("scope").unwrap_or(READ.to_owned());
            let token = match word("supplier") {
                Some(supplier) => self.token(&supplier, Some(&consumer), &scope).await,
                None => self.token(&consumer, None, &scope).await,
            };
            request = request.bearer_auth(token);
        }
        answer(request.send().await.unwrap()).await
    }

    /// Lets everything happen to a consent that its details tell, each event at its time.
    pub(crate) async fn enact(&self, details: &Value) {
        let id = details["id"].as_str().unwrap();
        for event in details["consentRequestEvents"].as_array().unwrap() {
            if event["eventType"] == "Expired" {
                continue;
            }
            self.stop_at(moment(event["created"].as_str().unwrap())).await;
            if event["eventType"] == "Created" {
                self.create(details).await;
            } else {
                let person = number(&event["performedBy"]);
                self.decide(id, event["eventType"].as_str().unwrap(), &json!({"performedBy": person})).await;
            }
        }
    }

    /// Asks for the consent that the details describe.
    pub(crate) async fn create(&self, details: &Value) {
        let mut request = details.clone();
        let to = number(&details["to"]);
        let token = match details["handledBy"].is_null() {
            true => self.token(to, None, WRITE).await,
            false => self.token(number(&details["handledBy"]), None, ORG).await,
        };
        for made in ["status", "consented", "consentRequestEvents", "viewUri", "handledBy"] {
            request.as_object_mut().unwrap().remove(made);
        }
        let response = self.bed.create(&token, &request).await;
        assert_eq!(response.status(), 201, "{}", response.text().await.unwrap());
    }

    /// The decision behind an event.
    pub(crate) async fn decide(&self, id: &str, event_type: &str, body: &Value) {
        let decision = match event_type {
            "Accepted" => "approve",
            "Rejected" => "reject",
            "Revoked" => "revoke",
            other => panic!("nobody can decide {other}"),
        };
        let response = self.bed.post(&format!("/sandbox/consents/{id}/{decision}")).json(body).send().await.unwrap();
        assert_eq!(response.status(), 200, "{id} {decision}");
    }

    pub(crate) async fn advance(&self, time: Duration) {
        self.stop_at(self.now().await + time).await;
    }
}

/// The answer of another sample, whose consent this one is about.
pub(crate) fn details(name: &str, stage: &Stage) -> Value {
    Sample::read(name, &stage.bed).body().clone()
}

pub(crate) fn moment(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}

/// The number at the end of a URN.
fn number(urn: &Value) -> &str {
    urn.as_str().unwrap().rsplit(':').next().unwrap()
}
