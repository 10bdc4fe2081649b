//! What a token is asked for with, what it is shared by, and how long it is kept.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::{
    AccessToken, Answer, AuthorizationDetail, ConsentId, Environment, FlowConfig, Grant, KeyReference,
    MaskinportenClient, OrganizationNumber, Party, RetryPolicy, Secret, Seed, SigningAlgorithm, TokenCache,
    TokenExchange, TokenKey, TokenRequest, TokenStep,
};

#[test]
fn a_grant_holds_every_claim_that_was_asked_for_and_no_other() {
    let mut request = TokenRequest::with_scopes(["b", "a", "b"]);
    request.resource = vec!["https://api.example".to_owned()];
    request.consumer_org = Some(OrganizationNumber::parse("313876144").unwrap());
    request.pid = Some(PERSON.to_owned().try_into().unwrap());
    let claims = part(&grant(config(), request).signing_input, 1);
    assert_eq!(claims["scope"], "a b");
    assert_eq!(claims["resource"], serde_json::json!(["https://api.example"]));
    assert_eq!(claims["consumer_org"], "313876144");
    assert_eq!(claims["pid"], PERSON);
    assert_eq!(claims.as_object().unwrap().len(), 9);
}

#[test]
fn a_consent_of_an_organization_is_no_system_user() {
    let mut request = TokenRequest::with_scopes(["a"]);
    request.authorization_detail = Some(AuthorizationDetail::Consent {
        id: ConsentId::parse(ID).unwrap(),
        from_party: Party::parse("810419512").unwrap(),
    });
    let claims = part(&grant(config(), request).signing_input, 1);
    let wanted = serde_json::json!([{"type": "urn:altinn:consent", "id": ID, "from": "urn:altinn:organization:identifier-no:810419512"}]);
    assert_eq!(claims["authorization_details"], wanted);
}

#[test]
fn a_system_user_is_named_by_its_organization_and_reference() {
    let mut request = TokenRequest::with_scopes(["a"]);
    request.authorization_detail = Some(AuthorizationDetail::SystemUser {
        organization: OrganizationNumber::parse("810419512").unwrap(),
        external_ref: Some("branch-7".to_owned()),
    });
    let claims = part(&grant(config(), request).signing_input, 1);
    let wanted = serde_json::json!([{
        "type": "urn:altinn:systemuser",
        "systemuser_org": {"authority": "iso6523-actorid-upis", "ID": "0192:810419512"},
        "externalRef": "branch-7",
    }]);
    assert_eq!(claims["authorization_details"], wanted);
}

#[test]
fn a_grant_names_its_key_by_kid_or_by_its_chain() {
    let mut config = config();
    config.client.algorithm = SigningAlgorithm::Rs512;
    config.client.key = KeyReference::X5c { certificates: vec!["AQID".to_owned(), "BAUG".to_owned()] };
    let header = part(&grant(config, TokenRequest::with_scopes(["a"])).signing_input, 0);
    assert_eq!(header, serde_json::json!({"alg": "RS512", "typ": "JWT", "x5c": ["AQID", "BAUG"]}));
}

#[test]
fn a_chain_must_be_base64_of_der() {
    let client = |certificates: &[&str]| MaskinportenClient {
        client_id: "client-1".to_owned(),
        key: KeyReference::X5c { certificates: certificates.iter().map(|text| (*text).to_owned()).collect() },
        algorithm: SigningAlgorithm::Rs256,
    };
    for certificates in [&["-----BEGIN CERTIFICATE-----"][..], &["_-8="], &[""], &[]] {
        let error = start_exchange(client(certificates), TokenRequest::with_scopes(["a"])).unwrap_err();
        assert!(error.to_string().starts_with("client.key.certificates"), "{error}");
    }
}

/// Programs in other languages, on machines of other word sizes, share a store of tokens.
#[test]
fn a_key_is_the_same_on_every_machine() {
    let config = config();
    let key = TokenRequest::with_scopes(["a", "b"]).key(&config.environment, &config.client);
    assert_eq!(key.as_str(), "cLYeFRuZ0ihZt_NIm3zA241CUgz9xXCu-cenhCwv2ck");
}

#[test]
fn tokens_are_shared_when_nothing_that_matters_differs() {
    let config = config();
    let key = |request: &TokenRequest| request.key(&config.environment, &config.client);
    let plain = TokenRequest::with_scopes(["a", "b"]);
    assert_eq!(key(&plain), key(&TokenRequest::with_scopes(["b", "a", "a"])));

    let consent = |id: &str, party: &str| AuthorizationDetail::Consent {
        id: ConsentId::parse(id).unwrap(),
        from_party: Party::parse(party).unwrap(),
    };
    let system_user = |reference: Option<&str>| AuthorizationDetail::SystemUser {
        organization: OrganizationNumber::parse("810419512").unwrap(),
        external_ref: reference.map(str::to_owned),
    };
    let changes: [&dyn Fn(&mut TokenRequest); 9] = [
        &|request| request.scopes = vec!["a".to_owned()],
        &|request| request.resource = vec!["r".to_owned()],
        &|request| request.consumer_org = Some(OrganizationNumber::parse("313876144").unwrap()),
        &|request| request.pid = Some(PERSON.to_owned().try_into().unwrap()),
        &|request| request.authorization_detail = Some(consent(ID, PERSON)),
        &|request| request.authorization_detail = Some(consent(OTHER_ID, PERSON)),
        &|request| request.authorization_detail = Some(consent(ID, "810419512")),
        &|request| request.authorization_detail = Some(system_user(None)),
        &|request| request.authorization_detail = Some(system_user(Some("branch-7"))),
    ];
    let mut keys: Vec<TokenKey> = changes
        .iter()
        .map(|change| {
            let mut request = plain.clone();
            change(&mut request);
            key(&request)
        })
        .collect();
    keys.push(plain.key(&Environment::Production, &config.client));
    keys.push(plain.key(&config.environment, &MaskinportenClient::with_kid("client-2", "key-1")));
    keys.push(plain.key(&config.environment, &MaskinportenClient::with_kid("client-1", "key-2")));
    keys.push(key(&plain));
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn a_cache_gives_a_token_until_shortly_before_its_end_and_then_forgets_it() {
    let mut cache = TokenCache::default();
    cache.put(cache_key(), token(), now());
    assert_eq!(cache.find(&cache_key(), seconds_later(114)), Some(token()));
    assert_eq!(cache.find(&cache_key(), seconds_later(115)), None);
    assert_eq!(cache.len(), 1);
    cache.purge(seconds_later(120));
    assert!(cache.is_empty());
}

#[test]
fn a_refused_token_is_dropped_and_its_successor_stays() {
    let mut cache = TokenCache::default();
    cache.put(cache_key(), token(), now());
    let newer = AccessToken { value: Secret::new("newer"), ..token() };
    cache.put(cache_key(), newer.clone(), now());
    cache.refuse(&cache_key(), &token().fingerprint());
    assert_eq!(cache.find(&cache_key(), now()), Some(newer.clone()));
    cache.refuse(&cache_key(), &newer.fingerprint());
    assert_eq!(cache.find(&cache_key(), now()), None);
}

#[test]
fn a_lifetime_that_a_proxy_made_text_is_read() {
    let exchange = sending();
    let body = r#"{"access_token":"t","token_type":"Bearer","expires_in":"119"}"#;
    let TokenStep::Finish { token } = exchange.advance(responded(200, body), now()).unwrap().step(now()) else {
        panic!("wanted a token")
    };
    assert_eq!(token.expires_at, seconds_later(119));
}

#[test]
fn every_attempt_has_a_grant_of_its_own() {
    let first = sending();
    let again = first.advance(failed(), now()).unwrap();
    let TokenStep::Wait { until } = again.step(now()) else { panic!("wanted Wait") };
    let TokenStep::Sign { grant } = again.step(until) else { panic!("the server may have seen the first grant") };
    let jti = |grant: &Grant| part(&grant.signing_input, 1)["jti"].clone();
    assert_ne!(jti(&grant), jti(&first_grant(&start_exchange_of(&config()))));
}

fn cache_key() -> TokenKey {
    TokenKey::from("key".to_owned())
}

fn grant(config: FlowConfig, request: TokenRequest) -> Grant {
    first_grant(&start_exchange(config.client, request).unwrap())
}

fn first_grant(exchange: &TokenExchange) -> Grant {
    match exchange.step(now()) {
        TokenStep::Sign { grant } => grant,
        other => panic!("wanted Sign, got {other:?}"),
    }
}

fn start_exchange_of(config: &FlowConfig) -> TokenExchange {
    start_exchange(config.client.clone(), TokenRequest::with_scopes(["a"])).unwrap()
}

fn sending() -> TokenExchange {
    let exchange = start_exchange_of(&config());
    let grant = first_grant(&exchange);
    exchange.advance(Answer::Signed { grant, signature: "c2ln".to_owned() }, now()).unwrap()
}

fn start_exchange(client: MaskinportenClient, request: TokenRequest) -> Result<TokenExchange, samtykke::ConsentError> {
    TokenExchange::start(Environment::Tt02, client, request, RetryPolicy::default(), Seed::from_bytes([7; 32]))
}
