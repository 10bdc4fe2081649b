//! A supplier that asks for its customer, and the scope that asks for anybody.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::consent_token::{claims, claims_with, verified, verified_by, word};
use common::*;
use samtykke::endpoint::read_consent_request;
use samtykke::{
    ActorId, Answer, ConsentFlow, ConsentTokenOptions, Environment, ErrorClass, EventCursor, EventFeed,
    EventFeedConfig, FeedStep, FlowConfig, HttpResponse, OrganizationNumber, Outcome, Step,
};
use serde_json::{Value, json};

const CUSTOMER: &str = "313876144";
const SUPPLIER: &str = "310149942";

#[test]
fn every_token_of_the_flow_is_for_the_customer() {
    let flow = start_for_customer();
    let claims = |flow: &ConsentFlow| part(&grant_of(flow.step(now())).signing_input, 1);
    assert_eq!(claims(&flow)["consumer_org"], CUSTOMER, "nine digits, without a prefix");
    let flow = flow.advance(authorized(), now()).unwrap().advance(responded(201, &answer("Created")), now()).unwrap();
    let flow = flow.advance(Answer::CheckStatus, now()).unwrap();
    assert_eq!(claims(&flow)["consumer_org"], CUSTOMER);
    let flow = flow.advance(authorized(), now()).unwrap().advance(responded(200, &answer("Accepted")), now()).unwrap();
    let consent_token = claims(&flow);
    assert_eq!(consent_token["consumer_org"], CUSTOMER);
    assert_eq!(consent_token["authorization_details"][0]["type"], "urn:altinn:consent");
    assert!(consent_token.get("iss_onbehalfof").is_none());
}

#[test]
fn the_customer_is_the_receiver_and_the_supplier_is_not_sent() {
    let flow = start_for_customer().advance(authorized(), now()).unwrap();
    let body: Value = serde_json::from_str(&request_of(flow.step(now())).body.unwrap()).unwrap();
    assert_eq!(body["to"], format!("urn:altinn:organization:identifier-no:{CUSTOMER}"));
    assert!(body.get("handledBy").is_none() && !body.to_string().contains(SUPPLIER));
}

#[test]
fn the_answer_names_the_supplier_and_who_asked() {
    let response = HttpResponse { status: 200, headers: vec![], body: answer("Created") };
    let state = read_consent_request::parse(&response).unwrap();
    let urn = |number: &str| format!("urn:altinn:organization:identifier-no:{number}");
    assert_eq!(state.handled_by.unwrap().as_str(), urn(SUPPLIER));
    assert_eq!(state.events[0].performed_by.as_str(), urn(CUSTOMER));
}

#[test]
fn the_events_of_a_customer_are_read_with_the_customers_token() {
    let config =
        EventFeedConfig { consumer_org: Some(customer()), ..EventFeedConfig::new(Environment::Tt02, config().client) };
    let feed = EventFeed::start(config, EventCursor::beginning()).unwrap();
    let FeedStep::Sign { grant } = feed.step(now()) else { panic!("a feed begins with a grant") };
    assert_eq!(part(&grant.signing_input, 1)["consumer_org"], CUSTOMER);
}

#[test]
fn tokens_of_customers_are_kept_apart() {
    let key = |flow: ConsentFlow| grant_of(flow.step(now())).token_key;
    assert_ne!(key(start_for_customer()), key(start(config())));
}

#[test]
fn what_is_missing_between_customer_and_supplier_is_told() {
    let refusal = |status, text: &str| {
        let flow = start_for_customer();
        let flow = flow.advance(signed(grant_of(flow.step(now()))), now()).unwrap();
        let body = json!({"error": "x", "error_description": text}).to_string();
        flow.advance(responded(status, &body), now()).unwrap_err()
    };
    let not_delegated = refusal(403, "Consumer has not delegated access to the scope (MP-251)");
    assert_eq!(not_delegated.class(), ErrorClass::Permission);
    assert_eq!(not_delegated.advice(), Some("Ask the customer to delegate the scope to the supplier in Altinn."));
    let own = refusal(400, "The combination of consumer_org in claim and delegation scope on client is invalid");
    assert!(own.advice().unwrap().starts_with("Leave `consumerOrg` out when the organization asks for itself"));
}

#[test]
fn the_scope_for_anybody_may_create_but_not_read_and_the_error_says_so() {
    let flow = start(FlowConfig { request_scopes: vec!["altinn:consentrequests.org".to_owned()], ..config() });
    assert_eq!(part(&grant_of(flow.step(now())).signing_input, 1)["scope"], "altinn:consentrequests.org");
    let flow = flow.advance(authorized(), now()).unwrap().advance(responded(201, &answer("Created")), now()).unwrap();
    assert!(matches!(flow.step(now()), Step::Visit { .. }));
    let flow = flow.advance(returned(RETURN), now()).unwrap().advance(authorized(), now()).unwrap();
    let not_allowed = r#"{"status":403,"detail":"Not authorized for consent","code":"AM-00000"}"#;
    let error = flow.advance(responded(403, not_allowed), now()).unwrap_err();
    assert_eq!((error.class(), error.server_code()), (ErrorClass::Permission, Some("AM-00000")));
    let advice = error.advice().unwrap();
    assert!(advice.contains("may create for others but not read") && advice.contains("turn the status check off"));
}

#[test]
fn the_scope_for_anybody_gets_its_token_without_reading() {
    let request_scopes = vec!["altinn:consentrequests.org".to_owned()];
    let flow = start(FlowConfig { request_scopes, check_status: false, ..config() });
    let flow = flow.advance(authorized(), now()).unwrap().advance(responded(201, &answer("Created")), now()).unwrap();
    let flow = flow.advance(returned(RETURN), now()).unwrap();
    assert!(part(&grant_of(flow.step(now())).signing_input, 1).get("authorization_details").is_some());
    let flow = flow.advance(authorized(), now()).unwrap();
    assert!(matches!(outcome_of(flow.step(now())), Outcome::Granted { consent: None, .. }));
}

#[test]
fn a_service_owner_sees_the_customer_and_the_supplier() {
    let supplier = json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{SUPPLIER}")});
    for source in ["https://tt02.altinn.no/", "https://www.altinn.no", "https://www.altinn.no/"] {
        let mut claims = claims_with("/supplier", supplier.clone());
        claims["delegation_source"] = json!(source);
        let consent = verified(&claims).unwrap();
        assert_eq!(consent.consumer, ActorId::of(&OrganizationNumber::parse(ORGANIZATION).unwrap()));
        assert_eq!(consent.supplier, Some(ActorId::of(&OrganizationNumber::parse(SUPPLIER).unwrap())));
        assert_eq!(consent.delegation_source.as_deref(), Some(source), "as it came, with its slash or without");
    }
    assert_eq!(verified(&claims()).unwrap().supplier, None);
    for wrong in [json!("310149942"), json!({"authority": "iso6523-actorid-upis", "ID": "0192:310149943"}), json!({})] {
        assert_eq!(word(&verified(&claims_with("/supplier", wrong)).unwrap_err()), "supplier");
    }
}

#[test]
fn a_consent_that_another_handles_is_let_in_only_on_demand() {
    let mut claims = claims_with("/authorization_details/0/to/ID", json!(format!("0192:{CUSTOMER}")));
    assert_eq!(word(&verified(&claims).unwrap_err()), "to");
    let options = ConsentTokenOptions {
        to_must_be_consumer: false,
        ..ConsentTokenOptions::new(Environment::Tt02, [consent_token::SCOPE])
    };
    assert_eq!(verified_by(options.clone(), &claims, now()).unwrap().handled_by, None);
    claims["authorization_details"][0]["handledBy"] =
        json!(format!("urn:altinn:organization:identifier-no:{ORGANIZATION}"));
    let consent = verified_by(options, &claims, now()).unwrap();
    assert_eq!(consent.to_party, ActorId::of(&customer()));
    assert_eq!(consent.handled_by, Some(consent.consumer));
}

fn start_for_customer() -> ConsentFlow {
    let config = FlowConfig { consumer_org: Some(customer()), ..config() };
    let request = samtykke::ConsentRequest { to_party: customer(), ..request() };
    ConsentFlow::start_with_seed(config, request, samtykke::Seed::from_bytes([7; 32]), now()).unwrap()
}

fn customer() -> OrganizationNumber {
    OrganizationNumber::parse(CUSTOMER).unwrap()
}

/// The consent of the customer, as Altinn answers the supplier.
fn answer(status: &str) -> String {
    let handled_by = format!(r#""handledBy":"urn:altinn:organization:identifier-no:{SUPPLIER}""#);
    consent(status).replace(ORGANIZATION, CUSTOMER).replace(r#""handledBy":null"#, &handled_by)
}
