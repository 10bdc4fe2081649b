//! Every request that leaves the core, as a snapshot. A changed one is a decision.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use std::fmt::Write as _;

use common::*;
use samtykke::endpoint::{
    create_consent_request, exchange_token, jwks, list_consent_resources, read_consent_request, read_events,
    read_resource,
};
use samtykke::{
    AuthorizationDetail, ConsentEventType, ConsentRequest, ConsentRight, Environment, EventFilter, HttpRequest,
    KeyReference, LanguageText, MaskinportenClient, OrganizationNumber, Party, PersonNumber, PortalViewMode,
    RedirectUrl, RetryPolicy, Seed, SigningAlgorithm, Timestamp, TokenExchange, TokenRequest, TokenStep,
};
use serde_json::Value;

const TT02: Environment = Environment::Tt02;

#[test]
fn creation_with_the_least() {
    let redirect_url = RedirectUrl::parse("https://bank.example/return").unwrap();
    let created = create_consent_request::request(&TT02, &id(), &request(), &redirect_url, &token());
    insta::assert_snapshot!(shown(&created));
}

#[test]
fn creation_with_everything() {
    let text = |text: &str| Some(text.to_owned());
    let wanted = ConsentRequest {
        from_party: Party::parse("810419512").unwrap(),
        required_delegator: Some(Party::parse(PERSON).unwrap()),
        request_message: Some(LanguageText { nb: text("Hei"), nn: text("Hei òg"), en: text("Hello") }),
        portal_view_mode: PortalViewMode::Show,
        ..request().with_right(ConsentRight::new("enkelt-samtykke").with_metadata("simpletag", "a \"b\" æ"))
    };
    let redirect_url = RedirectUrl::parse("https://bank.example/#/return?consentId=1").unwrap();
    let created = create_consent_request::request(&Environment::Production, &id(), &wanted, &redirect_url, &token());
    insta::assert_snapshot!(shown(&created));
}

#[test]
fn status() {
    insta::assert_snapshot!(shown(&read_consent_request::request(&TT02, &id(), &token())));
}

#[test]
fn events_from_the_beginning() {
    let call = read_events::request(&TT02, &EventFilter::default(), None, &token()).unwrap();
    insta::assert_snapshot!(shown(&call));
}

#[test]
fn events_with_every_filter_on_a_later_page() {
    let filter = EventFilter {
        event_types: vec![ConsentEventType::Accepted, ConsentEventType::Revoked],
        created_after: Some(Timestamp::parse("2026-11-24T10:00:00.123456+01:00").unwrap()),
        created_before: Some(now()),
        consent_request_id: Some(id()),
    };
    let call = read_events::request(&TT02, &filter, Some("a+b/c="), &token()).unwrap();
    insta::assert_snapshot!(shown(&call));
}

#[test]
fn registry() {
    let one = read_resource::request(&TT02, "standard-samtykke for/deling").unwrap();
    insta::assert_snapshot!(format!("{}\n{}", shown(&one), shown(&list_consent_resources::request(&TT02))));
}

#[test]
fn keys_of_the_issuer() {
    insta::assert_snapshot!(shown(&jwks::request(&Environment::Production)));
}

#[test]
fn exchange_to_an_altinn_token() {
    let [plain, of_test] = [false, true].map(|test| exchange_token::request(&TT02, &token(), test));
    insta::assert_snapshot!(format!("{}\n{}", shown(&plain), shown(&of_test)));
}

#[test]
fn grant_with_scopes_only() {
    insta::assert_snapshot!(grant(
        MaskinportenClient::with_kid("client-1", "key-1"),
        TokenRequest::with_scopes(["b", "a", "b"])
    ));
}

#[test]
fn grant_for_the_consent_of_a_person_on_behalf_of_another() {
    let token = TokenRequest {
        resource: vec!["https://api.example/".to_owned()],
        consumer_org: Some(OrganizationNumber::parse("313876144").unwrap()),
        pid: Some(PersonNumber::parse(PERSON).unwrap()),
        authorization_detail: Some(AuthorizationDetail::Consent {
            id: id(),
            from_party: Party::parse(PERSON).unwrap(),
        }),
        ..TokenRequest::with_scopes(["skatteetaten:inntekt"])
    };
    insta::assert_snapshot!(grant(MaskinportenClient::with_kid("client-1", "key-1"), token));
}

#[test]
fn grant_for_the_consent_of_an_organization_with_a_certificate() {
    let from_party = Party::parse("810419512").unwrap();
    let token = TokenRequest {
        authorization_detail: Some(AuthorizationDetail::Consent { id: id(), from_party }),
        ..TokenRequest::with_scopes(["skatteetaten:inntekt"])
    };
    let client = MaskinportenClient {
        key: KeyReference::X5c { certificates: vec!["AAAA".to_owned(), "BBBB".to_owned()] },
        algorithm: SigningAlgorithm::Rs512,
        ..MaskinportenClient::with_kid("client-1", "key-1")
    };
    insta::assert_snapshot!(grant(client, token));
}

#[test]
fn grant_for_a_system_user() {
    let organization = OrganizationNumber::parse(ORGANIZATION).unwrap();
    let external_ref = Some("shop-1".to_owned());
    let token = TokenRequest {
        authorization_detail: Some(AuthorizationDetail::SystemUser { organization, external_ref }),
        ..TokenRequest::with_scopes(["a"])
    };
    insta::assert_snapshot!(grant(MaskinportenClient::with_kid("client-1", "key-1"), token));
}

/// The call for a token, with the header and claims of its grant.
fn grant(client: MaskinportenClient, token: TokenRequest) -> String {
    let seed = Seed::from_bytes([7; 32]);
    let exchange = TokenExchange::start(TT02, client, token, RetryPolicy::default(), seed).unwrap();
    let TokenStep::Sign { grant } = exchange.step(now()) else { panic!("an exchange begins with a grant") };
    let parts = [0, 1].map(|at| serde_json::to_string_pretty(&part(&grant.signing_input, at)).unwrap());
    let signing_input = grant.signing_input.clone();
    let TokenStep::Send { request } = exchange.advance(signed(grant), now()).unwrap().step(now()) else {
        panic!("a signed grant is sent")
    };
    let call = shown(&request).replace(&signing_input, "[header].[claims]");
    masked(&format!("{call}\n{}\n{}\n", parts[0], parts[1]))
}

fn shown(request: &HttpRequest) -> String {
    let mut text = format!("{} {}\n", request.method.as_str(), request.url);
    for header in &request.headers {
        writeln!(text, "{}: {}", header.name, header.value).unwrap();
    }
    if let Some(body) = &request.body {
        let body = serde_json::from_str(body)
            .and_then(|body: Value| serde_json::to_string_pretty(&body))
            .unwrap_or(body.clone());
        write!(text, "\n{body}\n").unwrap();
    }
    masked(&text)
}

fn id() -> samtykke::ConsentId {
    ID.to_owned().try_into().unwrap()
}
