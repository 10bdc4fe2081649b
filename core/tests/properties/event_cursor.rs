//! The events feed against a server that splits its pages at will, with a host that crashes at will.

use std::time::Duration;

use proptest::prelude::*;
use samtykke::{
    AccessToken, Answer, ConsentId, ConsentStatusChange, Environment, EventCursor, EventFeed, EventFeedConfig,
    FeedStep, HttpRequest, MaskinportenClient, Seed, Timestamp,
};

use crate::common::*;
use crate::values;

/// How long Altinn holds an event back.
const LAG: u64 = 300;

/// How many seconds later than others of its time an event may show: less than the feed's overlap.
const LATENESS: u64 = 60;

proptest! {
    #![proptest_config(values(150))]

    #[test]
    fn every_event_arrives_at_least_once_and_without_a_crash_once(
        events in prop::collection::vec((0..2_000_i64, 0..LATENESS, 0..3_usize), 0..40),
        sizes in prop::collection::vec(0..6_usize, 1..5),
        crashes in prop::collection::vec(prop::bool::weighted(0.3), 1..20),
        restarts in prop::collection::vec(any::<bool>(), 1..5),
    ) {
        let server = || Server::new(&events, &sizes);
        let wanted = server().events();
        prop_assert_eq!(&sorted(delivered(server(), &[false], &restarts)), &wanted);
        let mut got = sorted(delivered(server(), &crashes, &restarts));
        got.dedup();
        prop_assert_eq!(got, wanted);
    }

    #[test]
    fn no_text_breaks_a_cursor(text in "\\PC{0,60}|\\{\"v\":1,\"[a-zA-Z]{1,12}\":[\\[\\]{}0-9\",:a-z-]{0,30}\\}") {
        if let Ok(cursor) = EventCursor::from_json(&text) {
            prop_assert_eq!(EventCursor::from_json(&cursor.to_json()).unwrap(), cursor);
        }
    }
}

/// Everything that a host is given to act on. At a crash it has acted, but not stored its cursor.
fn delivered(mut server: Server, crashes: &[bool], restarts: &[bool]) -> Vec<ConsentStatusChange> {
    let mut turns = crashes.iter().cycle().zip(restarts.iter().cycle());
    let (mut time, mut got, mut crashed) = (now(), vec![], 0);
    let mut stored = EventCursor::beginning().to_json();
    let mut feed = started(&stored);
    while time < seconds_later(4_000) {
        feed = match feed.step(time) {
            FeedStep::Sign { .. } => feed.advance(fresh_token(time), time).unwrap(),
            FeedStep::Send { request } => feed.advance(server.answer(&request, time), time).unwrap(),
            FeedStep::Deliver { events } => {
                got.extend(events);
                let (crashes, restarts) = turns.next().unwrap();
                if *crashes && crashed < 20 {
                    crashed += 1;
                    started(&stored)
                } else {
                    let feed = feed.delivered(time).unwrap();
                    stored = feed.cursor().to_json();
                    if *restarts { started(&stored) } else { feed }
                }
            }
            FeedStep::Wait { until } => {
                time = until;
                continue;
            }
            FeedStep::Finish => panic!("this feed has no end"),
        };
    }
    got
}

fn sorted(mut events: Vec<ConsentStatusChange>) -> Vec<ConsentStatusChange> {
    events.sort_by_key(|event| (event.changed_date, event.consent_request_id));
    events
}

fn started(cursor: &str) -> EventFeed {
    let config = EventFeedConfig::new(Environment::Tt02, MaskinportenClient::with_kid("client-1", "key-1"));
    EventFeed::start_with_seed(config, EventCursor::from_json(cursor).unwrap(), Seed::from_bytes([7; 32])).unwrap()
}

fn fresh_token(time: Timestamp) -> Answer {
    Answer::Authorized { token: AccessToken { expires_at: time.plus(Duration::from_secs(120)), ..token() } }
}

struct Server {
    /// Oldest first, each with the time from which it shows.
    events: Vec<(ConsentStatusChange, Timestamp)>,
    sizes: Vec<usize>,
    asked: usize,
}

impl Server {
    fn new(events: &[(i64, u64, usize)], sizes: &[usize]) -> Self {
        let change = |(at, (seconds, lateness, event_type)): (usize, &(i64, u64, usize))| {
            let changed_date = seconds_later(*seconds);
            let event = ConsentStatusChange {
                consent_request_id: ConsentId::parse(&format!("0198c000-0000-7000-8000-{at:012}")).unwrap(),
                event_type: ["Accepted", "revoked", "Paused"][*event_type].to_owned().into(),
                changed_date,
            };
            (event, changed_date.plus(Duration::from_secs(LAG + lateness)))
        };
        let mut events: Vec<_> = events.iter().enumerate().map(change).collect();
        events.sort_by_key(|(event, _)| (event.changed_date, event.consent_request_id));
        // A server whose pages are all empty would never come to its end.
        let sizes = sizes.iter().copied().chain([1]).collect();
        Self { events, sizes, asked: 0 }
    }

    fn events(&self) -> Vec<ConsentStatusChange> {
        self.events.iter().map(|(event, _)| event.clone()).collect()
    }

    /// The next page, of any size, from where the continuation token says.
    fn answer(&mut self, request: &HttpRequest, time: Timestamp) -> Answer {
        let query = request.url.split_once('?').map_or("", |(_, query)| query);
        let find = |wanted| {
            form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, text)| text.into_owned())
        };
        let after = find("createdAfter").map(|text| Timestamp::parse(&text).unwrap());
        let from = find("continuationToken").map_or(0, |text| text.split_once('-').unwrap().0.parse().unwrap());
        let shown = |(_, (event, since)): &(usize, &(ConsentStatusChange, Timestamp))| {
            *since <= time && Some(event.changed_date) >= after
        };
        let size = self.sizes[self.asked % self.sizes.len()];
        self.asked += 1;
        let mut left = self.events.iter().enumerate().skip(from).filter(shown);
        let page: Vec<_> = left.by_ref().take(size).collect();
        let asked = self.asked;
        let next = left.next().map(|(at, _)| format!("https://altinn.example/?continuationToken={at}-{asked}"));
        let data: Vec<_> = page.into_iter().map(|(_, (event, _))| event).collect();
        responded(200, &serde_json::json!({ "links": { "next": next }, "data": data }).to_string())
    }
}
