//! Consent tokens on the service owner's side: what is accepted, and the attacks that are not.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::consent_token::{SCOPE, claims, word};
use common::{ORGANIZATION, PERSON, now, seconds_later};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use samtykke::{
    ConsentError, ConsentRight, ConsentTokenOptions, ConsentTokenVerifier, Environment, HttpResponse, JwksCache,
    KeySigner, Party, SigningAlgorithm, VerifiedConsent, VerifyStep,
};
use serde_json::{Value, json};

const KEY: &str = include_str!("keys/rsa-2048-pkcs8.pem");

#[test]
fn a_genuine_token_gives_what_was_consented_to() {
    for algorithm in [SigningAlgorithm::Rs256, SigningAlgorithm::Rs384, SigningAlgorithm::Rs512] {
        let header = json!({"alg": algorithm, "kid": "issuer-key", "typ": "JWT"});
        let consent = verify(&signed(&header, &claims(), algorithm)).unwrap();
        assert!(consent.allows(&person(), &right("2025")));
        assert!(!consent.allows(&person(), &right("2024")));
        assert!(!consent.allows(&Party::parse("54927600946").unwrap(), &right("2025")));
        assert!(!consent.allows(&person(), &ConsentRight::new("other")));
        assert!(!consent.allows(&person(), &ConsentRight::new("income")), "a forgotten key must not open all years");
    }
}

#[test]
fn the_forms_that_tokens_are_seen_in_are_read() {
    let urn = format!("urn:altinn:organization:identifier-no:{ORGANIZATION}");
    assert!(verify_with("/authorization_details/0/to", json!(urn)).is_ok());
    let rights = json!([{"action": ["consent"], "resource": [{"type": "urn:altinn:resource", "value": "income"}],
        "metaData": {"InntektsAar": "2025"}}]);
    let consent = verify_with("/authorization_details/0/consentRights", rights).unwrap();
    assert!(consent.allows(&person(), &right("2025")));
    assert!(verify_with("/unknown", json!({"a": 1})).is_ok());
}

#[test]
fn the_algorithm_none_is_refused() {
    for alg in ["none", "None", "NONE"] {
        let header = json!({"alg": alg, "kid": "issuer-key"});
        refused(&format!("{}.{}.", encoded(&header), encoded(&claims())), &["alg", "form", "base64url"]);
        refused(&format!("{}.{}.AAAA", encoded(&header), encoded(&claims())), &["alg"]);
    }
}

#[test]
fn hs256_with_the_public_key_is_refused() {
    let public = KeySigner::parse(KEY).unwrap().public_jwk("issuer-key");
    let input = format!("{}.{}", encoded(&json!({"alg": "HS256", "kid": "issuer-key"})), encoded(&claims()));
    let signature =
        crypto::sign(input.as_bytes(), &EncodingKey::from_secret(public.as_bytes()), Algorithm::HS256).unwrap();
    refused(&format!("{input}.{signature}"), &["alg"]);
}

#[test]
fn a_key_of_the_attackers_is_refused() {
    let attacker = KeySigner::generate().unwrap();
    let input = format!("{}.{}", encoded(&header()), encoded(&claims()));
    let signature = attacker.sign(&input, SigningAlgorithm::Rs256).unwrap();
    refused(&format!("{input}.{signature}"), &["signature"]);
}

#[test]
fn a_swapped_kid_is_refused() {
    let mut header = header();
    header["kid"] = json!("other-key");
    refused(&signed(&header, &claims(), SigningAlgorithm::Rs256), &["kid"]);
    header.as_object_mut().unwrap().remove("kid");
    refused(&signed(&header, &claims(), SigningAlgorithm::Rs256), &["kid"]);
}

#[test]
fn keys_that_the_token_brings_along_are_refused() {
    let jwk: Value = serde_json::from_str(&KeySigner::generate().unwrap().public_jwk("issuer-key")).unwrap();
    let brought =
        [("jwk", jwk), ("jku", json!("https://evil.example/")), ("x5c", json!(["AQID"])), ("x5u", json!("x"))];
    for (name, value) in brought {
        let mut header = header();
        header[name] = value;
        refused(&signed(&header, &claims(), SigningAlgorithm::Rs256), &["embeddedKey"]);
    }
}

#[test]
fn an_extension_that_is_critical_is_refused() {
    let mut header = header();
    header["crit"] = json!(["exp"]);
    refused(&signed(&header, &claims(), SigningAlgorithm::Rs256), &["crit"]);
}

#[test]
fn members_that_are_there_twice_are_refused() {
    let text = claims().to_string();
    let twice = [
        text.replacen('{', r#"{"iss":"https://evil.example/","#, 1),
        text.replacen(r#""from":"#, r#""from":"urn:altinn:person:identifier-no:54927600946","from":"#, 1),
    ];
    for claims in twice {
        let input = format!("{}.{}", encoded(&header()), Base64UrlUnpadded::encode_string(claims.as_bytes()));
        refused(&with_signature(&input), &["duplicateMember"]);
    }
    let header = r#"{"alg":"RS256","kid":"other","kid":"issuer-key"}"#;
    let input = format!("{}.{}", Base64UrlUnpadded::encode_string(header.as_bytes()), encoded(&claims()));
    refused(&with_signature(&input), &["duplicateMember"]);
}

#[test]
fn texts_that_are_no_token_are_refused() {
    let good = signed(&header(), &claims(), SigningAlgorithm::Rs256);
    let parts: Vec<&str> = good.split('.').collect();
    refused("", &["form"]);
    refused("a.b", &["form"]);
    refused(&format!("{good}.x"), &["form"]);
    refused(&format!("{good}="), &["base64url"]);
    refused(&format!("{}.!.{}", parts[0], parts[2]), &["base64url"]);
    refused(&format!("bm8.{}.{}", parts[1], parts[2]), &["json"]);
    refused(&format!("{good}{}", "A".repeat(64 * 1024)), &["size"]);
    let deep = Base64UrlUnpadded::encode_string("[".repeat(20_000).as_bytes());
    refused(&format!("{deep}.{}.{}", parts[1], parts[2]), &["json"]);
}

#[test]
fn every_claim_is_checked() {
    let cases = [
        ("/iss", json!("https://maskinporten.no/"), "iss"),
        ("/iss", json!("https://test.maskinporten.no"), "iss"),
        ("/exp", json!(seconds_later(-11).unix_seconds()), "exp"),
        ("/exp", json!("tomorrow"), "exp"),
        ("/iat", json!(seconds_later(60).unix_seconds()), "iat"),
        ("/scope", json!("skatteetaten:formue"), "scope"),
        ("/scope", json!(["skatteetaten:inntekt"]), "scope"),
        ("/consumer", json!("991825827"), "consumer"),
        ("/authorization_details", json!([]), "authorization_details"),
        ("/authorization_details", json!({}), "authorization_details"),
        ("/authorization_details/0/type", json!("urn:altinn:systemuser"), "authorization_details"),
        ("/authorization_details/0/id", json!("1"), "id"),
        ("/authorization_details/0/from", json!("21818297804x"), "from"),
        ("/authorization_details/0/to/ID", json!("0192:810419512"), "to"),
        ("/authorization_details/0/validTo", json!("2026-11-24T09:59:00+00:00"), "validTo"),
        ("/authorization_details/0/consentRights", json!("all"), "consentRights"),
    ];
    for (pointer, value, check) in cases {
        assert_eq!(word(&verify_with(pointer, value).unwrap_err()), check, "{pointer}");
    }
    let mut late = claims();
    late["iat"] = json!(seconds_later(-120).unix_seconds());
    late["exp"] = json!(seconds_later(-1).unix_seconds());
    let token = signed(&header(), &late, SigningAlgorithm::Rs256);
    assert!(verify(&token).is_ok(), "the leeway is ten seconds");
    let mut two = claims();
    let detail = two["authorization_details"][0].clone();
    two["authorization_details"].as_array_mut().unwrap().push(detail);
    let token = signed(&header(), &two, SigningAlgorithm::Rs256);
    assert_eq!(word(&verify(&token).unwrap_err()), "authorization_details");
}

#[test]
fn an_audience_is_demanded_only_on_request() {
    let mut options = options();
    options.audience = Some("https://api.example".to_owned());
    let verifier = ConsentTokenVerifier::new(options).unwrap();
    let token = signed(&header(), &claims(), SigningAlgorithm::Rs256);
    assert_eq!(word(&verify_by(&verifier, &token).unwrap_err()), "aud");
    let mut restricted = claims();
    restricted["aud"] = json!(["https://api.example"]);
    assert!(verify_by(&verifier, &signed(&header(), &restricted, SigningAlgorithm::Rs256)).is_ok());
}

#[test]
fn an_unknown_kid_fetches_the_keys_again_but_not_at_once() {
    let verifier = ConsentTokenVerifier::new(options()).unwrap();
    let mut unknown = header();
    unknown["kid"] = json!("new-key");
    let token = signed(&unknown, &claims(), SigningAlgorithm::Rs256);
    assert!(matches!(
        verifier.step(&token, &JwksCache::new(&Environment::Tt02), now()),
        Ok(VerifyStep::FetchKeys { .. })
    ));
    assert_eq!(word(&verifier.step(&token, &keys(), now()).unwrap_err()), "kid");
    assert!(matches!(verifier.step(&token, &keys(), seconds_later(3_600)), Ok(VerifyStep::FetchKeys { .. })));
    // A fetch that fails leaves the keys that there are.
    let kept = keys().failed("no answer", seconds_later(3_600));
    let known = signed(&header(), &claims(), SigningAlgorithm::Rs256);
    assert!(matches!(verifier.step(&known, &kept, seconds_later(3_600)), Ok(VerifyStep::VerifySignature { .. })));
}

#[test]
fn no_refusal_tells_the_token_or_the_person() {
    for error in [verify_with("/iss", json!(PERSON)).unwrap_err(), verify("eyJhbGciOiJub25lIn0.eyJ9.x").unwrap_err()] {
        let text = format!("{error} {error:?}");
        assert!(!text.contains("eyJ") && !text.contains(PERSON), "{text}");
    }
    let token = signed(&header(), &claims(), SigningAlgorithm::Rs256);
    assert!(!format!("{:?}", verify(&token).unwrap()).contains(PERSON));
}

fn options() -> ConsentTokenOptions {
    ConsentTokenOptions::new(Environment::Tt02, [SCOPE])
}

fn header() -> Value {
    json!({"alg": "RS256", "kid": "issuer-key"})
}

fn person() -> Party {
    Party::parse(PERSON).unwrap()
}

fn right(year: &str) -> ConsentRight {
    ConsentRight::new("income").with_metadata("inntektsaar", year)
}

fn keys() -> JwksCache {
    let jwk: Value = serde_json::from_str(&KeySigner::parse(KEY).unwrap().public_jwk("issuer-key")).unwrap();
    let mut without_alg = jwk;
    without_alg.as_object_mut().unwrap().remove("alg");
    let body = json!({"keys": [without_alg, {"kty": "EC", "kid": "ec"}]}).to_string();
    JwksCache::new(&Environment::Tt02).responded(&HttpResponse { status: 200, headers: vec![], body }, now())
}

fn encoded(part: &Value) -> String {
    Base64UrlUnpadded::encode_string(part.to_string().as_bytes())
}

fn with_signature(input: &str) -> String {
    format!("{input}.{}", KeySigner::parse(KEY).unwrap().sign(input, SigningAlgorithm::Rs256).unwrap())
}

fn signed(header: &Value, claims: &Value, algorithm: SigningAlgorithm) -> String {
    let input = format!("{}.{}", encoded(header), encoded(claims));
    format!("{input}.{}", KeySigner::parse(KEY).unwrap().sign(&input, algorithm).unwrap())
}

fn verify(token: &str) -> Result<VerifiedConsent, ConsentError> {
    verify_by(&ConsentTokenVerifier::new(options()).unwrap(), token)
}

fn verify_by(verifier: &ConsentTokenVerifier, token: &str) -> Result<VerifiedConsent, ConsentError> {
    match verifier.step(token, &keys(), now())? {
        VerifyStep::VerifySignature { check } => verifier.finish(&check, check.is_valid(), now()),
        VerifyStep::FetchKeys { .. } => panic!("the keys are there"),
    }
}

/// The good token with one claim changed, signed by the issuer.
fn verify_with(pointer: &str, value: Value) -> Result<VerifiedConsent, ConsentError> {
    let mut claims = claims();
    match claims.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => claims[&pointer[1..]] = value,
    }
    verify(&signed(&header(), &claims, SigningAlgorithm::Rs256))
}

fn refused(token: &str, words: &[&str]) {
    let error = verify(token).unwrap_err();
    assert!(words.contains(&word(&error)), "{words:?}: {error}");
}
