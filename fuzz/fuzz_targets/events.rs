//! Pages of the events feed, a cursor that somebody else may have written, and the feed that goes over the pages.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use std::time::Duration;

use common::invariants::assert_tells_nothing;
use common::*;
use samtykke::endpoint::read_events;
use samtykke::{
    Answer, Environment, EventCursor, EventFeed, EventFeedConfig, FeedStep, MaskinportenClient, Seed, Timestamp,
};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let text = input::text(data);
    // The first line is the cursor, each other one an answer.
    let mut lines = text.lines();
    let cursor = EventCursor::from_json(lines.next().unwrap_or_default()).inspect_err(assert_tells_nothing);
    let cursor = cursor.unwrap_or_default();
    assert_eq!(EventCursor::from_json(&cursor.to_json()).unwrap(), cursor);

    let config = EventFeedConfig::new(Environment::Tt02, MaskinportenClient::with_kid("client-1", "key-1"));
    let mut feed = EventFeed::start_with_seed(config, cursor, Seed::from_bytes([7; 32])).unwrap();
    let (mut time, mut answers) = (now(), lines.take(40));
    loop {
        let copy = feed.clone();
        let next = match feed.step(time) {
            FeedStep::Sign { .. } => feed.advance(token_until(time), time),
            FeedStep::Send { .. } => {
                let Some(line) = answers.next() else { return };
                let response = input::response(line);
                let _ = read_events::parse(&response).inspect_err(assert_tells_nothing);
                feed.advance(Answer::Responded { response }, time)
            }
            FeedStep::Deliver { events } => {
                assert!(!events.is_empty());
                feed.delivered(time)
            }
            FeedStep::Wait { until } => {
                assert!(until > time);
                time = until;
                continue;
            }
            FeedStep::Finish => return,
        };
        assert_eq!(feed, copy);
        feed = next.inspect_err(assert_tells_nothing).unwrap_or(feed);
        let cursor = feed.cursor();
        assert_eq!(EventCursor::from_json(&cursor.to_json()).unwrap(), *cursor);
    }
});

fn token_until(time: Timestamp) -> Answer {
    let mut token = token();
    token.expires_at = time.plus(Duration::from_secs(120));
    Answer::Authorized { token }
}
