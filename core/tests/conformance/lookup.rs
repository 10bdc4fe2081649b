//! What Altinn answers Maskinporten: no call of a data consumer, but behind every consent token and every refusal of one.

use samtykke::endpoint::read_consent_request;
use samtykke::{AuthorizationDetail, ConsentStatus, Party};
use serde_json::json;

use crate::common::sample::Sample;
use crate::common::{authorized, config, grant_of, now, part, redeeming, request_of, responded, signed};
use crate::shown;

pub(crate) const FOUND: &str = "88-lookup-accepted-200";

pub(crate) const REFUSED: &[&str] = &[
    "89-lookup-created-400-AM-00014",
    "91-lookup-revoked-400-AM-00011",
    "92-lookup-wrong-from-400-AM-00012",
    "93-lookup-wrong-to-404-AM-00001",
];

#[test]
fn maskinporten_asks_by_what_is_in_the_grant() {
    for sample in REFUSED.iter().chain([&FOUND]).map(|name| Sample::read(name)) {
        let body = &sample.request()["body"];
        let mut request = samtykke::TokenRequest::with_scopes(["a"]);
        request.authorization_detail = Some(AuthorizationDetail::Consent {
            id: body["id"].as_str().unwrap().to_owned().try_into().unwrap(),
            from_party: Party::parse(body["from"].as_str().unwrap()).unwrap(),
        });
        let (environment, client) = (config().environment, config().client);
        let seed = samtykke::Seed::from_bytes([7; 32]);
        let exchange = samtykke::TokenExchange::start(environment, client, request, config().retry, seed).unwrap();
        let samtykke::TokenStep::Sign { grant } = exchange.step(now()) else {
            panic!("an exchange begins with a grant")
        };
        let detail = &part(&grant.signing_input, 1)["authorization_details"][0];
        assert_eq!((&detail["id"], &detail["from"]), (&body["id"], &body["from"]), "{}", sample.name);
    }
}

#[test]
fn a_consent_without_a_status_can_be_read_but_not_used() {
    let sample = Sample::read(FOUND);
    let state = read_consent_request::parse(&sample.answer()).unwrap();
    sample.agrees(&json!({"status": 200, "body": shown::state(&state)}));
    assert_eq!(state.status, ConsentStatus::Unknown { text: String::new() });
    assert!(!state.is_usable(state.consented.unwrap()));
    assert_eq!(state.handled_by.unwrap().as_str(), sample.response()["body"]["handledBy"]);
}

#[test]
fn a_refused_look_up_is_known_wherever_it_shows() {
    for sample in REFUSED.iter().map(|name| Sample::read(name)) {
        let error = read_consent_request::parse(&sample.answer()).unwrap_err();
        sample.agrees(&shown::error(&error));
        assert!(error.advice().is_some() && !error.is_retryable(), "{}", sample.name);

        let body = &sample.response()["body"];
        let (code, text) = (body["code"].as_str().unwrap(), body["detail"].as_str().unwrap());
        let refusal = json!({"error": "invalid_request", "error_description": format!("{text} ({code})")}).to_string();
        let flow = redeeming();
        let flow = flow.advance(signed(grant_of(flow.step(now()))), now()).unwrap();
        let flow = flow.advance(responded(400, &refusal), now()).unwrap().advance(authorized(), now()).unwrap();
        let asked = request_of(flow.step(now())).url;
        assert!(asked.contains("/consentrequests/"), "{}: the status is read to find out: {asked}", sample.name);
    }
}
