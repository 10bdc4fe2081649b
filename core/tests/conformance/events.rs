//! The events feed.

use samtykke::endpoint::read_events::{self, EventPage};
use samtykke::{ConsentError, Environment, EventFilter, HttpRequest};
use serde_json::{Value, json};

use crate::common::sample::Sample;
use crate::common::token;
use crate::{class, shown};

pub(crate) const PAGES: &[&str] = &[
    "51-events-first-page-full-200",
    "52-events-last-page-partial-200",
    "54-events-filter-two-types-200",
    "55-events-one-consent-history-200",
    "57-events-created-after-future-200-empty",
];

/// Only Altinn knows what is wrong with these.
pub(crate) const REFUSED: &[&str] = &[
    "58-events-invalid-type-400",
    "61-events-bad-token-400",
    "62-events-short-token-400",
    "66-events-wrong-scope-403",
];

/// The core does not ask for these; with each what it says instead.
pub(crate) const NOT_ASKED: &[(&str, &str)] = &[
    ("59-events-filter-created-400", "eventTypes must not name Created: Altinn cannot filter by it"),
    ("60-events-equal-dates-400", "createdAfter must be earlier than createdBefore"),
];

/// No call can be built without a token.
pub(crate) const WITHOUT_TOKEN: &str = "65-events-no-token-401";

#[test]
fn a_page_is_asked_for_as_altinn_expects_it() {
    for sample in PAGES.iter().chain(REFUSED).map(|name| Sample::read(name)) {
        sample.is_request(&asked(&sample).unwrap());
    }
}

#[test]
fn a_page_is_read_whole() {
    for sample in PAGES.iter().map(|name| Sample::read(name)) {
        let page = read_events::parse(&sample.answer()).unwrap();
        assert_eq!(page.events.is_empty(), sample.expect("outcome") == "empty", "{}", sample.name);
        sample.agrees(&json!({"status": 200, "body": body(&sample, &page)}));
    }
}

#[test]
fn a_refusal_of_the_feed_is_read_and_its_class_is_known() {
    let not_asked = NOT_ASKED.iter().map(|(name, _)| name);
    for sample in REFUSED.iter().chain(not_asked).chain([&WITHOUT_TOKEN]).map(|name| Sample::read(name)) {
        let error = read_events::parse(&sample.answer()).unwrap_err();
        sample.agrees(&shown::error(&error));
        class::agrees(&sample, &error);
        class::is_followed(&sample);
    }
}

#[test]
fn what_the_feed_never_answers_is_not_asked() {
    for (name, wanted) in NOT_ASKED {
        assert_eq!(asked(&Sample::read(name)).unwrap_err().to_string(), *wanted);
    }
}

#[test]
fn every_page_is_asked_for_with_a_token() {
    let sample = Sample::read(WITHOUT_TOKEN);
    assert!(sample.request()["headers"].get("Authorization").is_none());
    assert!(asked(&sample).unwrap().headers.iter().any(|header| header.name == "Authorization"));
}

/// The call for the page that the sample asks for.
fn asked(sample: &Sample) -> Result<HttpRequest, ConsentError> {
    let (filter, continuation_token) = wanted(sample);
    read_events::request(&Environment::Tt02, &filter, continuation_token.as_deref(), &token())
}

fn wanted(sample: &Sample) -> (EventFilter, Option<String>) {
    let query = sample.url().split_once('?').map_or("", |(_, query)| query);
    let (mut filter, mut continuation_token) = (EventFilter::default(), None);
    for (name, text) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        match name.as_str() {
            "continuationToken" => continuation_token = Some(text),
            "createdAfter" => filter.created_after = Some(samtykke::Timestamp::parse(&text).unwrap()),
            "createdBefore" => filter.created_before = Some(samtykke::Timestamp::parse(&text).unwrap()),
            "eventType" => filter.event_types.push(text.into()),
            "consentRequestId" => filter.consent_request_id = Some(text.try_into().unwrap()),
            other => panic!("{}: {other}", sample.name),
        }
    }
    (filter, continuation_token)
}

/// The page in the shape in which it came: of the next page's address the core makes its own.
fn body(sample: &Sample, page: &EventPage) -> Value {
    let (filter, _) = wanted(sample);
    let next = page.continuation_token.as_deref();
    let next = next.map(|next| read_events::request(&Environment::Tt02, &filter, Some(next), &token()).unwrap().url);
    json!({"links": {"next": next}, "data": page.events})
}
