//! Keys in every form that a configuration may hold.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use samtykke::{KeySigner, SigningAlgorithm};

const PKCS1: &str = include_str!("keys/rsa-2048-pkcs1.pem");
const PKCS8: &str = include_str!("keys/rsa-2048-pkcs8.pem");
const JWK: &str = include_str!("keys/rsa-2048.jwk.json");

#[test]
fn every_form_of_a_key_makes_the_same_signature() {
    let signatures = [PKCS1, PKCS8, JWK]
        .map(|key| KeySigner::parse(key).unwrap().sign("header.claims", SigningAlgorithm::Rs256).unwrap());
    assert!(signatures.iter().all(|signature| *signature == signatures[0]));
}

#[test]
fn a_jwk_may_be_base64_as_configurations_hold_it() {
    use base64ct::{Base64, Encoding};
    let encoded = Base64::encode_string(JWK.as_bytes());
    assert_eq!(KeySigner::parse(&encoded).unwrap().kid(), Some("key-1"));
}

#[test]
fn another_library_verifies_each_algorithm_with_the_public_key() {
    let signer = KeySigner::generate().unwrap();
    let public: serde_json::Value = serde_json::from_str(&signer.public_jwk("key-1")).unwrap();
    assert_eq!(public["kid"], "key-1");
    assert!(public.get("d").is_none());
    let (n, e) = (public["n"].as_str().unwrap(), public["e"].as_str().unwrap());
    let key = DecodingKey::from_rsa_components(n, e).unwrap();
    let algorithms = [
        (SigningAlgorithm::Rs256, Algorithm::RS256),
        (SigningAlgorithm::Rs384, Algorithm::RS384),
        (SigningAlgorithm::Rs512, Algorithm::RS512),
    ];
    for (ours, theirs) in algorithms {
        let signature = signer.sign("header.claims", ours).unwrap();
        assert!(crypto::verify(&signature, b"header.claims", &key, theirs).unwrap());
        assert!(!crypto::verify(&signature, b"header.claimz", &key, theirs).unwrap());
    }
}

#[test]
fn a_jwk_keeps_its_kid() {
    assert_eq!(KeySigner::parse(JWK).unwrap().kid(), Some("key-1"));
    assert_eq!(KeySigner::parse(PKCS8).unwrap().kid(), None);
}

#[test]
fn a_key_does_not_print_itself() {
    let d = serde_json::from_str::<serde_json::Value>(JWK).unwrap()["d"].as_str().unwrap().to_owned();
    assert!(!format!("{:?}", KeySigner::parse(JWK).unwrap()).contains(&d[..8]));
}
