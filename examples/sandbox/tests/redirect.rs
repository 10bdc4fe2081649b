//! Where the browser goes after the answer, for every form of return address.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use serde_json::json;

const FAILED: &str = "Status=Failed&ErrorMessage=User+did+not+give+consent";

/// The return address, the decision, and the address that the browser ends at.
fn forms() -> Vec<(&'static str, &'static str, String)> {
    let ok = |url: &str| url.to_owned();
    vec![
        ("https://example.com/", "approve", ok("https://example.com/?Status=OK")),
        ("https://example.com/", "reject", format!("https://example.com/?{FAILED}")),
        (
            "https://smartbank.no/consent?authcode=123",
            "approve",
            ok("https://smartbank.no/consent?authcode=123&Status=OK"),
        ),
        (
            "https://smartbank.no/consent?authcode=123",
            "reject",
            format!("https://smartbank.no/consent?authcode=123&{FAILED}"),
        ),
        ("https://smartbank.no/consent#fragment", "approve", ok("https://smartbank.no/consent?Status=OK#fragment")),
        ("https://smartbank.no/consent#fragment", "reject", format!("https://smartbank.no/consent?{FAILED}#fragment")),
        (
            "https://smartbank.no/consent/#/fragmentpath",
            "approve",
            ok("https://smartbank.no/consent/#/fragmentpath?Status=OK"),
        ),
        (
            "https://smartbank.no/consent/#/fragmentpath?authcode=123",
            "approve",
            ok("https://smartbank.no/consent/#/fragmentpath?authcode=123&Status=OK"),
        ),
        (
            "https://smartbank.no/consent/#/fragmentpath?authcode=123",
            "reject",
            format!("https://smartbank.no/consent/#/fragmentpath?authcode=123&{FAILED}"),
        ),
        ("https://x.no/a?x=1#/route", "approve", ok("https://x.no/a?x=1#/route&Status=OK")),
        ("https://WWW.Dnb.no", "approve", ok("https://www.dnb.no/?Status=OK")),
        ("HTTPS://WWW.Dnb.no:443/Return", "approve", ok("https://www.dnb.no/Return?Status=OK")),
        ("myapp://consent-callback", "approve", ok("myapp://consent-callback/?Status=OK")),
        ("myapp://consent-callback", "reject", format!("myapp://consent-callback/?{FAILED}")),
        ("myapp:return", "approve", ok("myapp:return?Status=OK")),
    ]
}

#[tokio::test]
async fn the_page_sends_the_browser_to_the_final_address() {
    let bed = Bed::start().await;
    for (address, decision, expected) in forms() {
        let id = bed.asked(&json!({"redirectUrl": address})).await;
        let form = [("id", id.as_str()), ("decision", decision)];
        let answer = bed.post(REQUEST_PAGE).form(&form).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers()[LOCATION].to_str().unwrap()), (302, expected.as_str()));
        // A second click leads to the same place.
        let again = bed.post(REQUEST_PAGE).form(&form).send().await.unwrap();
        assert_eq!(again.headers()[LOCATION].to_str().unwrap(), expected);
    }
}

#[tokio::test]
async fn logging_out_ends_at_the_final_address() {
    let bed = Bed::start().await;
    let kari = bed.citizen(KARI).await;
    for (address, decision, expected) in forms() {
        let id = bed.asked(&json!({"redirectUrl": address})).await;
        bed.decide(&id, decision).await;
        assert_eq!(way_out(&bed, &kari, &id).await, expected);
    }
}

#[tokio::test]
async fn a_revoked_consent_was_still_given() {
    let bed = Bed::start().await;
    let kari = bed.citizen(KARI).await;
    let id = bed.asked(&json!({"redirectUrl": "https://example.com/"})).await;
    bed.decide(&id, "approve").await;
    bed.decide(&id, "revoke").await;
    assert_eq!(way_out(&bed, &kari, &id).await, "https://example.com/?Status=OK");
}

#[tokio::test]
async fn without_an_answer_nothing_comes_after_the_separator() {
    let bed = Bed::start().await;
    let kari = bed.citizen(KARI).await;
    for (address, expected) in [
        ("https://example.com/cb", "https://example.com/cb?"),
        ("https://example.com/cb?x=1", "https://example.com/cb?x=1&"),
        ("https://example.com/#/route", "https://example.com/#/route?"),
    ] {
        let id = bed.asked(&json!({"redirectUrl": address})).await;
        assert_eq!(way_out(&bed, &kari, &id).await, expected);
    }
}

#[tokio::test]
async fn logging_out_needs_a_session_and_remembers_only_what_the_citizen_may_read() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    let path = format!("{PORTAL}/request/{id}/logout");
    let stranger = bed.citizen(OLA).await;

    assert_eq!(bed.get(&path).send().await.unwrap().status(), 401);
    assert_eq!(
        bed.get(&format!("{PORTAL}/request/abc/logout")).bearer_auth(&stranger).send().await.unwrap().status(),
        400
    );
    let out = bed.get(&path).bearer_auth(&stranger).send().await.unwrap();
    assert_eq!(out.status(), 302);
    assert_eq!(out.headers()[LOCATION].to_str().unwrap(), bed.url("/authentication/api/v1/logout"));
    assert!(!out.headers().contains_key(SET_COOKIE));
    let home = bed.get("/accessmanagement/api/v1/logoutredirect").send().await.unwrap();
    assert_eq!((home.status().as_u16(), home.headers()[LOCATION].to_str().unwrap()), (302, bed.url("/").as_str()));
}

#[tokio::test]
async fn an_address_that_no_browser_opens_stays_one_header_line() {
    let bed = Bed::start().await;
    let kari = bed.citizen(KARI).await;
    let id = bed.asked(&json!({"redirectUrl": "https://a.no/#/\r\nSet-Cookie: a=b"})).await;
    bed.decide(&id, "approve").await;
    assert_eq!(way_out(&bed, &kari, &id).await, "https://a.no/#/%0D%0ASet-Cookie:%20a=b?Status=OK");
}

/// Follows the redirects of the log-out with a browser's cookies; answers the address that leaves the sandbox.
async fn way_out(bed: &Bed, session: &str, id: &str) -> String {
    let mut cookies = format!("AltinnStudioRuntime={session}");
    let mut next = bed.url(&format!("{PORTAL}/request/{id}/logout"));
    for _ in 0..3 {
        let response = bed.http.get(&next).header(COOKIE, &cookies).send().await.unwrap();
        assert_eq!(response.status(), 302, "{next}");
        for set in response.headers().get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            cookies = format!("{cookies}; {pair}");
        }
        next = response.headers()[LOCATION].to_str().unwrap().to_owned();
    }
    next
}
