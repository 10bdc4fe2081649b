//! Grants, the tokens that Maskinporten gives for them, and its refusals.

use samtykke::endpoint::{self, read_consent_request};
use samtykke::{
    AccessToken, Answer, AuthorizationDetail, ConsentId, ConsentTokenOptions, Environment, Grant, HttpRequest,
    MaskinportenClient, OrganizationNumber, Party, RetryPolicy, Seed, SigningAlgorithm, Timestamp, TokenExchange,
    TokenRequest, TokenStep, VerifiedConsent,
};
use serde_json::{Value, json};

use crate::common::consent_token::{verified_by, word};
use crate::common::sample::Sample;
use crate::common::{authorized, grant_of, now, part, redeeming, request_of, responded, signed};
use crate::{class, shown};

pub(crate) const TOKENS: &[&str] = &["67-mp-token-plain-200", "73-mp-systemuser-token-200"];

pub(crate) const CONSENT_TOKENS: &[&str] = &["69-mp-consent-token-person-200", "70-mp-consent-token-organization-200"];

pub(crate) const REFUSED: &[&str] = &[
    "74-mp-error-012-jti-reused",
    "75-mp-error-100-client",
    "77-mp-error-121-expired-key",
    "79-mp-error-200-scope",
    "80-mp-error-251-not-delegated",
    "85-mp-error-consent-not-accepted",
];

/// The core makes no such grant; with each the claim that it writes differently.
pub(crate) const NOT_MADE: &[(&str, &str)] = &[
    ("76-mp-error-110-aud", "aud"),
    ("82-mp-error-302-unknown-field", "authorization_details"),
    ("83-mp-error-303-values", "authorization_details"),
];

pub(crate) const METADATA: &str = "87-mp-wellknown-200";

#[test]
fn a_grant_is_written_as_maskinporten_expects_it() {
    for sample in TOKENS.iter().chain(CONSENT_TOKENS).chain(REFUSED).map(|name| Sample::read(name)) {
        let (header, claims) = made(&sample);
        let body = &sample.request()["body"];
        assert_eq!(header, body["assertion_header"], "{}", sample.name);
        assert_eq!(without_chance(&claims), without_chance(&body["assertion_claims"]), "{}", sample.name);
    }
}

#[test]
fn a_grant_lives_at_most_two_minutes_and_has_a_uuid() {
    for sample in TOKENS.iter().chain(CONSENT_TOKENS).map(|name| Sample::read(name)) {
        let (_, claims) = made(&sample);
        let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert!((1..=120).contains(&lifetime), "{lifetime}");
        assert!(ConsentId::parse(claims["jti"].as_str().unwrap()).is_ok(), "{claims}");
    }
}

#[test]
fn a_grant_is_sent_as_a_form_of_two_fields() {
    for sample in TOKENS.iter().chain(CONSENT_TOKENS).chain(REFUSED).map(|name| Sample::read(name)) {
        let request = sent(&sample);
        sample.is_request(&request);
        let form: Vec<_> = form_urlencoded::parse(request.body.as_ref().unwrap().as_bytes()).into_owned().collect();
        let wanted = &sample.request()["body"]["form"];
        assert_eq!(form.len(), wanted.as_object().unwrap().len(), "{}", sample.name);
        assert_eq!(form[0], ("grant_type".to_owned(), wanted["grant_type"].as_str().unwrap().to_owned()));
        assert_eq!((form[1].0.as_str(), form[1].1.split('.').count()), ("assertion", 3));
    }
}

#[test]
fn what_maskinporten_would_refuse_is_written_right() {
    for (name, claim) in NOT_MADE {
        let sample = Sample::read(name);
        let (_, claims) = made(&sample);
        let wrong = &sample.request()["body"]["assertion_claims"];
        let differing: Vec<_> = without_chance(wrong)
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, value)| claims[name.as_str()] != **value)
            .map(|(name, _)| name.clone())
            .collect();
        assert_eq!(differing, [*claim], "{name}");
    }
    let right = |name| made(&Sample::read(name)).1;
    assert_eq!(right("76-mp-error-110-aud")["aud"], "https://test.maskinporten.no/");
    for name in ["82-mp-error-302-unknown-field", "83-mp-error-303-values"] {
        let detail = &right(name)["authorization_details"][0];
        let names: Vec<_> = detail.as_object().unwrap().keys().collect();
        assert_eq!(names, ["from", "id", "type"], "{name}");
        assert_eq!(detail["from"], "urn:altinn:person:identifier-no:25922947409", "{name}");
    }
}

#[test]
fn a_token_is_read() {
    for sample in TOKENS.iter().chain(CONSENT_TOKENS).map(|name| Sample::read(name)) {
        let token = token(&sample);
        let body = &sample.response()["body"];
        assert_eq!(token.value.expose(), body["access_token"], "{}", sample.name);
        assert_eq!(json!(token.scope), body["scope"], "{}", sample.name);
        let request =
            read_consent_request::request(&Environment::Tt02, &ConsentId::parse(crate::common::ID).unwrap(), &token);
        let authorization = &request.headers.iter().find(|header| header.name == "Authorization").unwrap().value;
        let kind = authorization.strip_suffix(" <JWT>").unwrap();
        let lifetime = token.expires_at.since(now()).as_secs();
        let said = json!({
            "request": {"assertion_claims": made(&sample).1},
            "body": {"token_type": kind, "expires_in": lifetime}, "decoded": sample.response()["decoded"],
        });
        sample.agrees(&said);
    }
}

#[test]
fn a_service_owner_reads_the_consent_in_the_token() {
    for sample in CONSENT_TOKENS.iter().map(|name| Sample::read(name)) {
        let claims = &sample.response()["decoded"];
        let consent = verified(claims).unwrap();
        let decoded = json!({"authorization_details": [detail(&consent)]});
        assert_eq!(decoded["authorization_details"], claims["authorization_details"], "{}", sample.name);
        assert_eq!(json!(consent.consumer.id), claims["consumer"]["ID"]);
        assert_eq!(consent.expires_at.since(consent.issued_at).as_secs(), 120);
        assert!(consent.allows(&consent.from_party, &consent.rights[0]));
        let said = json!({"request": {"assertion_claims": made(&sample).1}, "decoded": decoded});
        sample.agrees(&said);
    }
}

#[test]
fn a_token_without_a_consent_is_none_to_a_service_owner() {
    let mut claims = Sample::read(TOKENS[0]).response()["decoded"].clone();
    claims["scope"] = json!("altinn:consentrequests.read");
    assert_eq!(word(&verified(&claims).unwrap_err()), "authorization_details");
    claims["authorization_details"] = Sample::read(TOKENS[1]).response()["decoded"]["authorization_details"].clone();
    assert_eq!(word(&verified(&claims).unwrap_err()), "authorization_details");
}

#[test]
fn a_refusal_of_maskinportens_is_read_and_its_class_is_known() {
    let not_made = NOT_MADE.iter().map(|(name, _)| name);
    for sample in REFUSED.iter().chain(not_made).map(|name| Sample::read(name)) {
        let error = endpoint::token::parse(&sample.answer(), now()).unwrap_err();
        let body = &sample.response()["body"];
        sample.agrees(&json!({"code": error.server_code()}));
        class::agrees(&sample, &error);
        assert!(error.to_string().contains(body["error"].as_str().unwrap()), "{error}");
        assert!(error.to_string().contains(body["error_description"].as_str().unwrap()), "{error}");
    }
}

#[test]
fn only_a_used_grant_is_made_anew_and_only_once() {
    for sample in REFUSED.iter().map(|name| Sample::read(name)) {
        let answer = || responded(sample.answer().status, &sample.answer().body);
        let exchange = sending(&sample);
        let first = made(&sample).1["jti"].clone();
        match sample.may_retry() {
            Some(true) => {
                let again = exchange.advance(answer(), now()).unwrap();
                let TokenStep::Sign { grant } = again.step(now()) else { panic!("{}: wanted Sign", sample.name) };
                assert_ne!(part(&grant.signing_input, 1)["jti"], first);
                let again = again.advance(signed(grant), now()).unwrap();
                assert!(again.advance(answer(), now()).is_err(), "{}", sample.name);
            }
            _ => assert!(exchange.advance(answer(), now()).is_err(), "{}", sample.name),
        }
    }
}

#[test]
fn a_consent_that_was_not_accepted_is_looked_up() {
    let sample = Sample::read("85-mp-error-consent-not-accepted");
    let flow = redeeming();
    let flow = flow.advance(signed(grant_of(flow.step(now()))), now()).unwrap();
    let flow =
        flow.advance(responded(400, &sample.answer().body), now()).unwrap().advance(authorized(), now()).unwrap();
    assert!(request_of(flow.step(now())).url.ends_with(crate::common::ID));
}

#[test]
fn the_environment_is_what_maskinporten_publishes() {
    let sample = Sample::read(METADATA);
    let environment = Environment::Tt02;
    sample.agrees(&json!({"body": {
        "issuer": environment.issuer(), "token_endpoint": environment.token_endpoint(), "jwks_uri": environment.jwks_uri(),
    }}));
    let body = &sample.response()["body"];
    let algorithms = [SigningAlgorithm::Rs256, SigningAlgorithm::Rs384, SigningAlgorithm::Rs512];
    assert_eq!(json!(algorithms), body["token_endpoint_auth_signing_alg_values_supported"]);
    let types: Vec<_> = [TOKENS[1], CONSENT_TOKENS[0]]
        .iter()
        .map(|name| made(&Sample::read(name)).1["authorization_details"][0]["type"].clone())
        .collect();
    assert_eq!(json!(types), body["authorization_details_types_supported"]);
}

/// The grant that the core makes for what the sample asks, header and claims.
fn made(sample: &Sample) -> (Value, Value) {
    let grant = grant(&exchange(sample), issued_at(sample));
    (part(&grant.signing_input, 0), part(&grant.signing_input, 1))
}

fn grant(exchange: &TokenExchange, now: Timestamp) -> Grant {
    match exchange.step(now) {
        TokenStep::Sign { grant } => grant,
        other => panic!("wanted Sign, got {other:?}"),
    }
}

/// The exchange with its grant on the way.
fn sending(sample: &Sample) -> TokenExchange {
    let exchange = exchange(sample);
    let at = issued_at(sample);
    exchange.advance(signed(grant(&exchange, at)), at).unwrap()
}

fn sent(sample: &Sample) -> HttpRequest {
    match sending(sample).step(issued_at(sample)) {
        TokenStep::Send { request } => request,
        other => panic!("wanted Send, got {other:?}"),
    }
}

fn token(sample: &Sample) -> AccessToken {
    let answer = Answer::Responded { response: sample.answer() };
    match sending(sample).advance(answer, now()).unwrap().step(now()) {
        TokenStep::Finish { token } => token,
        other => panic!("wanted a token, got {other:?}"),
    }
}

fn exchange(sample: &Sample) -> TokenExchange {
    let claims = &sample.request()["body"]["assertion_claims"];
    let scopes = claims["scope"].as_str().unwrap().split(' ');
    let mut request = TokenRequest::with_scopes(scopes);
    request.consumer_org = claims["consumer_org"].as_str().map(|digits| OrganizationNumber::parse(digits).unwrap());
    request.authorization_detail = claims["authorization_details"].get(0).map(wanted_detail);
    let client = MaskinportenClient::with_kid(claims["iss"].as_str().unwrap(), "<kid>");
    TokenExchange::start(Environment::Tt02, client, request, RetryPolicy::default(), Seed::from_bytes([7; 32])).unwrap()
}

fn wanted_detail(detail: &Value) -> AuthorizationDetail {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    if detail["type"] == "urn:altinn:consent" {
        let from_party = Party::parse(&text(&detail["from"])).unwrap();
        return AuthorizationDetail::Consent { id: text(&detail["id"]).try_into().unwrap(), from_party };
    }
    let organization = text(&detail["systemuser_org"]["ID"]).replace("0192:", "");
    let organization = OrganizationNumber::parse(&organization).unwrap();
    AuthorizationDetail::SystemUser { organization, external_ref: Some(text(&detail["externalRef"])) }
}

fn issued_at(sample: &Sample) -> Timestamp {
    Timestamp::from_unix_seconds(sample.request()["body"]["assertion_claims"]["iat"].as_i64().unwrap())
}

/// The claims without those that no two grants have alike, or may choose.
fn without_chance(claims: &Value) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().retain(|name, _| !["jti", "exp"].contains(&name.as_str()));
    claims
}

fn verified(claims: &Value) -> Result<VerifiedConsent, samtykke::ConsentError> {
    let options = ConsentTokenOptions::new(Environment::Tt02, ["altinn:consentrequests.read"]);
    let now = Timestamp::from_unix_seconds(claims["iat"].as_i64().unwrap() + 1);
    verified_by(options, claims, now)
}

fn detail(consent: &VerifiedConsent) -> Value {
    json!({
        "type": "urn:altinn:consent", "id": consent.id, "from": consent.from_party.urn(),
        "to": {"authority": consent.to_party.authority, "ID": consent.to_party.id}, "consented": consent.consented,
        "validTo": consent.valid_to, "consentRights": shown::rights(&consent.rights),
    })
}
