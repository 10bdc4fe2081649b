//! Each fault of the sandbox with the core's client on the other side: what passes is tried again, up to the limit; what
//! does not pass is never sent twice.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/consumer.rs"]
mod consumer;

use std::time::Instant;

use common::*;
use consumer::{Consumer, NOTICEABLE};
use samtykke::{ConsentError, ErrorClass};
use serde_json::{Value, json};

const ROUTES: [(&str, &str); 2] = [("POST", "/token"), ("POST", CONSENT_REQUESTS)];
const MANY: u32 = 50;

#[tokio::test]
async fn latency_is_waited_for() {
    let consumer = Consumer::new().await;
    for (method, route) in ROUTES {
        let fault = json!({"kind": "latency", "millis": NOTICEABLE.as_millis()});
        consumer.break_route(method, route, fault, 1).await;
    }
    let started = Instant::now();
    consumer.ask().await.unwrap();
    assert!(started.elapsed() >= NOTICEABLE * 2, "{:?}", started.elapsed());
    assert_eq!(consumer.strikes_left().await, 0);
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_succeeds() {
    for fault in passing() {
        let consumer = Consumer::new().await;
        for (method, route) in ROUTES {
            consumer.break_route(method, route, fault.clone(), 2).await;
        }
        consumer.ask().await.unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert_eq!(consumer.strikes_left().await, 0, "{fault}");
        assert_eq!(consumer.consents().await, 1, "{fault}");
    }
}

#[tokio::test]
async fn what_does_not_pass_in_time_is_reported_after_the_last_attempt() {
    for (method, route) in ROUTES {
        for fault in passing() {
            let consumer = Consumer::new().await;
            consumer.break_route(method, route, fault.clone(), MANY).await;
            let error = consumer.ask().await.unwrap_err();
            assert_eq!(consumer.strikes_left().await, u64::from(MANY) - 3, "{route} {fault}");
            assert_eq!(error.class(), ErrorClass::Retry, "{route} {fault}: {error}");
            let broken = matches!(fault["kind"].as_str(), Some("dropConnection" | "halfBody"));
            match &error {
                ConsentError::Transport { attempts, .. } => assert!(broken && *attempts == 3, "{fault}: {error}"),
                ConsentError::Maskinporten { problem } => assert!(!broken && route == "/token", "{fault}: {problem}"),
                ConsentError::UnexpectedAnswer { .. } | ConsentError::Altinn { .. } => {
                    assert!(!broken, "{fault}: {error}");
                }
                other => panic!("{fault}: {other}"),
            }
            consumer.mend().await;
            consumer.ask().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_500_without_a_code_is_tried_three_times_at_most() {
    let mut consumer = Consumer::new().await;
    consumer.config.retry.max_attempts = 10;
    consumer.break_route("POST", CONSENT_REQUESTS, json!({"kind": "status", "status": 500}), MANY).await;
    let error = consumer.ask().await.unwrap_err();
    assert_eq!(consumer.strikes_left().await, u64::from(MANY) - 3);
    assert!(error.is_retryable(), "{error}");
}

#[tokio::test]
async fn what_cannot_pass_is_never_sent_again() {
    let problem = |status: u16, body: Value| json!({"kind": "status", "status": status, "body": body});
    let several = json!({"code": "STD-00001", "status": 500, "problems": [{"status": 400, "code": "AM-00006"}]});
    let binding = json!({
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title": "One or more validation errors occurred.",
        "status": 400,
        "errors": {"$.id": ["The JSON value could not be converted."]},
        "traceId": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    });
    let cases = [
        (problem(500, several), "ALTINN", ErrorClass::Fix),
        (problem(400, json!({"code": "AM-00009", "status": 400})), "ALTINN", ErrorClass::Fix),
        (problem(400, binding), "ALTINN", ErrorClass::Fix),
        (problem(404, json!({"code": "AM-00001", "status": 404})), "ALTINN", ErrorClass::Fix),
        (json!({"kind": "status", "status": 403}), "FORBIDDEN", ErrorClass::Permission),
        (json!({"kind": "status", "status": 415}), "UNEXPECTED_ANSWER", ErrorClass::Fix),
        (json!({"kind": "gatewayHtml", "status": 403}), "FORBIDDEN", ErrorClass::Permission),
        (json!({"kind": "garbage"}), "UNEXPECTED_ANSWER", ErrorClass::Fix),
    ];
    for (fault, code, class) in cases {
        let consumer = Consumer::new().await;
        consumer.break_route("POST", CONSENT_REQUESTS, fault.clone(), MANY).await;
        let error = consumer.ask().await.unwrap_err();
        assert_eq!(consumer.strikes_left().await, u64::from(MANY) - 1, "{fault}: {error}");
        assert_eq!((error.code(), error.class()), (code, class), "{fault}: {error}");
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let consumer = Consumer::new().await;
    let refused = || json!({"kind": "status", "status": 401});
    consumer.break_route("POST", CONSENT_REQUESTS, refused(), 1).await;
    consumer.ask().await.unwrap();

    consumer.break_route("POST", CONSENT_REQUESTS, refused(), MANY).await;
    let error = consumer.ask().await.unwrap_err();
    assert_eq!(consumer.strikes_left().await, u64::from(MANY) - 2);
    assert_eq!((error.code(), error.class()), ("UNAUTHORIZED", ErrorClass::Permission));
}

#[tokio::test]
async fn an_answer_that_is_lost_after_the_work_was_done_leaves_one_consent() {
    for fault in [json!({"kind": "dropConnection"}), json!({"kind": "gatewayHtml", "status": 504})] {
        let consumer = Consumer::new().await;
        let rule = json!({"route": CONSENT_REQUESTS, "method": "POST", "fault": fault, "times": 1, "handled": true});
        consumer.add_rule(rule).await;
        let flow = consumer.ask().await.unwrap();
        assert_eq!(consumer.consents().await, 1, "{fault}");
        assert!(flow.differences().is_empty(), "{fault}");
    }
}

#[tokio::test]
async fn retry_after_is_kept_to_and_a_long_one_ends_the_attempts() {
    let consumer = Consumer::new().await;
    for (method, route) in ROUTES {
        consumer.break_route(method, route, json!({"kind": "tooManyRequests", "retryAfter": 1}), 1).await;
    }
    let started = Instant::now();
    consumer.ask().await.unwrap();
    assert!(started.elapsed().as_secs() >= 2, "{:?}", started.elapsed());

    consumer.break_route("POST", CONSENT_REQUESTS, json!({"kind": "tooManyRequests", "retryAfter": 60}), MANY).await;
    let started = Instant::now();
    let error = consumer.ask().await.unwrap_err();
    assert_eq!(consumer.strikes_left().await, u64::from(MANY) - 1);
    assert!(error.is_retryable() && started.elapsed().as_secs() < 10, "{error}");
}

#[tokio::test]
async fn reading_meets_the_same_faults() {
    let consumer = Consumer::new().await;
    let flow = consumer.ask().await.unwrap();
    let route = format!("{CONSENT_REQUESTS}/{{id}}");
    for fault in passing() {
        consumer.break_route("GET", &route, fault.clone(), 2).await;
        consumer.client.consent(&consumer.config, &flow.id()).await.unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert_eq!(consumer.strikes_left().await, 0, "{fault}");
    }
    consumer.break_route("GET", &route, json!({"kind": "garbage"}), MANY).await;
    let error = consumer.client.consent(&consumer.config, &flow.id()).await.unwrap_err();
    assert_eq!((error.code(), consumer.strikes_left().await), ("UNEXPECTED_ANSWER", u64::from(MANY) - 1));
}

#[tokio::test]
async fn a_seed_decides_which_requests_are_struck() {
    let pattern = async |seed: u64| {
        let consumer = Consumer::new().await;
        let fault = json!({"kind": "status", "status": 503});
        consumer.add_rule(json!({"route": "/jwk", "fault": fault, "probability": 0.5, "seed": seed})).await;
        let mut struck = Vec::new();
        for _ in 0..40 {
            struck.push(consumer.bed.get("/jwk").send().await.unwrap().status() == 503);
        }
        struck
    };
    let (first, again, other) = (pattern(7).await, pattern(7).await, pattern(8).await);
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert!((5..35).contains(&first.iter().filter(|struck| **struck).count()), "{first:?}");
}

#[tokio::test]
async fn what_strikes_now_and_then_is_survived() {
    let mut consumer = Consumer::new().await;
    consumer.config.retry.max_attempts = 20;
    // A 500 ends the attempts sooner.
    let faults = passing().into_iter().filter(|fault| fault["status"] != 500);
    for (fault, seed) in faults.zip(1..) {
        for (_, route) in ROUTES {
            consumer.add_rule(json!({"route": route, "fault": fault, "probability": 0.1, "seed": seed})).await;
        }
    }
    for _ in 0..10 {
        consumer.ask().await.unwrap();
    }
    assert_eq!(consumer.consents().await, 10);
}

#[tokio::test]
async fn a_rule_for_everything_leaves_the_control_routes_alone() {
    let consumer = Consumer::new().await;
    for route in ["*", "/*", "/s*"] {
        consumer.break_route("GET", route, json!({"kind": "status", "status": 503}), MANY).await;
        assert_eq!(consumer.bed.get("/sandbox/health").send().await.unwrap().status(), 200, "{route}");
    }
    assert_eq!(consumer.bed.get("/jwk").send().await.unwrap().status(), 503);
}

/// Faults that may be gone when the same request is sent again.
fn passing() -> Vec<Value> {
    let status = |status: u16| json!({"kind": "status", "status": status});
    vec![
        status(408),
        status(502),
        status(503),
        status(504),
        json!({"kind": "status", "status": 503, "body": {"statusCode": 503, "message": "Service unavailable"}}),
        json!({"kind": "status", "status": 500, "body": "<oops>", "contentType": "text/html"}),
        json!({"kind": "dropConnection"}),
        json!({"kind": "halfBody"}),
        json!({"kind": "gatewayHtml"}),
        json!({"kind": "tooManyRequests", "retryAfter": 0}),
    ]
}
