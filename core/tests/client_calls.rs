//! The client's single calls and its events against the sandbox, over real HTTP.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod bank;

use std::time::Duration;

use bank::*;
use samtykke::client::ConsentEvents;
use samtykke::{
    ConsentEventType, ConsentRight, ConsentStatus, ConsentTokenOptions, ConsentTokenVerifier, EventCursor,
    EventFeedConfig, Outcome, Party, RequestProblemKind, TokenRequest, endpoint,
};
use serde_json::json;

#[tokio::test]
async fn a_consent_token_is_had_by_id_and_party() {
    let bank = Bank::open().await;
    let (flow, _) = bank.request().await;
    let person = Party::parse(PERSON).unwrap();
    let id = flow.id();
    let token = || bank.client.consent_token(&bank.config, &id, &person);

    let pending = token().await.unwrap_err();
    assert_eq!(pending.code(), "MASKINPORTEN");
    bank.decide(&flow, "approve").await;
    assert!(matches!(token().await.unwrap(), Outcome::Granted { consent: None, .. }));
}

#[tokio::test]
async fn a_consent_token_of_a_consent_that_has_ended_is_its_outcome() {
    let bank = Bank::open().await;
    let person = Party::parse(PERSON).unwrap();
    let (rejected, _) = bank.request().await;
    bank.decide(&rejected, "reject").await;
    let outcome = bank.client.consent_token(&bank.config, &rejected.id(), &person).await.unwrap();
    assert!(matches!(outcome, Outcome::Rejected { .. }));

    let (revoked, _) = bank.request().await;
    bank.decide(&revoked, "approve").await;
    bank.decide(&revoked, "revoke").await;
    let outcome = bank.client.consent_token(&bank.config, &revoked.id(), &person).await.unwrap();
    assert!(matches!(outcome, Outcome::Revoked { .. }));
}

#[tokio::test]
async fn a_look_up_survives_a_fault_and_a_refused_token() {
    let bank = Bank::open().await;
    let (flow, _) = bank.request().await;
    let mut config = bank.config.clone();
    config.retry.base_delay_millis = 10;
    let route = "/accessmanagement/api/v1/enterprise/consentrequests/*";
    for fault in [json!({"kind": "status", "status": 503}), json!({"kind": "status", "status": 401})] {
        bank.control("faults", &json!({"route": route, "times": 1, "fault": fault})).await;
        let state = bank.client.consent(&config, &flow.id()).await.unwrap();
        assert_eq!(state.status, ConsentStatus::Created);
    }
    bank.control("faults", &json!({"route": route, "times": 2, "fault": {"kind": "status", "status": 401}})).await;
    assert_eq!(bank.client.consent(&config, &flow.id()).await.unwrap_err().code(), "UNAUTHORIZED");
}

#[tokio::test]
async fn a_repeated_creation_tells_what_is_stored() {
    let bank = Bank::open().await;
    let mut request = bank.consent_request();
    request.id = Some("0198c000-0000-7000-8000-000000000001".to_owned().try_into().unwrap());
    let (first, _) = bank.request_of(request.clone()).await;
    assert_eq!(first.differences(), [], "what was sent is what is stored");
    request.rights[0] = ConsentRight::new("standard-samtykke-for-dele-data").with_metadata("inntektsaar", "2019");
    let (second, _) = bank.request_of(request).await;
    let fields: Vec<&str> = second.differences().iter().map(|difference| difference.field.as_str()).collect();
    assert_eq!(fields, ["rights[0]", "rights"]);
}

#[tokio::test]
async fn a_request_is_checked_before_it_is_sent() {
    let bank = Bank::open().await;
    let environment = &bank.config.environment;
    assert_eq!(bank.client.check_request(environment, &bank.consent_request()).await.unwrap(), []);
    let mut request = bank.consent_request().with_right(ConsentRight::new("no-such-resource"));
    request.rights[0] = ConsentRight::new("standard-samtykke-for-dele-data").with_metadata("InntektsAar", "2025");
    let problems = bank.client.check_request(environment, &request).await.unwrap();
    let kinds: Vec<RequestProblemKind> = problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [RequestProblemKind::MetadataSpelling, RequestProblemKind::UnknownResource]);
    assert_eq!(problems[0].right_spelling.as_deref(), Some("inntektsaar"));

    assert_eq!(bank.client.resource(environment, "no-such-resource").await.unwrap(), None);
    let resources = bank.client.consent_resources(environment).await.unwrap();
    assert!(resources.iter().any(|resource| resource.identifier == "enkelt-samtykke" && resource.is_one_time_consent));
}

#[tokio::test]
async fn a_service_owner_verifies_the_token() {
    let bank = Bank::open().await;
    let (flow, _) = bank.request().await;
    bank.decide(&flow, "approve").await;
    let person = Party::parse(PERSON).unwrap();
    let Outcome::Granted { token, .. } = bank.client.consent_token(&bank.config, &flow.id(), &person).await.unwrap()
    else {
        panic!("the consent was approved")
    };
    let options = ConsentTokenOptions::new(bank.config.environment.clone(), [SCOPE]);
    let verifier = ConsentTokenVerifier::new(options).unwrap();

    let consent = bank.client.verify_consent_token(&verifier, token.value.expose()).await.unwrap();

    assert_eq!(consent.id, flow.id());
    assert!(consent.allows(&person, &bank.consent_request().rights[0]));
    let (signed, signature) = token.value.expose().rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    let forged = format!("{signed}.{other}{}", &signature[1..]);
    let error = bank.client.verify_consent_token(&verifier, &forged).await.unwrap_err();
    assert_eq!(error.code(), "TOKEN_REJECTED");
    // The keys were fetched once.
    bank.control("faults", &json!({"route": "/jwk", "fault": {"kind": "dropConnection"}})).await;
    assert!(bank.client.verify_consent_token(&verifier, token.value.expose()).await.is_ok());
}

#[tokio::test]
async fn maskinportens_token_is_exchanged_once_for_altinns() {
    let bank = Bank::open().await;
    let token = || bank.client.altinn_token(&bank.config, TokenRequest::with_scopes([SCOPE]));
    let first = token().await.unwrap();
    assert_eq!(first, token().await.unwrap());
    assert!(first.expires_at > now().plus(Duration::from_secs(1_700)));
    assert!(first.unverified_claims().unwrap().contains(r#""urn:altinn:orgNumber":"991825827""#));
    // The consent API takes it too.
    let (flow, _) = bank.request().await;
    let request = endpoint::read_consent_request::request(&bank.config.environment, &flow.id(), &first);
    assert!(endpoint::read_consent_request::parse(&bank.send(&request).await).is_ok());
}

#[tokio::test]
async fn events_come_once_and_go_on_after_a_stop() {
    let bank = Bank::open().await;
    let mut flows = vec![];
    for decision in ["approve", "reject", "approve"] {
        let (flow, _) = bank.request().await;
        bank.decide(&flow, decision).await;
        flows.push(flow);
    }
    let mut events = bank.events(EventCursor::beginning());
    // Before it is confirmed the same page comes again.
    let first = events.next().await.unwrap().unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), first);
    let stored = events.delivered().unwrap().to_json();

    let mut events = bank.events(EventCursor::from_json(&stored).unwrap());
    let mut all = first;
    while all.len() < 6 {
        all.extend(events.next().await.unwrap().unwrap());
        events.delivered().unwrap();
    }

    assert_eq!(all.len(), 6, "{all:?}");
    for (flow, decided) in
        flows.iter().zip([ConsentEventType::Accepted, ConsentEventType::Rejected, ConsentEventType::Accepted])
    {
        let of_flow: Vec<&ConsentEventType> =
            all.iter().filter(|event| event.consent_request_id == flow.id()).map(|event| &event.event_type).collect();
        assert_eq!(of_flow, [&ConsentEventType::Created, &decided]);
    }
    // What happens while the feed waits comes with the next look.
    bank.decide(&flows[0], "revoke").await;
    let late = tokio::time::timeout(Duration::from_secs(10), events.next()).await.unwrap().unwrap().unwrap();
    assert_eq!((late.len(), &late[0].event_type), (1, &ConsentEventType::Revoked));
}

impl Bank {
    fn events(&self, cursor: EventCursor) -> ConsentEvents {
        let mut config = EventFeedConfig::new(self.config.environment.clone(), self.config.client.clone());
        config.scopes = vec![SCOPE.to_owned()];
        config.poll_interval_seconds = 1;
        self.client.events(config, cursor).unwrap()
    }
}
