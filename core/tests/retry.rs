//! When a call is sent again, and when it is not.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::{
    Answer, ConsentError, ConsentFlow, EventCursor, EventFeed, EventFeedConfig, FeedStep, FlowConfig, RetryPolicy,
    Seed, Step, Timestamp,
};

const SEVERAL: &str = r#"{"code":"STD-00001","problems":[{"status":400,"code":"AM-00006"}]}"#;

#[test]
fn faults_that_may_pass_are_waited_for_in_every_call() {
    for status in [408, 429, 502, 503, 504] {
        for body in ["", "<html>", r#"{"statusCode":503,"message":"x"}"#, r#"{"title":"x","status":503}"#] {
            for (call, flow) in calls() {
                assert_eq!(tries(flow, || responded(status, body)), 4, "{call} {status} {body}");
            }
        }
    }
    for (call, flow) in calls() {
        assert_eq!(tries(flow, failed), 4, "{call}");
    }
}

#[test]
fn a_500_without_a_code_is_tried_twice_more_and_no_oftener() {
    for body in ["", "{}", "<html>", r#"{"title":"An error occurred while processing your request.","status":500}"#] {
        for (call, flow) in calls() {
            assert_eq!(tries(flow.clone(), || responded(500, body)), 3, "{call} {body}");
        }
    }
    let mut config = config();
    config.retry.max_attempts = 10;
    assert_eq!(tries(creating_with(config.clone()), || responded(500, "")), 3, "whatever the policy says");
    config.retry.max_attempts = 2;
    assert_eq!(tries(creating_with(config), || responded(500, "")), 2);
}

#[test]
fn several_problems_are_never_sent_again() {
    for (call, flow) in calls() {
        if call == "token" {
            continue;
        }
        let error = flow.advance(responded(500, SEVERAL), now()).unwrap_err();
        assert_eq!((error.server_code(), error.is_retryable()), (Some("STD-00001"), false), "{call}");
    }
    assert_eq!(feed().advance(responded(500, SEVERAL), now()).unwrap_err().server_code(), Some("STD-00001"));
}

#[test]
fn what_fails_again_is_not_sent_again() {
    for status in [400, 402, 403, 404, 405, 409, 410, 415, 418, 501, 505] {
        for body in ["", r#"{"code":"AM-00016","status":400}"#, r#"{"errors":{"$":["x"]},"title":"x","status":400}"#] {
            for (call, flow) in calls() {
                // What Maskinporten refuses may be about the consent, which a flow looks up: that is another call.
                assert_eq!(tries(flow, || responded(status, body)), 1, "{call} {status} {body}");
            }
            assert!(feed().advance(responded(status, body), now()).is_err(), "{status} {body}");
        }
    }
}

#[test]
fn a_refused_token_is_replaced_once_in_every_call() {
    for (call, flow) in calls() {
        if call == "token" {
            continue;
        }
        let again = flow.advance(responded(401, ""), now()).unwrap();
        let grant = grant_of(again.step(now()));
        assert_eq!(grant.refused_token, Some(token().fingerprint()), "{call}: the cache must drop it");
        let again = again.advance(authorized(), now()).unwrap();
        assert_eq!(request_of(again.step(now())), request_of(flow.step(now())), "{call}");
        assert_eq!(again.advance(responded(401, ""), now()).unwrap_err().code(), "UNAUTHORIZED", "{call}");
        let after_fault = again.advance(responded(503, ""), now()).unwrap();
        let until = wait_of(after_fault.step(now()));
        assert_eq!(after_fault.advance(responded(401, ""), until).unwrap_err().code(), "UNAUTHORIZED", "{call}");
    }
}

#[test]
fn waits_double_from_one_second_to_eight() {
    let mut config = config();
    (config.retry.max_attempts, config.retry.deadline_millis) = (8, 600_000);
    let (mut flow, mut time) = (creating_with(config), now());
    for longest in [1_000, 2_000, 4_000, 8_000, 8_000, 8_000] {
        flow = flow.advance(failed(), time).unwrap();
        let until = wait_of(flow.step(time));
        let millis = until.since(time).as_millis();
        assert!(millis <= longest && millis >= longest * 3 / 4, "{millis} of {longest}");
        time = until;
    }
    assert_eq!(
        RetryPolicy::default(),
        RetryPolicy { max_attempts: 4, base_delay_millis: 1_000, max_delay_millis: 8_000, deadline_millis: 60_000 }
    );
}

#[test]
fn clients_that_failed_together_do_not_come_back_together() {
    let waits: std::collections::BTreeSet<Timestamp> = (0..20)
        .map(|seed| {
            let flow = ConsentFlow::start_with_seed(config(), request(), Seed::from_bytes([seed; 32]), now()).unwrap();
            let flow = flow.advance(authorized(), now()).unwrap().advance(failed(), now()).unwrap();
            wait_of(flow.step(now()))
        })
        .collect();
    assert!(waits.len() > 10, "{waits:?}");
}

#[test]
fn the_server_may_say_when_in_seconds_or_as_a_date() {
    let cases = [
        ("Retry-After", "7", 7),
        ("retry-after", " 7 ", 7),
        ("RETRY-AFTER", "Tue, 24 Nov 2026 10:00:06 GMT", 6),
        ("Retry-After", "8", 8),
    ];
    for (call, flow) in calls() {
        for (name, value, seconds) in cases {
            let flow = flow.advance(responded_with(429, "", &[(name, value)]), now()).unwrap();
            assert_eq!(wait_of(flow.step(now())), seconds_later(seconds), "{call} {value}");
        }
        for value in ["0", "Tue, 24 Nov 2026 09:00:00 GMT"] {
            let flow = flow.advance(responded_with(503, "", &[("Retry-After", value)]), now()).unwrap();
            assert!(!matches!(flow.step(now()), Step::Wait { .. }), "{call} {value}: at once");
        }
        for value in ["", "soon", "-1", "1.5"] {
            let flow = flow.advance(responded_with(503, "", &[("Retry-After", value)]), now()).unwrap();
            assert!(wait_of(flow.step(now())) <= seconds_later(1), "{call} {value}: the usual wait");
        }
        for value in ["9", "3600", "Tue, 24 Nov 2026 11:00:00 GMT", "18446744073709551615"] {
            let error = flow.advance(responded_with(429, "", &[("Retry-After", value)]), now()).unwrap_err();
            assert!(error.is_retryable(), "{call} {value}: longer than this call may take, so its caller decides");
        }
    }
}

#[test]
fn no_attempt_begins_after_the_deadline() {
    let config = || {
        let mut config = config();
        (config.retry.max_attempts, config.retry.deadline_millis) = (100, 20_000);
        config
    };
    let flow = creating_with(config()).advance(failed(), now()).unwrap();
    assert!(flow.advance(failed(), seconds_later(17)).is_ok());
    let error = flow.advance(failed(), seconds_later(19)).unwrap_err();
    assert_eq!(error.to_string(), "no answer to POST consentrequests after 2 attempts: connection refused");
    let slow = |at| flow.advance(responded_with(429, "", &[("Retry-After", "8")]), seconds_later(at));
    assert!(slow(12).is_ok() && slow(13).is_err());
}

#[test]
fn each_call_has_its_own_attempts() {
    let mut flow = creating();
    for _ in 0..3 {
        flow = flow.advance(failed(), now()).unwrap();
    }
    let flow = flow.advance(responded(201, &consent("Created")), now()).unwrap();
    let flow = flow.advance(Answer::CheckStatus, now()).unwrap().advance(authorized(), now()).unwrap();
    assert_eq!(tries(flow, failed), 4);
}

#[test]
fn the_feed_waits_as_a_flow_does() {
    for answer in [failed(), responded(408, ""), responded(429, ""), responded(502, ""), responded(500, "")] {
        let (mut feed, mut time, mut count) = (feed(), now(), 1);
        while let Ok(next) = feed.advance(answer.clone(), time) {
            let FeedStep::Wait { until } = next.step(time) else { panic!("a fault is waited for") };
            (feed, time, count) = (next, until, count + 1);
        }
        let bare = matches!(&answer, Answer::Responded { response } if response.status == 500);
        assert_eq!(count, if bare { 3 } else { 4 });
    }
}

/// Every call of a flow, each on its way.
fn calls() -> [(&'static str, ConsentFlow); 3] {
    let flow = authorizing_creation();
    let sending = flow.advance(signed(grant_of(flow.step(now()))), now()).unwrap();
    [("token", sending), ("creation", creating()), ("status", checking())]
}

fn creating_with(config: FlowConfig) -> ConsentFlow {
    start(config).advance(authorized(), now()).unwrap()
}

/// How often the call is sent when each answer is this one.
fn tries(mut flow: ConsentFlow, answer: impl Fn() -> Answer) -> u32 {
    let mut time = now();
    for count in 1.. {
        let next: Result<ConsentFlow, ConsentError> = flow.advance(answer(), time);
        let Ok(next) = next else { return count };
        if let Step::Wait { until } = next.step(time) {
            time = until;
        }
        flow = match next.step(time) {
            // The server may have seen the grant, so each attempt has its own.
            Step::Sign { grant } => next.advance(signed(grant), time).unwrap(),
            _ => next,
        };
    }
    unreachable!("attempts end")
}

fn feed() -> EventFeed {
    let config = EventFeedConfig::new(samtykke::Environment::Tt02, config().client);
    let feed = EventFeed::start_with_seed(config, EventCursor::beginning(), Seed::from_bytes([7; 32])).unwrap();
    feed.advance(authorized(), now()).unwrap()
}
