//! The way to Altinn and back: where the consent id survives, and what the return tells.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::redirect::{Decision, redirected};
use common::*;
use samtykke::{ConsentFlow, ConsentReturn, FlowConfig, RedirectUrl, ReturnVerdict, Seed, Step, skip_actor_choice};
use serde_json::Value;

use ReturnVerdict::{Accepted, Rejected, Undecided};

const REFUSED: &str = "Status=Failed&ErrorMessage=User+did+not+give+consent";

/// URLs of callers, of every kind that Altinn treats in a way of its own.
const URLS: [&str; 14] = [
    "https://example.com/",
    "https://example.com",
    "https://WWW.Dnb.no",
    "https://smartbank.no/consent?authcode=123",
    "https://smartbank.no/consent?",
    "https://smartbank.no/consent?a=b&",
    "https://smartbank.no/consent#fragment",
    "https://smartbank.no/consent/#/fragmentpath",
    "https://smartbank.no/consent/#/fragmentpath?authcode=123",
    "https://x.no/a?x=1#/route",
    "https://x.no/a?x=1#top",
    "https://x.no/a#!/route",
    "http://localhost:8080/return",
    "myapp://consent-callback",
];

#[test]
fn altinn_redirects_in_these_forms_and_each_is_read() {
    let cases = [
        ("https://example.com/", Decision::Accept, "https://example.com/?Status=OK".to_owned()),
        (URLS[3], Decision::Reject, format!("https://smartbank.no/consent?authcode=123&{REFUSED}")),
        (URLS[6], Decision::Reject, format!("https://smartbank.no/consent?{REFUSED}#fragment")),
        (URLS[7], Decision::Accept, "https://smartbank.no/consent/#/fragmentpath?Status=OK".to_owned()),
        (URLS[8], Decision::Accept, "https://smartbank.no/consent/#/fragmentpath?authcode=123&Status=OK".to_owned()),
        ("https://x.no/a?x=1#/route", Decision::Accept, "https://x.no/a?x=1#/route&Status=OK".to_owned()),
        ("https://WWW.Dnb.no", Decision::Accept, "https://www.dnb.no/?Status=OK".to_owned()),
        ("myapp://consent-callback", Decision::Accept, "myapp://consent-callback/?Status=OK".to_owned()),
        ("https://example.com/", Decision::None, "https://example.com/?".to_owned()),
        ("https://example.com/?x=1", Decision::None, "https://example.com/?x=1&".to_owned()),
    ];
    for (redirect_url, decision, url) in cases {
        assert_eq!(redirected(RedirectUrl::parse(redirect_url).unwrap().as_str(), decision), url);
        assert_eq!(ConsentReturn::parse(&url).verdict, verdict(decision), "{url}");
    }
    assert_eq!(ConsentReturn::parse("myapp://consent-callback?Status=OK").verdict, Accepted, "without the extra slash");
}

#[test]
fn the_id_survives_every_redirect_under_any_name() {
    for url in URLS {
        for (name, state) in [("consentId", None), ("ref", Some("state")), ("æ id&?#", Some("s=?"))] {
            let config =
                FlowConfig { id_parameter: name.to_owned(), state_parameter: state.map(str::to_owned), ..config() };
            let (flow, redirect_url) = awaiting(config, url);
            for decision in [Decision::Accept, Decision::Reject, Decision::None] {
                let back = redirected(&redirect_url, decision);
                assert!(flow.advance(returned(&back), now()).is_ok(), "{url} came back as {back}");
                assert_eq!(ConsentReturn::parse(&back).verdict, verdict(decision), "{back}");
                let other = back.replace(ID, OTHER_ID);
                assert_eq!(flow.advance(returned(&other), now()).unwrap_err().code(), "RETURN_MISMATCH", "{other}");
            }
        }
    }
}

#[test]
fn a_hash_router_finds_the_id_in_its_own_route() {
    for (url, wanted) in [
        (URLS[7], format!("https://smartbank.no/consent/#/fragmentpath?consentId={ID}")),
        (URLS[8], format!("https://smartbank.no/consent/#/fragmentpath?authcode=123&consentId={ID}")),
        (URLS[9], format!("https://x.no/a?x=1#/route?consentId={ID}")),
        (URLS[6], format!("https://smartbank.no/consent?consentId={ID}#fragment")),
        (URLS[11], format!("https://x.no/a?consentId={ID}#!/route")),
    ] {
        assert_eq!(awaiting(config(), url).1, wanted);
    }
}

#[test]
fn the_callers_own_parameters_survive() {
    for (url, kept) in [(URLS[3], "authcode=123"), (URLS[8], "#/fragmentpath?authcode=123&"), (URLS[10], "#top")] {
        let (_, redirect_url) = awaiting(config(), url);
        assert!(redirected(&redirect_url, Decision::Accept).contains(kept), "{redirect_url}");
    }
}

#[test]
fn the_last_status_counts() {
    for (url, wanted) in [
        ("https://x.no/?Status=OK&Status=Failed", Rejected),
        ("https://x.no/?Status=Failed&Status=OK", Accepted),
        ("https://x.no/?Status=OK&status=failed", Rejected),
        ("https://x.no/?Status=OK#/r?Status=Failed", Rejected),
        ("https://x.no/?Status=Failed#/r&Status=OK", Accepted),
        ("https://x.no/?Status=OK&Status=", Undecided),
    ] {
        assert_eq!(ConsentReturn::parse(url).verdict, wanted, "{url}");
    }
    let read = ConsentReturn::parse("https://x.no/?ErrorMessage=a&Status=Failed&ErrorMessage=b");
    assert_eq!(read.error_message.as_deref(), Some("b"));
}

#[test]
fn names_and_words_are_read_in_any_case_and_decoded() {
    for url in [
        "https://x.no/?STATUS=ok",
        "https://x.no/?status=OK",
        "https://x.no/?St%61tus=O%4B",
        "/return?sTaTuS=Ok",
        "https://x.no/#/route?status=ok",
    ] {
        assert_eq!(ConsentReturn::parse(url).verdict, Accepted, "{url}");
    }
    let read = ConsentReturn::parse("https://x.no/?status=FAILED&errormessage=User%20did+not");
    assert_eq!((read.verdict, read.error_message.as_deref()), (Rejected, Some("User did not")));
}

#[test]
fn empty_and_strange_parameters_decide_nothing() {
    let urls =
        ["", "?", "&", "#", "https://x.no/?", "https://x.no/?a=1&", "https://x.no/?Status", "https://x.no/?Status="];
    let more =
        ["https://x.no/?Status=Maybe", "https://x.no/?XStatus=OK", "https://x.no/#Status=OK", "%%%", "?Status=%FF"];
    for url in urls.into_iter().chain(more) {
        let read = ConsentReturn::parse(url);
        assert_eq!((read.verdict, read.error_message), (Undecided, None), "{url}");
    }
    assert_eq!(ConsentReturn::parse("https://x.no/?Status=Failed&ErrorMessage=").error_message, None);
}

#[test]
fn a_forged_return_is_only_a_hint() {
    let (flow, redirect_url) = awaiting(config(), URLS[0]);
    let flow = flow.advance(returned(&redirected(&redirect_url, Decision::Accept)), now()).unwrap();
    let flow = flow.advance(authorized(), now()).unwrap();
    assert!(request_of(flow.step(now())).url.ends_with(ID), "the status is read, whatever the return says");
    let flow = flow.advance(responded(200, &consent("Created")), now()).unwrap();
    assert!(matches!(flow.step(now()), Step::Visit { .. }));
}

#[test]
fn a_user_who_never_returns_can_be_looked_after() {
    let (flow, _) = awaiting(config(), URLS[0]);
    let flow = flow.advance(samtykke::Answer::CheckStatus, now()).unwrap().advance(authorized(), now()).unwrap();
    assert!(request_of(flow.step(now())).url.ends_with(ID));
}

#[test]
fn the_urls_that_a_caller_may_give() {
    let custom = ["myapp://consent-callback", "com.example.app:/callback", "a+b-c.d1:x", "MyApp://x", "x-1:y"];
    for url in URLS.into_iter().chain(custom).chain(["HTTPS://Bank.example/", "https://bank.example/æøå?q=ü"]) {
        assert_eq!(RedirectUrl::parse(url).unwrap().as_str(), url, "it is sent as it was given");
    }
    let relative = ["/path", "bank.no/return", "//bank.no/", "?a", "", ":x", "1app:x", "my_app:x", "my app:x", "æ:x"];
    let harmful = ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "file:///etc/passwd", "FILE:/x"];
    let broken =
        ["https:", "https://", "http:///x", "https://bank.no/a b", "https://bank.no\\@evil.no", "https://b.no/\n"];
    for url in relative.into_iter().chain(harmful).chain(broken) {
        let error = RedirectUrl::parse(url).unwrap_err();
        assert!(error.to_string().starts_with("redirectUrl "), "{url:?}: {error}");
    }
}

#[test]
fn the_page_is_altinns_own_address_with_the_actor_skipped_on_demand() {
    let page = "https://am.ui.tt02.altinn.no/accessmanagement/ui/consent/request";
    for (url, wanted) in [
        (format!("{page}?id=1"), format!("{page}?id=1&DONTCHOOSEREPORTEE=true")),
        (page.to_owned(), format!("{page}?DONTCHOOSEREPORTEE=true")),
        (format!("{page}?"), format!("{page}?DONTCHOOSEREPORTEE=true")),
        (format!("{page}?id=1#x"), format!("{page}?id=1&DONTCHOOSEREPORTEE=true#x")),
    ] {
        assert_eq!(skip_actor_choice(&url), wanted);
    }
    let Step::Visit { url } = awaiting_user().step(now()) else { panic!("wanted Visit") };
    assert_eq!(url, format!("{page}?id={ID}"), "nothing is added unasked");
}

/// The flow that waits for the user, and the redirect URL that Altinn got.
fn awaiting(config: FlowConfig, url: &str) -> (ConsentFlow, String) {
    let mut request = request();
    request.redirect_url = RedirectUrl::parse(url).unwrap();
    let flow = ConsentFlow::start_with_seed(config, request, Seed::from_bytes([7; 32]), now()).unwrap();
    let flow = flow.advance(authorized(), now()).unwrap();
    let body: Value = serde_json::from_str(&request_of(flow.step(now())).body.unwrap()).unwrap();
    let flow = flow.advance(responded(201, &consent("Created")), now()).unwrap();
    (flow, body["redirectUrl"].as_str().unwrap().to_owned())
}

fn verdict(decision: Decision) -> ReturnVerdict {
    match decision {
        Decision::Accept => Accepted,
        Decision::Reject => Rejected,
        Decision::None => Undecided,
    }
}
