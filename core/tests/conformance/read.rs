//! What became of a consent.

use samtykke::endpoint::read_consent_request;
use samtykke::{ConsentFlow, ConsentId, ConsentState, Environment, Outcome, Step};
use serde_json::json;

use crate::common::sample::Sample;
use crate::common::{ID, authorized, config, consent, now, request, responded, token};
use crate::create::is_whole;
use crate::{class, shown};

pub(crate) const SAMPLES: &[&str] = &[
    "39-get-created-200",
    "40-get-accepted-200",
    "42-get-rejected-200",
    "43-get-revoked-after-accept-200",
    "44-get-expired-unanswered-200",
];

pub(crate) const REFUSED: &[&str] = &["47-get-other-org-403-AM-00000", "48-get-unknown-404-AM-00001"];

/// Addresses that no consent id leads to.
pub(crate) const NO_ID: &[&str] = &["49-get-non-uuid-404", "50-latestchanges-removed-404"];

#[test]
fn a_consent_is_asked_for_by_its_id() {
    for sample in SAMPLES.iter().chain(REFUSED).map(|name| Sample::read(name)) {
        sample.is_request(&read_consent_request::request(&Environment::Tt02, &id(&sample).unwrap(), &token()));
    }
}

#[test]
fn what_is_no_id_cannot_be_asked_for() {
    for sample in NO_ID.iter().map(|name| Sample::read(name)) {
        assert!(id(&sample).is_none(), "{}", sample.name);
        let error = read_consent_request::parse(&sample.answer()).unwrap_err();
        sample.agrees(&shown::error(&error));
        class::agrees(&sample, &error);
    }
}

#[test]
fn a_consent_is_read_whole() {
    for sample in SAMPLES.iter().map(|name| Sample::read(name)) {
        let body = shown::state(&state(&sample));
        is_whole(&sample, &body);
        sample.agrees(&json!({"status": 200, "body": body}));
    }
}

#[test]
fn a_refusal_to_read_is_read_and_its_class_is_known() {
    for sample in REFUSED.iter().map(|name| Sample::read(name)) {
        let error = read_consent_request::parse(&sample.answer()).unwrap_err();
        sample.agrees(&shown::error(&error));
        class::agrees(&sample, &error);
        class::is_followed(&sample);
    }
}

#[test]
fn the_status_decides_and_events_do_not() {
    for sample in SAMPLES.iter().map(|name| Sample::read(name)) {
        let outcome = sample.expect("outcome");
        assert_eq!(state(&sample).is_usable(now()), outcome == "accepted", "{}", sample.name);
        let found = match checked(&sample).step(now()) {
            Step::Visit { .. } => "pending",
            Step::Sign { .. } => "accepted",
            Step::Finish { outcome: Outcome::Rejected { .. } } => "rejected",
            Step::Finish { outcome: Outcome::Revoked { .. } } => "revoked",
            Step::Finish { outcome: Outcome::Expired { .. } } => "expired",
            other => panic!("{}: {other:?}", sample.name),
        };
        assert_eq!(found, outcome, "{}", sample.name);
    }
}

fn id(sample: &Sample) -> Option<ConsentId> {
    ConsentId::parse(sample.url().rsplit('/').next().unwrap()).ok()
}

fn state(sample: &Sample) -> ConsentState {
    read_consent_request::parse(&sample.answer()).unwrap()
}

/// The flow of the sample's consent after its status was read.
fn checked(sample: &Sample) -> ConsentFlow {
    let id = id(sample).unwrap();
    let mut request = request();
    request.id = Some(id);
    let created = consent("Created").replace(ID, &id.to_string());
    let flow = ConsentFlow::start(config(), request, now()).unwrap().advance(authorized(), now()).unwrap();
    let flow = flow.advance(responded(201, &created), now()).unwrap();
    let flow = flow.advance(samtykke::Answer::CheckStatus, now()).unwrap().advance(authorized(), now()).unwrap();
    flow.advance(responded(200, &sample.answer().body), now()).unwrap()
}
