//! What a caller can get wrong: each is a `ConsentError` that names the field and the reason.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::{ConsentError, ConsentFlow, ConsentRequest, Environment, FlowConfig, Party, RedirectUrl};

#[test]
fn a_bad_check_digit() {
    assert_eq!(Party::parse("21818297805").unwrap_err().to_string(), "personNumber has a wrong check digit");
    assert_eq!(Party::parse("991825828").unwrap_err().to_string(), "organizationNumber has a wrong check digit");
    assert_eq!(
        Party::parse("12345").unwrap_err().to_string(),
        "party must be 11 digits (a person) or 9 digits (an organization)"
    );
}

#[test]
fn a_javascript_redirect_url() {
    let error = RedirectUrl::parse("javascript:alert(1)").unwrap_err();
    assert_eq!(error.to_string(), "redirectUrl must be https, http or an app's own scheme");
}

#[test]
fn requests_that_altinn_would_refuse() {
    refused("validTo must be in the future", |_, request| request.valid_to = now());
    refused("rights must hold at least one right", |_, request| request.rights.clear());
    refused("rights[0].actions must name at least one action", |_, request| request.rights[0].actions.clear());
    refused("rights[0].resource must not be empty", |_, request| request.rights[0].resource = " ".to_owned());
    refused("rights[0].metadata.inntektsaar must not be empty", |_, request| {
        request.rights[0] = request.rights[0].clone().with_metadata("inntektsaar", "");
    });
    refused("redirectUrl must not have the parameter consentId: the flow adds it", |_, request| {
        request.redirect_url = RedirectUrl::parse("https://bank.example/?consentId=1").unwrap();
    });
}

#[test]
fn configurations_that_cannot_work() {
    refused("client.clientId must not be empty", |config, _| config.client.client_id.clear());
    refused("requestScopes must name at least one scope", |config, _| config.request_scopes.clear());
    refused("tokenScopes must hold scopes without blanks, one in each element", |config, _| {
        config.token_scopes = vec!["a b".to_owned()];
    });
    refused("idParameter must not be one of Altinn's own parameters", |config, _| {
        config.id_parameter = "status".to_owned();
    });
    refused("retry.maxAttempts must be at least 1", |config, _| config.retry.max_attempts = 0);
    refused("environment.platform must be an https URL, or http on a loopback address", |config, _| {
        let platform = "http://altinn.example".to_owned();
        config.environment = Environment::Custom { platform, issuer: "https://m.example/".to_owned() };
    });
    assert_eq!(Environment::named("tt03").unwrap_err().code(), "INVALID_INPUT");
}

#[cfg(feature = "signer")]
#[test]
fn keys_that_cannot_sign() {
    use samtykke::KeySigner;
    let reason = |key: &str| KeySigner::parse(key).unwrap_err().to_string();
    assert_eq!(reason(include_str!("keys/rsa-1024.pem")), "key must have at least 2048 bits");
    let no_rsa = "key must be an RSA private key in PEM (PKCS#1 or PKCS#8, not encrypted)";
    assert_eq!(reason(include_str!("keys/ec-p256.pem")), no_rsa);
    assert_eq!(reason("no key at all"), no_rsa);
    assert_eq!(reason(r#"{"kty":"EC"}"#), "key must be an RSA key: Maskinporten takes no other");
    assert_eq!(reason(r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#), "key must be a private JWK: d is missing");
    assert_eq!(reason("{"), "key must be a JSON Web Key");
}

fn refused(wanted: &str, change: impl FnOnce(&mut FlowConfig, &mut ConsentRequest)) {
    let (mut config, mut request) = (config(), request());
    change(&mut config, &mut request);
    let error = ConsentFlow::start(config, request, now()).unwrap_err();
    assert!(matches!(error, ConsentError::InvalidInput { .. }));
    assert_eq!(error.to_string(), wanted);
}
