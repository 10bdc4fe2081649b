//! The feed of events. Its text is the form in memory; the cursor is what to store.

use samtykke::{Answer, EventCursor, EventFeed, EventFeedConfig};
use wasm_bindgen::prelude::*;

use crate::boundary::{json, parse, read, text, time, with_step};
use crate::error::Outcome;

/// [`EventFeed::start_with_seed`].
#[wasm_bindgen(js_name = feedStart)]
#[must_use]
pub fn feed_start(config: &str, cursor: &str, seed: &str) -> String {
    text(start(config, cursor, seed))
}

fn start(config: &str, cursor: &str, seed: &str) -> Outcome<String> {
    let config: EventFeedConfig = read("config", config)?;
    let cursor = EventCursor::from_json(cursor)?;
    Ok(EventFeed::start_with_seed(config, cursor, parse("seed", seed)?)?.to_memory_json())
}

/// [`EventFeed::step`].
#[wasm_bindgen(js_name = feedStep)]
#[must_use]
pub fn feed_step(feed: &str, now: f64) -> String {
    json(of(feed).and_then(|feed| Ok(feed.step(time(now)?))))
}

/// [`EventFeed::advance`].
#[wasm_bindgen(js_name = feedAdvance)]
#[must_use]
pub fn feed_advance(feed: &str, answer: &str, now: f64) -> String {
    text(of(feed).and_then(|feed| {
        let (answer, now): (Answer, _) = (read("answer", answer)?, time(now)?);
        let feed = feed.advance(answer, now)?;
        Ok(with_step(&feed.to_memory_json(), &feed.step(now)))
    }))
}

/// [`EventFeed::delivered`].
#[wasm_bindgen(js_name = feedDelivered)]
#[must_use]
pub fn feed_delivered(feed: &str, now: f64) -> String {
    text(of(feed).and_then(|feed| Ok(feed.delivered(time(now)?)?.to_memory_json())))
}

/// [`EventFeed::cursor`] as text to store.
#[wasm_bindgen(js_name = feedCursor)]
#[must_use]
pub fn feed_cursor(feed: &str) -> String {
    text(of(feed).map(|feed| feed.cursor().to_json()))
}

/// [`EventFeed::token_exchange`] with what was learnt of Maskinporten's clock, or `null`.
#[wasm_bindgen(js_name = feedTokenExchange)]
#[must_use]
pub fn feed_token_exchange(feed: &str, clock_offset: f64) -> String {
    text(of(feed).map(|feed| crate::exchange::held(feed.token_exchange(), clock_offset)))
}

/// [`EventCursor::beginning`].
#[wasm_bindgen(js_name = cursorBeginning)]
#[must_use]
pub fn cursor_beginning() -> String {
    EventCursor::beginning().to_json()
}

/// [`EventCursor::since`].
#[wasm_bindgen(js_name = cursorSince)]
#[must_use]
pub fn cursor_since(millis: f64) -> String {
    text(time(millis).map(|time| EventCursor::since(time).to_json()))
}

fn of(feed: &str) -> Outcome<EventFeed> {
    EventFeed::from_memory_json(feed)
}
