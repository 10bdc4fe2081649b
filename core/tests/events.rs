//! One page of the events feed.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::feed::{EVENTS, page_body};
use common::sample::Sample;
use common::*;
use samtykke::endpoint::read_events;
use samtykke::{
    ConsentError, ConsentEventType, ConsentId, Environment, EventCursor, EventFeed, EventFeedConfig, EventFilter,
};

#[test]
fn the_first_request_asks_for_everything() {
    let sample = Sample::read("51-events-first-page-full-200");
    let request = read_events::request(&Environment::Tt02, &EventFilter::default(), None, &token()).unwrap();
    assert_eq!(request.url, sample.url());
    assert!(request.headers.iter().any(|header| header.value == format!("Bearer {TOKEN}")));
}

#[test]
fn filters_are_sent_in_lower_case_and_encoded() {
    let types = vec![ConsentEventType::Accepted, ConsentEventType::Revoked];
    let two = EventFilter { event_types: types, ..EventFilter::default() };
    let sent = read_events::request(&Environment::Tt02, &two, None, &token()).unwrap();
    assert_eq!(sent.url, Sample::read("54-events-filter-two-types-200").url());

    let id = ConsentId::parse("0198c000-0000-7000-8000-000000000060").unwrap();
    let one = EventFilter { consent_request_id: Some(id), ..EventFilter::default() };
    let sent = read_events::request(&Environment::Tt02, &one, None, &token()).unwrap();
    assert_eq!(sent.url, Sample::read("55-events-one-consent-history-200").url());

    let span = EventFilter { created_after: Some(now()), created_before: Some(seconds_later(1)), ..Default::default() };
    let sent = read_events::request(&Environment::Tt02, &span, Some("/iKcAW27+w=="), &token()).unwrap();
    let dates = "createdAfter=2026-11-24T10%3A00%3A00%2B00%3A00&createdBefore=2026-11-24T10%3A00%3A01%2B00%3A00";
    assert_eq!(sent.url, format!("{EVENTS}?continuationToken=%2FiKcAW27%2Bw%3D%3D&{dates}"));
}

#[test]
fn each_type_that_altinn_filters_by_is_a_parameter_of_its_own() {
    let types = ["Rejected", "ACCEPTED", "revoked", "Deleted", "uSED", "Paused"].map(|word| word.to_owned().into());
    let filter = EventFilter { event_types: types.to_vec(), ..EventFilter::default() };
    let sent = read_events::request(&Environment::Tt02, &filter, None, &token()).unwrap();
    let words =
        ["rejected", "accepted", "revoked", "deleted", "used", "paused"].map(|word| format!("eventType={word}"));
    assert_eq!(sent.url, format!("{EVENTS}?{}", words.join("&")));
}

#[test]
fn what_altinn_would_refuse_is_refused_before() {
    let types = |event_type| EventFilter { event_types: vec![event_type], ..EventFilter::default() };
    let span = |after, before| EventFilter { created_after: after, created_before: before, ..EventFilter::default() };
    let cases = [
        (types(ConsentEventType::Created), "eventTypes must not name Created: Altinn cannot filter by it"),
        (types(ConsentEventType::Expired), "eventTypes must not name Expired: the feed never has it"),
        (types("".to_owned().into()), "eventTypes must not hold an empty word"),
        (span(Some(now()), Some(now())), "createdAfter must be earlier than createdBefore"),
    ];
    for (filter, wanted) in cases {
        let error = read_events::request(&Environment::Tt02, &filter, None, &token()).unwrap_err();
        assert_eq!(error.to_string(), wanted);
        let config = EventFeedConfig { filter, ..EventFeedConfig::new(Environment::Tt02, config().client) };
        assert_eq!(EventFeed::start(config, EventCursor::beginning()).unwrap_err().to_string(), wanted);
    }
    assert!(read_events::request(&Environment::Tt02, &types("Paused".to_owned().into()), None, &token()).is_ok());
}

#[test]
fn pages_are_read() {
    let page = read_events::parse(&Sample::read("51-events-first-page-full-200").answer()).unwrap();
    assert_eq!((page.events.len(), page.continuation_token.as_deref()), (5, Some("/iKcAW27u3ycYv4Q8BfacA==")));
    assert_eq!(page.events[0].event_type, ConsentEventType::Created);
    assert!(page.events.is_sorted_by_key(|event| event.changed_date));
    let last = read_events::parse(&Sample::read("52-events-last-page-partial-200").answer()).unwrap();
    assert_eq!((last.events.len(), last.continuation_token), (1, None));
    assert_eq!(
        read_events::parse(&Sample::read("55-events-one-consent-history-200").answer()).unwrap().events.len(),
        3
    );
    assert!(
        read_events::parse(&Sample::read("57-events-created-after-future-200-empty").answer())
            .unwrap()
            .events
            .is_empty()
    );
}

#[test]
fn a_word_that_is_unknown_today_is_kept() {
    let body = page_body(&[("Paused", 0), ("ACCEPTED", 1)], None);
    let events = read_events::parse(&http(200, &body)).unwrap().events;
    assert_eq!(events[0].event_type, ConsentEventType::Unknown { text: "Paused".to_owned() });
    assert_eq!(events[1].event_type, ConsentEventType::Accepted);
}

#[test]
fn refusals_are_named() {
    for (name, code) in [
        ("58-events-invalid-type-400", "AM.VLD-00052"),
        ("59-events-filter-created-400", "AM.VLD-00052"),
        ("60-events-equal-dates-400", "AM.VLD-00051"),
        ("61-events-bad-token-400", "AM.VLD-00053"),
        ("62-events-short-token-400", "AM.VLD-00053"),
    ] {
        let ConsentError::Altinn { problem, .. } = read_events::parse(&Sample::read(name).answer()).unwrap_err() else {
            panic!("{name} is a problem")
        };
        assert_eq!(problem.validation_errors[0].code.as_deref(), Some(code), "{name}");
    }
    assert_eq!(
        read_events::parse(&Sample::read("65-events-no-token-401").answer()).unwrap_err().code(),
        "UNAUTHORIZED"
    );
    assert_eq!(
        read_events::parse(&Sample::read("66-events-wrong-scope-403").answer()).unwrap_err().code(),
        "FORBIDDEN"
    );
}

#[test]
fn bodies_that_are_no_page_are_refused() {
    let far = format!(r#"{{"links":{{"next":"https://x.no/?continuationToken={}"}},"data":[]}}"#, "A".repeat(2_000));
    let bodies = ["", "[]", "{}", r#"{"data":null}"#, r#"{"links":{"next":"https://x.no/"},"data":[]}"#, &far];
    for body in bodies.into_iter().chain([r#"{"links":{"next":""},"data":[]}"#, r#"{"data":[{"eventType":"x"}]}"#]) {
        assert_eq!(read_events::parse(&http(200, body)).unwrap_err().code(), "UNEXPECTED_ANSWER", "{body:.60}");
    }
    let deep = format!(r#"{{"data":{}"#, "[".repeat(100_000));
    assert!(read_events::parse(&http(200, &deep)).is_err());
}

fn http(status: u16, body: &str) -> samtykke::HttpResponse {
    samtykke::HttpResponse { status, headers: vec![], body: body.to_owned() }
}
