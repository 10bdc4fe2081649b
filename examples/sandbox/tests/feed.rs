//! When events reach the feed and how they are paged, by the program's options and the sandbox's clock.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::*;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const START: OffsetDateTime = datetime!(2026-08-21 10:00 UTC);

#[tokio::test]
async fn an_event_is_hidden_for_300_seconds_to_the_microsecond() {
    let feed = Feed::open(&[]).await;
    feed.create().await;
    feed.stop_at(Duration::seconds(300) - Duration::MICROSECOND).await;
    assert_eq!(feed.page(&feed.first()).await.0, [""; 0]);
    feed.stop_at(Duration::seconds(300)).await;
    assert_eq!(feed.page(&feed.first()).await.0, ["Created"]);
}

#[tokio::test]
async fn each_event_has_a_lag_of_its_own_and_pollers_see_it_once() {
    let feed = Feed::open(&["--events-lag", "60", "--page-size", "1"]).await;
    let id = feed.create().await;
    feed.stop_at(Duration::seconds(30)).await;
    assert_eq!(feed.bed.decide(&id, "approve").await.status(), 200);
    feed.stop_at(Duration::seconds(50)).await;
    assert_eq!(feed.bed.decide(&id, "revoke").await.status(), 200);

    let (mut cursor, mut seen) = (feed.first(), Vec::new());
    for (second, visible) in [(59, 0), (60, 1), (89, 1), (90, 2), (109, 2), (110, 3), (1_000, 3)] {
        feed.stop_at(Duration::seconds(second)).await;
        loop {
            let (events, next) = feed.page(&cursor).await;
            seen.extend(events);
            let Some(next) = next else { break };
            cursor = next;
        }
        assert_eq!(seen, ["Created", "Accepted", "Revoked"][..visible], "after {second} seconds");
    }
}

#[tokio::test]
async fn without_a_lag_an_event_is_there_at_once() {
    let feed = Feed::open(&["--events-lag", "0"]).await;
    let id = feed.create().await;
    assert_eq!(feed.page(&feed.first()).await.0, ["Created"]);
    assert_eq!(feed.bed.decide(&id, "reject").await.status(), 200);
    assert_eq!(feed.page(&feed.first()).await.0, ["Created", "Rejected"]);
}

#[tokio::test]
async fn a_full_page_has_a_next_one_even_when_that_is_empty() {
    let feed = Feed::open(&["--events-lag", "0", "--page-size", "3"]).await;
    let mut lengths = Vec::new();
    for _ in 0..7 {
        feed.create().await;
        lengths.push(feed.lengths().await);
    }
    let expected: [&[usize]; 7] = [&[1], &[2], &[3, 0], &[3, 1], &[3, 2], &[3, 3, 0], &[3, 3, 1]];
    assert_eq!(lengths, expected);
}

#[tokio::test]
async fn a_page_holds_a_hundred_events_unless_told_otherwise() {
    for (options, length) in [(&[][..], 100), (&["--page-size", "5"], 5), (&["--page-size", "1000"], 101)] {
        let feed = Feed::open(&[options, &["--events-lag", "0"]].concat()).await;
        for _ in 0..101 {
            feed.create().await;
        }
        assert_eq!(feed.page(&feed.first()).await.0.len(), length, "{options:?}");
    }
}

#[tokio::test]
async fn events_stay_in_the_order_in_which_they_were_written_when_the_clock_is_turned_back() {
    let feed = Feed::open(&["--events-lag", "0", "--page-size", "1"]).await;
    let id = feed.create().await;
    let (_, next) = feed.page(&feed.first()).await;
    feed.stop_at(-Duration::seconds(1)).await;
    assert_eq!(feed.bed.decide(&id, "approve").await.status(), 200);
    feed.stop_at(Duration::seconds(1)).await;
    assert_eq!(feed.bed.decide(&id, "revoke").await.status(), 200);

    let (accepted, next) = feed.page(&next.unwrap()).await;
    assert_eq!(accepted, ["Accepted"]);
    assert_eq!(feed.page(&next.unwrap()).await.0, ["Revoked"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_misses_nothing_that_is_written_meanwhile() {
    const WRITERS: usize = 6;
    const EACH: usize = 40;
    let bed = Bed::apart(&["--events-lag", "0", "--page-size", "1"]);
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let feed = Arc::new(Feed { bed, token });
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let feed = feed.clone();
            tokio::spawn(async move {
                for _ in 0..EACH {
                    feed.create().await;
                }
            })
        })
        .collect();
    let (mut url, mut seen) = (feed.first(), 0);
    loop {
        let done = writers.iter().all(|writer| writer.is_finished());
        match feed.page(&url).await {
            (_, Some(next)) => (url, seen) = (next, seen + 1),
            (_, None) if done => break,
            (_, None) => {}
        }
    }
    assert_eq!(seen, WRITERS * EACH);
}

#[test]
fn a_page_size_that_altinn_does_not_allow_is_refused() {
    for size in ["0", "1001", "-1", "many"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_samtykke-sandbox"))
            .args(["--page-size", size])
            .output()
            .unwrap();
        assert!(!output.status.success(), "{size}");
        assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 1, "{size}");
    }
}

/// A program whose clock stands still, and the token of whom its consents are for.
struct Feed {
    bed: Bed,
    token: String,
}

impl Feed {
    async fn open(arguments: &[&str]) -> Self {
        let bed = Bed::apart(arguments);
        let mut feed = Self { bed, token: String::new() };
        feed.stop_at(Duration::ZERO).await;
        feed.token = feed.bed.enterprise_token(SMARTBANK, WRITE).await;
        feed
    }

    async fn stop_at(&self, after: Duration) {
        let now = (START + after).format(&Rfc3339).unwrap();
        self.bed.set_clock(&json!({"now": now, "frozen": true})).await;
    }

    async fn create(&self) -> String {
        let id = new_id();
        assert_eq!(self.bed.create(&self.token, &income_request(&id)).await.status(), 201);
        id
    }

    fn first(&self) -> String {
        self.bed.url(&format!("{CONSENT_REQUESTS}/events"))
    }

    /// The event types of a page, and where to go on.
    async fn page(&self, url: &str) -> (Vec<String>, Option<String>) {
        let response = self.bed.http.get(url).bearer_auth(&self.token).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let page: Value = json_of(response).await;
        let kind = |event: &Value| event["eventType"].as_str().unwrap().to_owned();
        let next = page["links"]["next"].as_str().map(str::to_owned);
        (page["data"].as_array().unwrap().iter().map(kind).collect(), next)
    }

    /// How many events each page from the first to the last holds.
    async fn lengths(&self) -> Vec<usize> {
        let (mut lengths, mut next) = (Vec::new(), Some(self.first()));
        while let Some(url) = next {
            let (events, after) = self.page(&url).await;
            lengths.push(events.len());
            next = after;
        }
        lengths
    }
}
