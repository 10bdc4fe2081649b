//! Answers that say the same in other words.

use proptest::prelude::*;
use samtykke::endpoint::{jwks, list_consent_resources, read_consent_request, read_events, read_resource, token};
use samtykke::{ConsentError, HttpResponse};
use serde_json::{Value, json};

use crate::common::sample::Sample;
use crate::common::*;
use crate::rewriting::Rewriting;
use crate::values;

proptest! {
    #![proptest_config(values(100))]

    #[test]
    fn an_answer_in_another_order_with_more_members_and_other_case_reads_the_same(seed in any::<u64>()) {
        let consent: Value = serde_json::from_str(&consent("Accepted")).unwrap();
        same(Rewriting::new(seed), 201, &consent, created)?;
        same(Rewriting::new(seed), 200, &consent, read_consent_request::parse)?;
        same(Rewriting::new(seed), 200, &body_of("12-create-duplicate-200-core-shape"), created)?;
        for page in ["51-events-first-page-full-200", "55-events-one-consent-history-200"] {
            same(Rewriting::new(seed), 200, &body_of(page), read_events::parse)?;
        }
        let resource = body_of("94-resource-get-200");
        same(Rewriting::new(seed), 200, &resource, read_resource::parse)?;
        same(Rewriting::new(seed), 200, &json!([resource, { "resourceType": "AltinnApp" }]), list_consent_resources::parse)?;
        let answer = json!({ "access_token": TOKEN, "token_type": "Bearer", "expires_in": 119, "scope": "a b" });
        same(Rewriting::new(seed), 200, &answer, |response| token::parse(response, now()))?;
        let n = format!("{}w", "_".repeat(341));
        let keys = json!({ "keys": [{ "kty": "RSA", "kid": "a", "n": n, "e": "AQAB", "use": "sig", "alg": "RS256" }] });
        same(Rewriting::new(seed), 200, &keys, jwks::parse)?;
    }

    #[test]
    fn a_refusal_in_another_order_reads_the_same(seed in any::<u64>()) {
        for (status, sample) in refusals() {
            let body = &sample.response()["body"];
            same(Rewriting::of_known(seed), status, body, |response| told(created(response)))?;
        }
        let refused = json!({ "error": "invalid_grant", "error_description": "x (MP-012)", "error_uri": "https://x.no" });
        same(Rewriting::new(seed), 400, &refused, |response| told(token::parse(response, now())))?;
    }
}

/// `parse` makes the same of `body` and of `body` written in another way.
fn same<T: PartialEq + std::fmt::Debug>(
    mut rewriting: Rewriting,
    status: u16,
    body: &Value,
    parse: impl Fn(&HttpResponse) -> Result<T, ConsentError>,
) -> Result<(), TestCaseError> {
    let response = |body: String| HttpResponse { status, headers: vec![], body };
    let given = parse(&response(body.to_string())).unwrap();
    let body = rewriting.write(body);
    prop_assert_eq!(parse(&response(body.clone())).ok(), Some(given), "{}", body);
    Ok(())
}

/// What a refusal tells, without what shows the body as it came.
fn told<T: std::fmt::Debug>(answer: Result<T, ConsentError>) -> Result<String, ConsentError> {
    Ok(match answer.unwrap_err() {
        ConsentError::Altinn { mut problem, .. } => {
            problem.excerpt.clear();
            format!("{problem:?}")
        }
        ConsentError::Maskinporten { mut problem } => {
            problem.excerpt.clear();
            format!("{problem:?}")
        }
        other => other.code().to_owned(),
    })
}

/// The samples that are refusals, with their status.
fn refusals() -> impl Iterator<Item = (u16, Sample)> {
    let samples = Sample::names().into_iter().map(|name| Sample::read(&name));
    samples.map(|sample| (sample.answer().status, sample)).filter(|(status, _)| *status >= 400)
}

fn body_of(name: &str) -> Value {
    Sample::read(name).response()["body"].clone()
}
