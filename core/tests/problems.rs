//! Every shape of a refusal that Altinn, its framework and its gateway have, in both generations of Altinn's own.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::{PERSON, TOKEN};
use samtykke::endpoint::{exchange_token, list_consent_resources, read_consent_request};
use samtykke::{AltinnProblem, ConsentError, ErrorClass, HttpResponse};
use serde_json::{Value, json};

const TYPE: &str = "https://tools.ietf.org/html/rfc9110#section-15.5.1";

#[test]
fn a_body_that_the_framework_cannot_read() {
    let body = json!({"type": TYPE, "title": "One or more validation errors occurred.", "status": 400,
        "errors": {"$.from": ["cannot be converted", "twice"], "consentRequest": ["is required"], "$": "bare"},
        "traceId": "00-4bf9-01"});
    let problem = problem(400, &body);
    assert_eq!((problem.code.as_deref(), problem.trace_id.as_deref()), (None, Some("00-4bf9-01")));
    let fields: Vec<_> = problem
        .validation_errors
        .iter()
        .map(|error| (error.code.as_deref(), error.paths[0].as_str(), error.detail.as_deref().unwrap()))
        .collect();
    let wanted =
        [(None, "$", "bare"), (None, "$.from", "cannot be converted twice"), (None, "consentRequest", "is required")];
    assert_eq!(fields, wanted);
    let error = error(400, &body);
    assert_eq!((error.class(), error.is_retryable()), (ErrorClass::Fix, false));
    assert!(error.to_string().contains("$.from: cannot be converted twice"), "{error}");
}

#[test]
fn a_single_problem_and_its_extensions() {
    for (status, title) in [(400, "Bad Request"), (403, "Forbidden"), (404, "Not Found")] {
        let problem = problem(
            status,
            &json!({"type": TYPE, "title": title, "status": status, "detail": "the text",
            "code": "AM-00016", "requestId": "r", "number": 7, "list": [1], "none": null}),
        );
        assert_eq!((problem.status, problem.code.as_deref()), (status, Some("AM-00016")));
        assert_eq!(problem.detail.as_deref(), Some("the text"));
        let extensions: Vec<_> = problem.extensions.iter().map(|(name, text)| (&**name, &**text)).collect();
        assert_eq!(extensions, [("list", "[1]"), ("none", "null"), ("number", "7"), ("requestId", "r")]);
    }
}

#[test]
fn the_odd_extension_of_an_empty_value() {
    let problem = problem(
        400,
        &json!({"status": 400, "detail": "Missing metadata value", "code": "AM-00007",
        "ConsentRight index: 0, key": "inntektsaar"}),
    );
    assert_eq!(problem.extensions["ConsentRight index: 0, key"], "inntektsaar");
}

#[test]
fn fields_with_codes_paths_and_extensions() {
    let problem = problem(
        400,
        &json!({"status": 400, "detail": "One or more validation errors occurred.",
        "code": "STD-00000", "validationErrors": [
            {"code": "AM.VLD-00027", "detail": "Redirect URL is not a valid URL", "paths": ["RedirectUrl"]},
            {"code": "STD.VLD-00000", "detail": "The field is required.", "paths": ["/consentRight/0/action"], "extra": "x"},
        ]}),
    );
    let [url, action] = problem.validation_errors.as_slice() else { panic!("{problem}") };
    assert_eq!((url.code.as_deref(), url.paths.as_slice()), (Some("AM.VLD-00027"), &["RedirectUrl".to_owned()][..]));
    assert_eq!((action.extensions["extra"].as_str(), action.detail.as_deref()), ("x", Some("The field is required.")));
    let error = error(400, &json!({"code": "STD-00000", "validationErrors": [{"code": "AM.VLD-00027"}]}));
    assert!(error.advice().unwrap().contains("absolute URL"), "the field's advice says more: {:?}", error.advice());
}

#[test]
fn several_problems_are_one_error_of_the_client() {
    let body = json!({"status": 500, "title": "An error occurred while processing your request.", "code": "STD-00001",
        "detail": "Multiple problems occurred.", "problems": [
            {"status": 400, "detail": "One or more validation errors occurred.", "code": "STD-00000"},
            {"status": 400, "detail": "Invalid consent metadata", "code": "AM-00006", "key": "x"}]});
    let problem = problem(500, &body);
    let [fields, metadata] = problem.problems.as_slice() else { panic!("{problem}") };
    assert_eq!((fields.code.as_deref(), fields.validation_errors.len()), (Some("STD-00000"), 0));
    assert_eq!((metadata.status, metadata.extensions["key"].as_str()), (Some(400), "x"));
    let error = error(500, &body);
    assert_eq!((error.class(), error.server_code()), (ErrorClass::Fix, Some("STD-00001")));
    assert!(error.to_string().contains("AM-00006 Invalid consent metadata (400)"), "{error}");
}

#[test]
fn several_problems_have_the_class_of_the_one_that_weighs_most() {
    let class = |codes: &[&str]| {
        let problems: Vec<_> = codes.iter().map(|code| json!({"status": 400, "code": code})).collect();
        error(500, &json!({"code": "STD-00001", "problems": problems})).class()
    };
    assert_eq!(class(&["AM-00013", "AM-00014"]), ErrorClass::Ended, "expired and unanswered");
    assert_eq!(class(&["AM-00013", "AM-00011"]), ErrorClass::Ended, "expired and revoked");
    assert_eq!(class(&["AM-00012", "AM-00013"]), ErrorClass::Fix);
    assert_eq!(class(&["AM-00001", "AM-00014"]), ErrorClass::Fix, "with a wrong receiver");
    assert_eq!(class(&["AM-99999"]), ErrorClass::Fix);
    assert_eq!(class(&[]), ErrorClass::Fix, "never to be sent again, whatever the status");
}

#[test]
fn refusals_that_say_nothing() {
    for body in ["", r#"{"type":"t","title":"Unauthorized","status":401,"traceId":"00-1"}"#, "null", "no token"] {
        let error = parse(401, body);
        assert_eq!((error.code(), error.class()), ("UNAUTHORIZED", ErrorClass::Permission), "{body}");
        assert!(error.advice().is_some());
        let error = parse(403, &body.replace("401", "403"));
        assert_eq!((error.code(), error.class()), ("FORBIDDEN", ErrorClass::Permission), "{body}");
        assert!(error.advice().unwrap().contains("access list"));
    }
    assert_eq!(parse(404, "").code(), "UNEXPECTED_ANSWER");
}

#[test]
fn an_exception_in_altinn() {
    let error = error(
        500,
        &json!({"type": "https://tools.ietf.org/html/rfc9110#section-15.6.1",
        "title": "An error occurred while processing your request.", "status": 500, "traceId": "00-1"}),
    );
    assert_eq!((error.server_code(), error.class()), (None, ErrorClass::Retry));
    assert!(error.to_string().contains("An error occurred while processing your request. (500)"), "{error}");
}

#[test]
fn a_gateway_in_front_of_altinn() {
    let apim = |status: u16| json!({"statusCode": status, "message": "Rate limit is exceeded."}).to_string();
    let cases = [
        (401, "UNAUTHORIZED", ErrorClass::Permission),
        (403, "FORBIDDEN", ErrorClass::Permission),
        (404, "UNEXPECTED_ANSWER", ErrorClass::Fix),
        (408, "UNEXPECTED_ANSWER", ErrorClass::Retry),
        (415, "UNEXPECTED_ANSWER", ErrorClass::Fix),
        (429, "UNEXPECTED_ANSWER", ErrorClass::Retry),
        (502, "UNEXPECTED_ANSWER", ErrorClass::Retry),
        (503, "UNEXPECTED_ANSWER", ErrorClass::Retry),
        (504, "UNEXPECTED_ANSWER", ErrorClass::Retry),
    ];
    for (status, code, class) in cases {
        let bodies = [(apim(status), "Rate limit"), ("<html>Sorry</html>".to_owned(), "Sorry"), (String::new(), "")];
        for (body, kept) in bodies.into_iter().chain([("[]".to_owned(), "[]")]) {
            let error = parse(status, &body);
            assert_eq!((error.code(), error.class()), (code, class), "{status} {body}");
            assert!(format!("{error:?}").contains(kept), "the body is kept: {error:?}");
        }
    }
}

#[test]
fn the_newer_generation_says_the_same() {
    let old = json!({"type": TYPE, "title": "Bad Request", "status": 400, "detail": "Consent is expired",
        "code": "AM-00013"});
    let new = json!({"type": "urn:altinn:error:AM-00013", "title": "Consent is expired", "status": 400,
        "code": "AM-00013", "statusDescription": "Bad Request", "traceId": "00-1", "source": "s"});
    let with_detail = json!({"type": "urn:altinn:error:AM-00013", "title": "title", "detail": "Consent is expired",
        "status": 400, "code": "AM-00013"});
    let null = json!({"title": "Consent is expired", "detail": null, "code": "AM-00013", "traceId": null,
        "validationErrors": null, "problems": null, "errors": null});
    for body in [old, new.clone(), with_detail, null] {
        let problem = problem(400, &body);
        assert_eq!(problem.detail.as_deref(), Some("Consent is expired"), "{body}");
        let error = error(400, &body);
        assert_eq!((error.server_code(), error.class()), (Some("AM-00013"), ErrorClass::Ended), "{body}");
        assert!(error.to_string().ends_with("AM-00013 Consent is expired (400)"), "{error}");
    }
    let problem = problem(400, &new);
    assert_eq!(problem.trace_id.as_deref(), Some("00-1"));
    let kept: Vec<_> = problem.extensions.iter().map(|(name, text)| (&**name, &**text)).collect();
    assert_eq!(kept, [("source", "s"), ("statusDescription", "Bad Request")]);
}

#[test]
fn the_newer_generation_has_titles_inside_too() {
    let fields = json!([{"code": "AM.VLD-00022", "title": "The time need to be in the future", "paths": ["ValidTo"]},
        {"code": "AM.VLD-00023", "title": "The list cant be empty", "detail": null, "paths": null}]);
    let body = json!({"type": "urn:altinn:error:STD-00001", "title": "Multiple problems occurred.", "status": 500,
        "code": "STD-00001", "problems": [
            {"type": "urn:altinn:error:STD-00000", "status": 400, "code": "STD-00000", "title": "One or more",
                "validationErrors": fields},
            {"type": "urn:altinn:error:AM-00009", "status": 400, "code": "AM-00009", "title": "Invalid combination"}]});
    let problem = problem(500, &body);
    let [fields, combination] = problem.problems.as_slice() else { panic!("{problem}") };
    let texts: Vec<_> = fields.validation_errors.iter().map(|error| error.detail.as_deref().unwrap()).collect();
    assert_eq!(texts, ["The time need to be in the future", "The list cant be empty"]);
    assert_eq!((combination.detail.as_deref(), combination.extensions.len()), (Some("Invalid combination"), 0));
}

#[test]
fn every_call_to_altinn_reads_refusals_alike() {
    let body = json!({"code": "AM-00001", "detail": "Consent not found"}).to_string();
    let answer = HttpResponse { status: 400, headers: vec![], body };
    for error in [
        common::created(&answer).unwrap_err(),
        read_consent_request::parse(&answer).unwrap_err(),
        list_consent_resources::parse(&answer).unwrap_err(),
        exchange_token::parse(&answer, common::now()).unwrap_err(),
    ] {
        assert_eq!((error.code(), error.server_code()), ("ALTINN", Some("AM-00001")));
    }
}

#[test]
fn nothing_that_was_sent_shows_in_an_error() {
    let urn = format!("urn:altinn:person:identifier-no:{PERSON}");
    let bodies = [
        json!({"code": "AM-00004", "detail": urn, "fnumber": urn, PERSON: 1}),
        json!({"title": TOKEN, "errors": {PERSON: [urn]}, "traceId": TOKEN}),
        json!({"code": "STD-00001", "problems": [{"code": PERSON, "detail": urn, "fnumber": urn}],
            "validationErrors": [{"code": "c", "detail": urn, "paths": [urn], "fnumber": urn}]}),
        json!({"message": urn, "token": TOKEN}),
    ];
    for body in bodies {
        for status in [400, 401, 403, 404, 500] {
            let error = parse(status, &body.to_string());
            let text = format!("{error} {error:?}");
            assert!(!text.contains(PERSON) && !text.contains("eyJ"), "{text}");
        }
    }
}

fn problem(status: u16, body: &Value) -> AltinnProblem {
    match error(status, body) {
        ConsentError::Altinn { problem, .. } => *problem,
        other => panic!("wanted a problem, got {other:?}"),
    }
}

fn error(status: u16, body: &Value) -> ConsentError {
    parse(status, &body.to_string())
}

fn parse(status: u16, body: &str) -> ConsentError {
    read_consent_request::parse(&HttpResponse { status, headers: vec![], body: body.to_owned() }).unwrap_err()
}
