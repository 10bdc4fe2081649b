//! What a sample says is to be done about an error, in the core's terms.

use samtykke::{ConsentError, ConsentFlow, ErrorClass, HttpResponse};

use crate::common::sample::Sample;
use crate::common::{authorized, creating, grant_of, now, request_of, responded_with, seconds_later, wait_of};

/// Makes sure that the core advises what the sample does.
pub(crate) fn agrees(sample: &Sample, error: &ConsentError) {
    let name = &sample.name;
    let classes: &[ErrorClass] = match sample.expect("class") {
        "fix" => &[ErrorClass::Fix],
        "config" => &[ErrorClass::Fix, ErrorClass::Permission],
        "permission" => &[ErrorClass::Permission],
        "terminal" => &[ErrorClass::Fix, ErrorClass::Ended],
        "pending-or-terminal" => &[ErrorClass::Wait],
        "retry" => &[ErrorClass::Retry],
        "new-jti-retry-once" => &[ErrorClass::Fix],
        "refresh-token-once" => &[ErrorClass::Permission],
        other => panic!("{name}: nobody knows the class {other:?}"),
    };
    assert!(classes.contains(&error.class()), "{name}: {:?}", error.class());
    assert_eq!(error.is_retryable(), sample.expect("class") == "retry", "{name}");
    assert!(error.server_code().is_none() || error.advice().is_some(), "{name}: no advice");
}

/// Makes sure that a flow does so when its creation is answered like this.
pub(crate) fn is_followed(sample: &Sample) {
    let name = &sample.name;
    let flow = creating();
    match sample.expect("class") {
        "refresh-token-once" => {
            let flow = answered(&flow, &sample.answer()).unwrap();
            assert!(grant_of(flow.step(now())).refused_token.is_some(), "{name}");
            let flow = flow.advance(authorized(), now()).unwrap();
            assert_eq!(answered(&flow, &sample.answer()).unwrap_err().code(), "UNAUTHORIZED", "{name}");
        }
        "retry" => {
            assert_eq!(sample.may_retry(), Some(true), "{name}");
            let later = answered(&flow, &sample.answer()).unwrap();
            let until = wait_of(later.step(now()));
            assert_eq!(until, seconds_later(sample.answer().header("Retry-After").unwrap().parse().unwrap()), "{name}");
            assert_eq!(request_of(later.step(until)), request_of(flow.step(now())), "{name}");
        }
        _ => {
            assert_ne!(sample.may_retry(), Some(true), "{name}");
            assert!(answered(&flow, &sample.answer()).is_err(), "{name}");
        }
    }
}

fn answered(flow: &ConsentFlow, answer: &HttpResponse) -> Result<ConsentFlow, ConsentError> {
    let headers = answer.headers.iter().map(|header| (header.name.as_str(), header.value.as_str()));
    flow.advance(responded_with(answer.status, &answer.body, &headers.collect::<Vec<_>>()), now())
}
