//! Consent tokens on the service owner's side, with a signature that counts as right.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::invariants::assert_tells_nothing;
use common::now;
use samtykke::{
    ConsentRight, ConsentTokenOptions, ConsentTokenVerifier, Environment, HttpResponse, JwksCache, Metadata, VerifyStep,
};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let text = input::text(data);
    verify(&text);
    // A line of header and one of claims are a token that is not encoded yet.
    if let Some((header, claims)) = text.split_once('\n') {
        let encode = |part: &str| Base64UrlUnpadded::encode_string(part.as_bytes());
        verify(&format!("{}.{}.c2ln", encode(header), encode(claims)));
    }
});

fn verify(token: &str) {
    let options = ConsentTokenOptions::new(Environment::Tt02, ["skatteetaten:inntekt"]);
    let verifier = ConsentTokenVerifier::new(options).unwrap();
    let check = match verifier.step(token, &keys(), now()).inspect_err(assert_tells_nothing) {
        Ok(VerifyStep::VerifySignature { check }) => check,
        Ok(VerifyStep::FetchKeys { .. }) => panic!("the keys are there"),
        Err(_) => return,
    };
    assert!(!check.is_valid(), "nobody has the key");
    assert!(verifier.finish(&check, false, now()).is_err());
    let Ok(consent) = verifier.finish(&check, true, now()).inspect_err(assert_tells_nothing) else { return };
    assert!(consent.valid_to > now() && consent.expires_at.plus(Duration::from_secs(10)) > now());
    assert!(consent.scopes.iter().any(|scope| scope == "skatteetaten:inntekt"));
    for right in &consent.rights {
        assert_eq!(consent.allows(&consent.from_party, right), !right.actions.is_empty());
        let all = ConsentRight { metadata: Metadata::default(), ..right.clone() };
        let has_all = |given: &&ConsentRight| given.metadata.is_empty();
        assert!(!consent.allows(&consent.from_party, &all) || consent.rights_for(&all.resource).iter().any(has_all));
    }
    let nowhere = consent.rights.iter().map(|right| right.resource.as_str()).collect::<String>() + "x";
    assert!(!consent.allows(&consent.from_party, &ConsentRight::new(nowhere)));
}

fn keys() -> JwksCache {
    let n = format!("{}w", "_".repeat(341));
    let body = format!(r#"{{"keys":[{{"kty":"RSA","kid":"issuer-key","n":"{n}","e":"AQAB"}}]}}"#);
    JwksCache::new(&Environment::Tt02).responded(&HttpResponse { status: 200, headers: vec![], body }, now())
}
