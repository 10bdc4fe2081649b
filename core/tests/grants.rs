//! The signed grant: what stands in it, how long it is good for, and by whose clock.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::{
    Answer, AuthorizationDetail, ConsentError, ConsentId, Environment, Grant, KeyReference, MaskinportenClient,
    OrganizationNumber, Party, RetryPolicy, Seed, SigningAlgorithm, Timestamp, TokenExchange, TokenRequest, TokenStep,
};
use serde_json::{Value, json};

const USED: &str = r#"{"error":"invalid_grant","error_description":"Grant is used before (MP-012)"}"#;
const OLD: &str = r#"{"error":"invalid_grant","error_description":"JWT expired (MP-130)"}"#;
const EARLY: &str = r#"{"error":"invalid_grant","error_description":"Invalid assertion. Issue time is after now"}"#;
/// Two minutes before the host's time.
const DATE: (&str, &str) = ("Date", "Tue, 24 Nov 2026 09:58:00 GMT");

#[test]
fn the_header_names_the_algorithm_and_one_key() {
    let kid = KeyReference::Kid { kid: "key-1".to_owned() };
    let x5c = KeyReference::X5c { certificates: vec!["AQID".to_owned(), "BAUG".to_owned()] };
    for (algorithm, name) in
        [(SigningAlgorithm::Rs256, "RS256"), (SigningAlgorithm::Rs384, "RS384"), (SigningAlgorithm::Rs512, "RS512")]
    {
        for (key, named) in [(&kid, json!({"kid": "key-1"})), (&x5c, json!({"x5c": ["AQID", "BAUG"]}))] {
            let client = MaskinportenClient { client_id: "client-1".to_owned(), key: key.clone(), algorithm };
            let exchange = start(client, TokenRequest::with_scopes(["a"])).unwrap();
            let mut wanted = named;
            (wanted["alg"], wanted["typ"]) = (json!(name), json!("JWT"));
            assert_eq!(part(&grant(&exchange, now()).signing_input, 0), wanted);
            assert_eq!(grant(&exchange, now()).algorithm, algorithm);
        }
    }
    assert_eq!(client().algorithm, SigningAlgorithm::Rs256);
    for other in ["ES256", "PS256", "HS256", "EdDSA", "none"] {
        assert!(serde_json::from_value::<SigningAlgorithm>(json!(other)).is_err(), "{other}");
    }
}

#[test]
fn the_claims_are_the_documented_ones_and_no_other() {
    let mut request = TokenRequest::with_scopes(["a", "b"]);
    let names = |request: &TokenRequest| {
        let claims = claims(&start(client(), request.clone()).unwrap(), now());
        claims.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&request), "aud exp iat iss jti scope");
    request.resource = vec!["https://api.example".to_owned(), "https://other.example".to_owned()];
    request.pid = Some(PERSON.to_owned().try_into().unwrap());
    request.consumer_org = Some(OrganizationNumber::parse("313876144").unwrap());
    request.authorization_detail = Some(consent_of(PERSON));
    assert_eq!(names(&request), "aud authorization_details consumer_org exp iat iss jti pid resource scope");
    let claims = claims(&start(client(), request).unwrap(), now());
    assert_eq!(claims["resource"], json!(["https://api.example", "https://other.example"]));
    assert_eq!((&claims["consumer_org"], &claims["pid"]), (&json!("313876144"), &json!(PERSON)));
    assert_eq!(claims["authorization_details"].as_array().unwrap().len(), 1);
}

#[test]
fn a_consent_and_a_system_user_have_exactly_their_members() {
    let organization = OrganizationNumber::parse("810419512").unwrap();
    let system_user = |reference: Option<&str>| AuthorizationDetail::SystemUser {
        organization: organization.clone(),
        external_ref: reference.map(str::to_owned),
    };
    let org = json!({"authority": "iso6523-actorid-upis", "ID": "0192:810419512"});
    let cases = [
        (
            consent_of(PERSON),
            json!({"type": "urn:altinn:consent", "id": ID, "from": format!("urn:altinn:person:identifier-no:{PERSON}")}),
        ),
        (
            consent_of("810419512"),
            json!({"type": "urn:altinn:consent", "id": ID, "from": "urn:altinn:organization:identifier-no:810419512"}),
        ),
        (system_user(None), json!({"type": "urn:altinn:systemuser", "systemuser_org": org})),
        (system_user(Some("7")), json!({"type": "urn:altinn:systemuser", "systemuser_org": org, "externalRef": "7"})),
    ];
    for (detail, wanted) in cases {
        let request = TokenRequest { authorization_detail: Some(detail), ..TokenRequest::with_scopes(["a"]) };
        let claims = claims(&start(client(), request).unwrap(), now());
        assert_eq!(claims["authorization_details"], json!([wanted]));
    }
    for reference in [String::new(), "x".repeat(256)] {
        let detail = Some(system_user(Some(&reference)));
        let request = TokenRequest { authorization_detail: detail, ..TokenRequest::with_scopes(["a"]) };
        assert!(start(client(), request).unwrap_err().to_string().starts_with("externalRef "));
    }
}

#[test]
fn a_scope_is_needed_even_with_a_consent() {
    for scopes in [&[][..], &[""], &["a b"], &["a\n"]] {
        let request = TokenRequest {
            authorization_detail: Some(consent_of(PERSON)),
            ..TokenRequest::with_scopes(scopes.to_vec())
        };
        assert!(start(client(), request).unwrap_err().to_string().starts_with("scopes must"), "{scopes:?}");
    }
}

#[test]
fn a_grant_is_issued_when_it_is_made_and_ends_within_two_minutes() {
    for time in [now(), seconds_later(1), Timestamp::from_unix_micros(now().unix_micros() + 999_999)] {
        let claims = claims(&exchange(), time);
        assert_eq!(claims["iat"], time.unix_seconds());
        let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert!((10..=120).contains(&lifetime), "{lifetime}");
    }
}

#[test]
fn a_grant_older_than_maskinporten_takes_is_not_sent() {
    let sending = sending(&exchange());
    let is_sent = |seconds| matches!(sending.step(seconds_later(seconds)), TokenStep::Send { .. });
    assert!(is_sent(0) && is_sent(8));
    assert!(!is_sent(9) && !is_sent(100), "ten seconds apart are too many, and the way takes time");
    let TokenStep::Sign { grant } = sending.step(seconds_later(9)) else { panic!("an old grant is signed again") };
    assert_eq!(part(&grant.signing_input, 1)["iat"], seconds_later(9).unix_seconds());
}

#[test]
fn no_two_grants_have_the_same_id() {
    let mut ids = std::collections::BTreeSet::new();
    let mut made = 0;
    let mut note = |grant: &Grant| {
        made += 1;
        ids.insert(part(&grant.signing_input, 1)["jti"].as_str().unwrap().to_owned());
    };
    for seed in 0..3 {
        let mut exchange =
            start_with(client(), TokenRequest::with_scopes(["a"]), Seed::from_bytes([seed; 32])).unwrap();
        note(&grant(&exchange, now()));
        for fault in [responded(503, ""), failed(), responded(400, USED)] {
            exchange = sending(&exchange).advance(fault, now()).unwrap();
            let time = match exchange.step(now()) {
                TokenStep::Wait { until } => until,
                _ => now(),
            };
            note(&grant(&exchange, time));
        }
    }
    assert_eq!(ids.len(), made);
}

#[test]
fn the_clock_is_learnt_from_a_refusal_for_its_time() {
    let loud = r#"{"error":"invalid_grant","error_description":"ISSUE TIME IS AFTER NOW"}"#;
    for refusal in [OLD, EARLY, loud] {
        let renewed = sending(&exchange()).advance(responded_with(400, refusal, &[DATE]), now()).unwrap();
        assert_eq!(renewed.clock_offset(), -120, "{refusal}");
        let claims = claims(&renewed, now());
        assert_eq!(claims["iat"], seconds_later(-120).unix_seconds());
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 110);
        // The age of a grant is counted by the host's clock, which made it.
        assert!(matches!(sending(&renewed).step(seconds_later(8)), TokenStep::Send { .. }));
    }
}

#[test]
fn the_clock_is_learnt_from_nothing_else() {
    let after = |answer: Answer| sending(&exchange()).advance(answer, now()).unwrap().clock_offset();
    assert_eq!(after(responded_with(400, USED, &[DATE])), 0);
    assert_eq!(after(responded_with(503, "", &[DATE])), 0);
    let body = r#"{"access_token":"t","expires_in":119}"#;
    assert_eq!(after(responded_with(200, body, &[DATE])), 0);
    for date in [&[][..], &[("Date", "yesterday")], &[("Age", DATE.1)]] {
        assert_eq!(after(responded_with(400, OLD, date)), 0, "{date:?}");
    }
}

#[test]
fn a_clock_that_was_learnt_serves_the_next_exchange() {
    let known = exchange().with_clock_offset(-120);
    assert_eq!(claims(&known, now())["iat"], seconds_later(-120).unix_seconds());
}

#[test]
fn a_grant_is_made_anew_once_whatever_the_reasons() {
    for (first, second) in [(USED, USED), (OLD, OLD), (EARLY, EARLY), (USED, OLD), (OLD, USED)] {
        let renewed = sending(&exchange()).advance(responded_with(400, first, &[DATE]), now()).unwrap();
        let error = sending(&renewed).advance(responded_with(400, second, &[DATE]), now()).unwrap_err();
        assert_eq!(error.code(), "MASKINPORTEN");
        assert!(error.advice().is_some() && !error.is_retryable(), "{error}");
    }
}

#[test]
fn a_lifetime_is_taken_from_the_answer() {
    for (lifetime, seconds) in
        [(json!(119), 119), (json!(120), 120), (json!(499), 499), (json!("499"), 499), (Value::Null, 0)]
    {
        let body = json!({"access_token": "t", "token_type": "Bearer", "expires_in": lifetime, "new": {}}).to_string();
        let TokenStep::Finish { token } =
            sending(&exchange()).advance(responded(200, &body), now()).unwrap().step(now())
        else {
            panic!("wanted a token")
        };
        assert_eq!((token.expires_at, token.scope.as_deref()), (seconds_later(seconds), None), "{lifetime}");
    }
    for body in ["", "{}", r#"{"access_token":null}"#, r#"["t"]"#] {
        let error = sending(&exchange()).advance(responded(200, body), now()).unwrap_err();
        assert_eq!(error.code(), "UNEXPECTED_ANSWER", "{body}");
    }
}

fn client() -> MaskinportenClient {
    MaskinportenClient::with_kid("client-1", "key-1")
}

fn consent_of(party: &str) -> AuthorizationDetail {
    AuthorizationDetail::Consent { id: ConsentId::parse(ID).unwrap(), from_party: Party::parse(party).unwrap() }
}

fn exchange() -> TokenExchange {
    start(client(), TokenRequest::with_scopes(["a"])).unwrap()
}

fn start(client: MaskinportenClient, request: TokenRequest) -> Result<TokenExchange, ConsentError> {
    start_with(client, request, Seed::from_bytes([7; 32]))
}

fn start_with(client: MaskinportenClient, request: TokenRequest, seed: Seed) -> Result<TokenExchange, ConsentError> {
    TokenExchange::start(Environment::Tt02, client, request, RetryPolicy::default(), seed)
}

fn sending(exchange: &TokenExchange) -> TokenExchange {
    let time = match exchange.step(now()) {
        TokenStep::Wait { until } => until,
        _ => now(),
    };
    exchange.advance(signed(grant(exchange, time)), time).unwrap()
}

fn grant(exchange: &TokenExchange, now: Timestamp) -> Grant {
    match exchange.step(now) {
        TokenStep::Sign { grant } => grant,
        other => panic!("wanted Sign, got {other:?}"),
    }
}

fn claims(exchange: &TokenExchange, now: Timestamp) -> Value {
    part(&grant(exchange, now).signing_input, 1)
}
