//! The user's way back.

use samtykke::{ConsentReturn, RedirectUrl, ReturnVerdict};
use serde_json::json;

use crate::common::redirect::{Decision, redirected};
use crate::common::sample::Sample;

pub(crate) const SAMPLES: &[&str] = &[
    "97-redirect-plain-accept",
    "98-redirect-query-reject",
    "100-redirect-hash-route-accept",
    "103-redirect-custom-scheme-accept",
    "104-redirect-no-decision",
];

#[test]
fn the_return_tells_what_the_user_chose() {
    for sample in SAMPLES.iter().map(|name| Sample::read(name)) {
        let location = sample.response()["headers"]["Location"].as_str().unwrap();
        let read = ConsentReturn::parse(location);
        let (wanted, message) = match sample.expect("outcome") {
            "Ok" => (ReturnVerdict::Accepted, None),
            "Rejected" => (ReturnVerdict::Rejected, Some("User did not give consent")),
            "Undetermined" => (ReturnVerdict::Undecided, None),
            other => panic!("{}: {other}", sample.name),
        };
        assert_eq!((read.verdict, read.error_message.as_deref()), (wanted, message), "{}", sample.name);
    }
}

#[test]
fn the_tests_redirect_as_altinn_does() {
    for sample in SAMPLES.iter().map(|name| Sample::read(name)) {
        let body = &sample.request()["body"];
        let redirect_url = RedirectUrl::parse(body["redirectUrl"].as_str().unwrap()).unwrap();
        let decision = match body["decision"].as_str().unwrap() {
            "accept" => Decision::Accept,
            "reject" => Decision::Reject,
            _ => Decision::None,
        };
        sample.agrees(&json!({"headers": {"Location": redirected(redirect_url.as_str(), decision)}}));
    }
}
