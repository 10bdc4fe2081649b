//! The environments, and the Maskinporten that belongs to each.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::endpoint::{exchange_token, list_consent_resources, read_consent_request, read_events, read_resource};
use samtykke::{ConsentFlow, ConsentId, Environment, EventFilter, FlowConfig, JwksCache};

const TEST: &str = "https://test.maskinporten.no/";

#[test]
fn each_environment_has_its_platform_and_its_maskinporten() {
    let cases = [
        ("prod", "https://platform.altinn.no", "https://maskinporten.no/"),
        ("tt02", "https://platform.tt02.altinn.no", TEST),
        ("at22", "https://platform.at22.altinn.cloud", TEST),
        ("at23", "https://platform.at23.altinn.cloud", TEST),
        ("at24", "https://platform.at24.altinn.cloud", TEST),
        ("yt01", "https://platform.yt01.altinn.cloud", TEST),
    ];
    for (name, platform, issuer) in cases {
        for name in [name.to_owned(), name.to_uppercase()] {
            let environment = Environment::named(&name).unwrap();
            assert_eq!((environment.platform(), environment.issuer()), (platform, issuer), "{name}");
            assert_eq!(environment.token_endpoint(), format!("{issuer}token"));
            assert_eq!(environment.jwks_uri(), format!("{issuer}jwk"));
        }
    }
}

#[test]
fn a_name_that_is_unknown_or_retired_is_no_environment() {
    for name in ["", "at21", "ver1", "ver2", "yt2", "test", "tt03", "prod ", "at22.altinn.cloud"] {
        assert_eq!(Environment::named(name).unwrap_err().code(), "INVALID_INPUT", "{name}");
    }
}

#[test]
fn every_call_goes_to_the_platform_of_its_environment() {
    let id = ConsentId::parse(ID).unwrap();
    for environment in [Environment::Production, Environment::At23, custom("http://127.0.0.1:4010")] {
        let enterprise = format!("{}/accessmanagement/api/v1/enterprise/consentrequests", environment.platform());
        assert_eq!(read_consent_request::request(&environment, &id, &token()).url, format!("{enterprise}/{ID}"));
        let events = read_events::request(&environment, &EventFilter::default(), None, &token()).unwrap();
        assert_eq!(events.url, format!("{enterprise}/events"));
        let registry = format!("{}/resourceregistry/api/v1/resource", environment.platform());
        assert_eq!(read_resource::request(&environment, "a").unwrap().url, format!("{registry}/a"));
        assert!(list_consent_resources::request(&environment).url.starts_with(&registry));
        let exchange = exchange_token::request(&environment, &token(), false).url;
        assert_eq!(exchange, format!("{}/authentication/api/v1/exchange/maskinporten", environment.platform()));
        assert_eq!(JwksCache::new(&environment).request().url, environment.jwks_uri());

        let config = FlowConfig { environment, ..config() };
        let flow = ConsentFlow::start(config, request(), now()).unwrap().advance(authorized(), now()).unwrap();
        assert_eq!(request_of(flow.step(now())).url, enterprise);
    }
}

#[test]
fn the_audience_of_a_grant_is_the_issuer_with_its_slash() {
    for (environment, issuer) in [
        (Environment::Production, "https://maskinporten.no/"),
        (Environment::Yt01, TEST),
        (custom("http://127.0.0.1:4010"), "http://127.0.0.1:4010/"),
    ] {
        let flow = ConsentFlow::start(FlowConfig { environment, ..config() }, request(), now()).unwrap();
        assert_eq!(part(&grant_of(flow.step(now())).signing_input, 1)["aud"], issuer);
    }
}

#[test]
fn tokens_travel_over_tls_or_stay_on_this_machine() {
    let start = |platform: &str, issuer: &str| {
        let environment = Environment::Custom { platform: platform.to_owned(), issuer: issuer.to_owned() };
        ConsentFlow::start(FlowConfig { environment, ..config() }, request(), now())
    };
    let good = "https://sandbox.example/";
    for url in [good, "http://127.0.0.1:1/", "http://[::1]:1/", "http://localhost/", "http://a.localhost:8080/"] {
        assert!(start(url, url).is_ok(), "{url}");
    }
    let bad = [
        "http://sandbox.example/",
        "http://10.0.0.1/",
        "ftp://127.0.0.1/",
        "sandbox.example",
        "",
        "https://",
        "http://localhost.evil.example/",
        "http://127.0.0.1@evil.example/",
        "https://a b/",
    ];
    for url in bad {
        let fields = [start(url, good).unwrap_err(), start(good, url).unwrap_err()].map(|error| error.to_string());
        assert!(
            fields[0].starts_with("environment.platform ") && fields[1].starts_with("environment.issuer "),
            "{url}"
        );
    }
}

fn custom(origin: &str) -> Environment {
    Environment::Custom { platform: origin.to_owned(), issuer: format!("{origin}/") }
}
