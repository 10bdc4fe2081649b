//! The machine that follows the events feed.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use std::time::Duration;

use common::feed::{EVENTS, page, page_body};
use common::sample::Sample;
use common::*;
use samtykke::{
    AccessToken, Answer, ConsentError, ConsentEventType, ConsentId, ConsentStatusChange, Environment, EventCursor,
    EventFeed, EventFeedConfig, EventFilter, FeedStep, HttpRequest, MaskinportenClient, Seed, Timestamp,
};

#[test]
fn configurations_that_cannot_work() {
    let refusal = |config| EventFeed::start(config, EventCursor::beginning()).unwrap_err().to_string();
    let poll = EventFeedConfig { poll_interval_seconds: 0, ..config() };
    assert_eq!(refusal(poll), "pollIntervalSeconds must be at least 1");
    assert_eq!(refusal(EventFeedConfig { overlap_seconds: 59, ..config() }), "overlapSeconds must be at least 60");
    assert_eq!(refusal(EventFeedConfig { scopes: vec![], ..config() }), "scopes must name at least one scope");
    let mut never = config();
    never.retry.max_attempts = 0;
    assert_eq!(refusal(never), "retry.maxAttempts must be at least 1");
}

#[test]
fn authorizing_signed_and_responded_is_reading() {
    let feed = feed();
    let FeedStep::Sign { grant } = feed.step(now()) else { panic!("a feed begins with a grant") };
    assert_eq!(part(&grant.signing_input, 1)["scope"], "altinn:consentrequests.read");
    assert_eq!(feed.token_exchange().unwrap().token_key(), grant.token_key);
    let feed = feed.advance(signed(grant), now()).unwrap();
    assert!(sent(&feed, now()).url.ends_with("/token"));
    let feed = feed.advance(token_response(), now()).unwrap();
    assert_eq!(sent(&feed, now()).url, EVENTS);
    assert!(feed.token_exchange().is_none());
}

#[test]
fn reading_new_events_is_delivering_and_then_waiting() {
    let feed = reading().advance(page(&[("Accepted", 0)], None), now()).unwrap();
    assert_eq!(delivery(&feed).len(), 1);
    assert_eq!(feed.cursor(), &EventCursor::beginning(), "nothing is done before it is delivered");
    let feed = feed.delivered(now()).unwrap();
    assert_eq!(feed.step(now()), FeedStep::Wait { until: seconds_later(300) });
    assert!(matches!(feed.step(seconds_later(300)), FeedStep::Sign { .. }));
}

#[test]
fn the_next_look_begins_before_the_newest_event_and_delivers_only_what_is_new() {
    let first = [("Created", -900), ("Accepted", -600)];
    let feed = reading().advance(page(&first, None), now()).unwrap().delivered(now()).unwrap();
    let later = seconds_later(300);
    let feed = feed.advance(fresh_token(later), later).unwrap();
    assert_eq!(sent(&feed, later).url, format!("{EVENTS}?createdAfter=2026-11-24T09%3A48%3A00%2B00%3A00"));
    let feed = feed.advance(page(&[("accepted", -600), ("Revoked", -599)], None), later).unwrap();
    let events = delivery(&feed);
    assert_eq!((events.len(), &events[0].event_type), (1, &ConsentEventType::Revoked));
}

#[test]
fn an_event_that_shows_late_and_out_of_order_is_delivered() {
    let feed = reading().advance(page(&[("Accepted", -600)], None), now()).unwrap().delivered(now()).unwrap();
    let later = seconds_later(300);
    let feed = feed.advance(fresh_token(later), later).unwrap();
    let feed = feed.advance(page(&[("Rejected", -660), ("Accepted", -600)], None), later).unwrap();
    assert_eq!(delivery(&feed)[0].event_type, ConsentEventType::Rejected);
}

#[test]
fn the_next_page_is_read_with_the_same_filter() {
    let config = EventFeedConfig {
        filter: EventFilter { event_types: vec![ConsentEventType::Used], ..EventFilter::default() },
        ..config()
    };
    let feed = reading_with(config, EventCursor::since(now()));
    let feed = feed.advance(page(&[("Used", 0)], Some("AA==")), now()).unwrap().delivered(now()).unwrap();
    let wanted = "?continuationToken=AA%3D%3D&createdAfter=2026-11-24T10%3A00%3A00%2B00%3A00&eventType=used";
    assert_eq!(sent(&feed, now()).url, format!("{EVENTS}{wanted}"));
}

#[test]
fn the_next_page_with_an_old_token_is_authorizing() {
    let feed = reading().advance(page(&[("Used", 0)], Some("AA==")), now()).unwrap();
    assert!(matches!(feed.delivered(seconds_later(119)).unwrap().step(seconds_later(119)), FeedStep::Sign { .. }));
}

#[test]
fn an_empty_page_with_a_next_one_does_not_end_the_look() {
    let feed = reading().advance(page(&[], Some("AA==")), now()).unwrap();
    assert!(sent(&feed, now()).url.contains("continuationToken=AA"));
    let feed = feed.advance(page(&[], None), now()).unwrap();
    assert!(matches!(feed.step(now()), FeedStep::Wait { .. }));
}

#[test]
fn a_foreign_next_link_never_gets_the_token() {
    let body = page_body(&[], Some("AA==")).replace("platform.tt02.altinn.no", "evil.example");
    assert!(body.contains("evil.example"));
    let feed = reading().advance(responded(200, &body), now()).unwrap();
    assert_eq!(sent(&feed, now()).url, format!("{EVENTS}?continuationToken=AA%3D%3D"));
}

#[test]
fn pages_in_a_circle_are_an_error() {
    let first = reading().advance(page(&[], Some("AA==")), now()).unwrap();
    let error = first.advance(page(&[], Some("AA==")), now()).unwrap_err();
    assert!(error.to_string().contains("links.next leads in a circle"), "{error}");
    let mut feed = first;
    let met = (0..40).find_map(|at| match feed.advance(page(&[], Some(["BB", "CC", "AA"][at % 3])), now()) {
        Ok(next) => {
            feed = next;
            None
        }
        Err(error) => Some(error),
    });
    assert_eq!(met.unwrap().code(), "UNEXPECTED_ANSWER");
}

#[test]
fn a_refused_token_is_replaced_once() {
    let feed = reading().advance(responded(401, ""), now()).unwrap();
    let FeedStep::Sign { grant } = feed.step(now()) else { panic!("a refused token is replaced") };
    assert!(grant.refused_token.is_some());
    let feed = feed.advance(authorized(), now()).unwrap();
    assert_eq!(feed.advance(responded(401, ""), now()).unwrap_err().code(), "UNAUTHORIZED");
}

#[test]
fn a_page_that_altinn_no_longer_knows_begins_the_look_anew_once() {
    let refused = || Answer::Responded { response: Sample::read("61-events-bad-token-400").answer() };
    let feed = reading().advance(page(&[], Some("AA==")), now()).unwrap().advance(refused(), now()).unwrap();
    assert_eq!(sent(&feed, now()).url, EVENTS);
    let feed = feed.advance(page(&[], Some("BB==")), now()).unwrap();
    assert!(matches!(feed.advance(refused(), now()), Err(ConsentError::Altinn { .. })));
}

#[test]
fn faults_that_pass_are_waited_for() {
    let (mut feed, mut time) = (reading(), now());
    for _ in 0..3 {
        feed = feed.advance(responded(503, ""), time).unwrap();
        let FeedStep::Wait { until } = feed.step(time) else { panic!("a fault is waited for") };
        time = until;
    }
    assert!(feed.advance(page(&[], None), time).is_ok());
    let error = feed.advance(failed(), time).unwrap_err();
    assert_eq!(error.to_string(), "no answer to GET consentrequests/events after 4 attempts: connection refused");
    assert_eq!(feed.advance(responded(403, ""), time).unwrap_err().code(), "FORBIDDEN");
}

#[test]
fn a_feed_with_an_end_finishes_when_all_before_it_has_shown() {
    let end = Some(now());
    let filter = EventFilter { created_before: end, ..EventFilter::default() };
    let config = EventFeedConfig { filter, ..config() };
    let early = reading_with(config.clone(), EventCursor::beginning()).advance(page(&[], None), now()).unwrap();
    assert!(matches!(early.step(now()), FeedStep::Wait { .. }), "the last events are still held back");
    let late = seconds_later(420);
    let feed = EventFeed::start_with_seed(config, EventCursor::beginning(), Seed::from_bytes([7; 32])).unwrap();
    let feed = feed.advance(fresh_token(late), late).unwrap().advance(page(&[], None), late).unwrap();
    assert_eq!(feed.step(late), FeedStep::Finish);
    assert_eq!(feed.advance(authorized(), late).unwrap_err().code(), "OUT_OF_TURN");
}

#[test]
fn answers_out_of_turn_are_refused() {
    let delivering = reading().advance(page(&[("Used", 0)], None), now()).unwrap();
    let cases = [(feed(), responded(200, "")), (reading(), authorized()), (delivering, responded(200, ""))];
    for (feed, answer) in cases {
        assert_eq!(feed.advance(answer, now()).unwrap_err().code(), "OUT_OF_TURN");
    }
    assert_eq!(feed().delivered(now()).unwrap_err().code(), "OUT_OF_TURN");
    assert_eq!(reading().delivered(now()).unwrap_err().code(), "OUT_OF_TURN");
}

#[test]
fn a_stored_cursor_goes_on_at_every_place() {
    let feed = reading().advance(page(&[("Created", -900)], Some("AA==")), now()).unwrap().delivered(now()).unwrap();
    let json = feed.cursor().to_json();
    assert!(json.starts_with(r#"{"v":1,"#), "{json}");
    assert!(!json.contains(TOKEN));
    let cursor = EventCursor::from_json(&json).unwrap();
    assert_eq!(&cursor, feed.cursor());
    let feed = reading_with(config(), cursor);
    assert!(sent(&feed, now()).url.ends_with("?continuationToken=AA%3D%3D"));
    let feed = feed.advance(page(&[("Created", -900), ("Used", -890)], None), now()).unwrap();
    assert_eq!(delivery(&feed).len(), 1);
    let done = feed.delivered(now()).unwrap();
    assert!(done.cursor().to_json().contains(r#""createdAfter":"2026-11-24T09:43:10+00:00""#));
}

#[test]
fn texts_that_are_no_cursor_are_refused() {
    for text in ["", "{}", "[]", r#"{"v":"1"}"#, r#"{"v":1,"seen":[1]}"#, r#"{"v":1,"createdAfter":"soon"}"#] {
        let error = EventCursor::from_json(text).unwrap_err();
        assert!(error.to_string().starts_with("cursor cannot be read"), "{error}");
    }
    let later = EventCursor::from_json(r#"{"v":2,"anything":1}"#).unwrap_err();
    assert_eq!(later.to_string(), "cursor has version 2, this library reads version 1");
}

#[test]
fn the_cursor_stays_small_and_a_date_ahead_hides_nothing() {
    let mut feed = reading();
    for at in 0..30 {
        let events: Vec<_> = (0..100).map(|event| ("Used", -4_000 + at * 100 + event)).collect();
        feed = feed.advance(page(&events, Some(&format!("T{at}"))), now()).unwrap().delivered(now()).unwrap();
    }
    assert!(feed.cursor().to_json().len() < 200_000);
    let feed = feed.advance(page(&[("Used", 1_000_000)], None), now()).unwrap().delivered(now()).unwrap();
    assert!(feed.cursor().to_json().contains(r#""createdAfter":"2026-11-24T09:58:00+00:00""#));
}

#[test]
fn every_event_arrives_once_from_a_server_with_lag_and_pages() {
    let mut server = Server { events: (0..57).map(|at| change("Used", at * 40)).collect(), asked: 0 };
    server.events.extend((0..57).map(|at| change("Accepted", at * 40)));
    server.events.sort_by_key(|event| event.changed_date);
    let (mut feed, mut time, mut got) = (reading(), now(), vec![]);
    while time < seconds_later(4_000) {
        feed = match feed.step(time) {
            FeedStep::Sign { .. } => feed.advance(fresh_token(time), time).unwrap(),
            FeedStep::Send { request } => feed.advance(server.answer(&request, time), time).unwrap(),
            FeedStep::Deliver { events } => {
                got.extend(events);
                let feed = feed.delivered(time).unwrap();
                // A restart after every delivery.
                let cursor = EventCursor::from_json(&feed.cursor().to_json()).unwrap();
                EventFeed::start_with_seed(config(), cursor, Seed::from_bytes([8; 32])).unwrap()
            }
            FeedStep::Wait { until } => {
                time = until;
                continue;
            }
            FeedStep::Finish => panic!("this feed has no end"),
        };
    }
    got.sort_by_key(|event| event.changed_date);
    assert_eq!(got.len(), server.events.len());
    assert!(server.asked < 100, "{}", server.asked);
}

#[test]
fn nothing_prints_the_token() {
    let feed = reading().advance(page(&[("Used", 0)], None), now()).unwrap();
    let text = format!("{feed:?} {:?} {:?}", reading(), reading().step(now()));
    assert!(!text.contains(TOKEN) && !text.contains("c2VjcmV0"), "{text}");
}

/// Altinn's feed: events show after five minutes, five on a page.
struct Server {
    events: Vec<ConsentStatusChange>,
    asked: usize,
}

impl Server {
    fn answer(&mut self, request: &HttpRequest, time: Timestamp) -> Answer {
        self.asked += 1;
        let query = request.url.split_once('?').map_or("", |(_, query)| query);
        let find = |wanted| {
            form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, text)| text.into_owned())
        };
        let after = find("createdAfter").map(|text| Timestamp::parse(&text).unwrap());
        let from = find("continuationToken").map_or(0, |text| text.parse::<usize>().unwrap() + 1);
        let shown = |event: &ConsentStatusChange| {
            time.since(event.changed_date) >= Duration::from_secs(300) && Some(event.changed_date) >= after
        };
        let all = self.events.iter().enumerate().skip(from).filter(|(_, event)| shown(event));
        let page: Vec<_> = all.take(5).collect();
        let next = page.last().filter(|_| page.len() == 5).map(|(at, _)| format!("{EVENTS}?continuationToken={at}"));
        let data: Vec<_> = page.iter().map(|(_, event)| event).collect();
        responded(200, &serde_json::json!({ "links": { "next": next }, "data": data }).to_string())
    }
}

fn config() -> EventFeedConfig {
    EventFeedConfig::new(Environment::Tt02, MaskinportenClient::with_kid("client-1", "key-1"))
}

fn feed() -> EventFeed {
    EventFeed::start_with_seed(config(), EventCursor::beginning(), Seed::from_bytes([7; 32])).unwrap()
}

fn reading() -> EventFeed {
    reading_with(config(), EventCursor::beginning())
}

fn reading_with(config: EventFeedConfig, cursor: EventCursor) -> EventFeed {
    let feed = EventFeed::start_with_seed(config, cursor, Seed::from_bytes([7; 32])).unwrap();
    feed.advance(authorized(), now()).unwrap()
}

fn fresh_token(time: Timestamp) -> Answer {
    Answer::Authorized { token: AccessToken { expires_at: time.plus(Duration::from_secs(120)), ..token() } }
}

fn change(event_type: &str, seconds: i64) -> ConsentStatusChange {
    ConsentStatusChange {
        consent_request_id: ConsentId::parse(ID).unwrap(),
        event_type: event_type.to_owned().into(),
        changed_date: seconds_later(seconds),
    }
}

fn delivery(feed: &EventFeed) -> Vec<ConsentStatusChange> {
    match feed.step(now()) {
        FeedStep::Deliver { events } => events,
        other => panic!("wanted Deliver, got {other:?}"),
    }
}

fn sent(feed: &EventFeed, time: Timestamp) -> HttpRequest {
    match feed.step(time) {
        FeedStep::Send { request } => request,
        other => panic!("wanted Send, got {other:?}"),
    }
}
