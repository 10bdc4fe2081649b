//! Creations that Altinn refuses, and those that the core does not even send.

use samtykke::endpoint::create_consent_request;
use samtykke::{ConsentError, ConsentFlow, ConsentRequest, Party, RedirectUrl, Seed};
use serde_json::{Value, json};

use crate::common::registry::registry;
use crate::common::sample::Sample;
use crate::common::{config, now, request};
use crate::create::{built, consent_request, is_written};
use crate::{class, shown};

/// Only Altinn knows what is wrong with these, so the core sends them.
pub(crate) const SENT: &[&str] = &[
    "14-create-duplicate-other-from-400-AM-00016",
    "19-create-unknown-person-400-AM-00004",
    "20-create-unknown-org-400-AM-00003",
    "31-create-read-scope-only-403",
    "32-create-to-not-caller-403",
    "33-create-pdp-deny-403",
    "35-create-gateway-429",
    "37-create-problem-v6-shape-400",
];

/// The resource registry tells what is wrong with these.
pub(crate) const UNFIT: &[&str] = &[
    "21-create-unknown-metadata-400-AM-00006",
    "22-create-missing-metadata-400-AM-00008",
    "24-create-template-mismatch-400-AM-00009",
    "26-create-wrong-metadata-name-500-STD-00001",
];

/// The core cannot build these; with each what it says instead.
pub(crate) const NOT_SENT: &[(&str, &str)] = &[
    ("15-create-invalid-redirect-400", "redirectUrl must not contain blanks, control characters or backslashes"),
    ("16-create-validto-past-400", "validTo must be in the future"),
    ("17-create-empty-rights-400", "rights must hold at least one right"),
    ("18-create-empty-action-400", "rights[0].actions must name at least one action"),
    ("28-create-bad-check-digit-400-aspnet", "personNumber has a wrong check digit"),
    ("29-create-missing-redirect-400-aspnet", "missing field `redirectUrl`"),
];

/// No call can be built without a token.
pub(crate) const WITHOUT_TOKEN: &str = "30-create-no-token-401";

#[test]
fn what_only_altinn_can_refuse_is_written_as_it_stands() {
    for sample in SENT.iter().chain(UNFIT).map(|name| Sample::read(name)) {
        is_written(&sample, &consent_request(&sample));
    }
}

#[test]
fn a_refusal_is_read_whole_and_its_class_is_known() {
    let not_sent = NOT_SENT.iter().map(|(name, _)| name);
    for sample in SENT.iter().chain(UNFIT).chain(not_sent).chain([&WITHOUT_TOKEN]).map(|name| Sample::read(name)) {
        let error = create_consent_request::parse(&sample.answer(), &request(), &request().redirect_url).unwrap_err();
        let said = shown::error(&error);
        if sample.name == "19-create-unknown-person-400-AM-00004" {
            assert_eq!(said["body"]["fnumber"], "urn:altinn:person:identifier-no:[redacted]");
            assert!(!format!("{error} {error:?}").contains("01014922047"));
        } else {
            sample.agrees(&said);
        }
        class::agrees(&sample, &error);
        class::is_followed(&sample);
    }
}

#[test]
fn what_cannot_succeed_is_refused_before_it_is_sent() {
    for (name, wanted) in NOT_SENT {
        let refusal = match read(Sample::read(name).request()["body"].clone()) {
            Ok(request) => ConsentFlow::start_with_seed(config(), request, Seed::from_bytes([7; 32]), now())
                .map(|_| panic!("{name} is sent"))
                .map_err(|error| error.to_string())
                .unwrap_or_else(|error| error),
            Err(error) => error,
        };
        assert!(refusal.contains(wanted), "{name}: {refusal}");
        assert!(!refusal.contains("29844596768"), "{refusal}");
    }
}

#[test]
fn the_resources_tell_what_altinn_will_answer() {
    for sample in UNFIT.iter().map(|name| Sample::read(name)) {
        let problems = consent_request(&sample).check_against(&registry());
        let found: Vec<_> = problems.iter().filter_map(|problem| problem.code.clone()).collect();
        let body = &sample.response()["body"];
        let codes = match body["problems"].as_array() {
            Some(problems) => problems.iter().map(|problem| problem["code"].clone()).collect(),
            None => vec![body["code"].clone()],
        };
        assert_eq!(json!(found), Value::Array(codes), "{}", sample.name);
    }
}

#[test]
fn every_call_has_a_token() {
    let sample = Sample::read(WITHOUT_TOKEN);
    assert!(sample.request()["headers"].get("Authorization").is_none());
    let built = built(&consent_request(&sample));
    assert!(built.headers.iter().any(|header| header.name == "Authorization" && header.value.starts_with("Bearer ")));
}

/// The request as a binding would hand it over.
fn read(body: Value) -> Result<ConsentRequest, String> {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let party = |urn: &str| Party::parse(urn).map_err(|error: ConsentError| error.to_string());
    let mut request = json!({
        "fromParty": party(&text("from"))?, "toParty": text("to").rsplit(':').next().unwrap(),
        "validTo": body["validTo"], "rights": [],
    });
    if let Some(url) = body.get("redirectUrl") {
        RedirectUrl::parse(url.as_str().unwrap()).map_err(|error| error.to_string())?;
        request["redirectUrl"] = url.clone();
    }
    for right in body["consentRights"].as_array().unwrap() {
        let right = json!({
            "resource": right["resource"][0]["value"], "actions": right["action"], "metadata": right["metadata"],
        });
        request["rights"].as_array_mut().unwrap().push(right);
    }
    serde_json::from_value(request).map_err(|error| error.to_string())
}
