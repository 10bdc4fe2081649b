//! Every documented code of Altinn and Maskinporten, with what is to be done about it.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use samtykke::endpoint::{read_consent_request, token};
use samtykke::{ConsentError, ErrorClass, HttpResponse};
use serde_json::{Value, json};

use ErrorClass::{Ended, Fix, Permission, Retry, Wait};

#[test]
fn the_problems_of_altinn() {
    let cases = [
        ("AM-00000", 403, Permission, "altinn:consentrequests.org"),
        ("AM-00001", 404, Fix, "receiver"),
        ("AM-00002", 400, Fix, "consent page"),
        ("AM-00003", 400, Fix, "organization number"),
        ("AM-00004", 400, Fix, "person number"),
        ("AM-00005", 400, Fix, "type Consent"),
        ("AM-00006", 400, Fix, "only the metadata keys"),
        ("AM-00007", 400, Fix, "not empty"),
        ("AM-00008", 400, Fix, "every metadata key"),
        ("AM-00009", 400, Fix, "separate requests"),
        ("AM-00010", 400, Fix, "consent page"),
        ("AM-00011", 400, Ended, "revoked"),
        ("AM-00012", 400, Fix, "fromParty"),
        ("AM-00013", 400, Ended, "expired"),
        ("AM-00014", 400, Wait, "status"),
        ("AM-00015", 400, Fix, "consent page"),
        ("AM-00016", 400, Fix, "new one"),
        ("STD-00000", 400, Fix, "validation errors"),
        ("STD-00001", 500, Fix, "problems inside"),
    ];
    for (code, status, class, advice) in cases {
        is_known(&altinn(status, &json!({"status": status, "code": code})), code, class, advice);
    }
}

#[test]
fn the_validation_errors_of_altinn() {
    let cases = [
        ("STD.VLD-00000", Fix, "action"),
        ("AM.VLD-00022", Fix, "future"),
        ("AM.VLD-00023", Fix, "one right"),
        ("AM.VLD-00024", Fix, "consent page"),
        ("AM.VLD-00025", Fix, "consent page"),
        ("AM.VLD-00026", Fix, "consent page"),
        ("AM.VLD-00027", Fix, "absolute URL"),
        ("AM.VLD-00050", Retry, "report it to Altinn"),
        ("AM.VLD-00051", Fix, "createdBefore"),
        ("AM.VLD-00052", Fix, "rejected, accepted, revoked, deleted and used"),
        ("AM.VLD-00053", Fix, "Begin the feed again"),
    ];
    for (code, class, advice) in cases {
        let body = json!({"code": "STD-00000", "validationErrors": [{"code": code, "paths": ["x"]}]});
        is_known(&altinn(400, &body), "STD-00000", class, advice);
    }
}

#[test]
fn a_code_that_is_unknown_today_goes_by_its_status() {
    for (status, class) in [(400, Fix), (403, Permission), (404, Fix), (429, Retry), (500, Fix), (503, Retry)] {
        let error = altinn(status, &json!({"code": "AM-00026"}));
        assert_eq!((error.class(), error.server_code(), error.advice()), (class, Some("AM-00026"), None), "{status}");
    }
}

#[test]
fn the_codes_of_maskinporten() {
    let cases = [
        ("MP-011", 400, Fix, "line breaks"),
        ("MP-012", 400, Fix, "fresh grant"),
        ("MP-100", 400, Fix, "client id"),
        ("MP-110", 400, Fix, "trailing slash"),
        ("MP-120", 400, Fix, "certificate"),
        ("MP-121", 400, Fix, "one year"),
        ("MP-122", 400, Fix, "owns the client"),
        ("MP-123", 400, Fix, "x5c"),
        ("MP-124", 400, Fix, "private key"),
        ("MP-130", 400, Fix, "clock"),
        ("MP-200", 400, Fix, "Register the scope"),
        ("MP-201", 400, Fix, "integration type"),
        ("MP-250", 403, Permission, "access to the scope"),
        ("MP-251", 403, Permission, "delegate the scope"),
        ("MP-301", 400, Fix, "authorization details"),
        ("MP-302", 400, Fix, "documented members"),
        ("MP-303", 400, Fix, "values"),
    ];
    for (code, status, class, advice) in cases {
        for text in
            [format!("Something failed ({code}) (trace_id: 0af7651916cd43dd8448eb211c80319c)"), format!("{code}: x")]
        {
            let error = maskinporten(status, &json!({"error": "invalid_grant", "error_description": text}));
            is_known(&error, code, class, advice);
            assert!(error.to_string().contains(&text), "what support asks for is kept: {error}");
        }
    }
    let error = maskinporten(400, &json!({"error": "invalid_altinn_customer_configuration (MP-303)"}));
    is_known(&error, "MP-303", Fix, "values");
}

#[test]
fn the_texts_of_maskinporten_that_have_no_code() {
    let cases = [
        ("Invalid assertion. Issue time is after now", "clock"),
        ("The combination of consumer_org in claim and delegation scope on client is invalid", "consumerOrg"),
    ];
    for (text, advice) in cases {
        let error = maskinporten(400, &json!({"error": "invalid_grant", "error_description": text}));
        assert_eq!((error.class(), error.server_code()), (Fix, None), "{text}");
        assert!(error.advice().unwrap().contains(advice), "{text}");
    }
}

#[test]
fn an_unknown_error_of_maskinporten_is_kept_and_goes_by_its_status() {
    for (status, class) in [(400, Fix), (401, Permission), (403, Permission), (429, Retry), (503, Retry)] {
        let body =
            json!({"error": "brand_new", "error_description": "MP-99 MP-abc AM-123", "error_uri": "https://x.no/"});
        let error = maskinporten(status, &body);
        assert_eq!((error.class(), error.server_code(), error.advice()), (class, None, None), "{status}");
        let ConsentError::Maskinporten { problem } = error else { panic!("wanted a refusal") };
        assert_eq!((problem.error.as_str(), problem.error_uri.as_deref()), ("brand_new", Some("https://x.no/")));
    }
    for body in
        [r#"{"error":"invalid_grant"}"#, r#"{"error":"invalid_grant","error_description":null,"error_uri":null}"#]
    {
        let error = token::parse(&answer(400, body.to_owned()), common::now()).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            ("MASKINPORTEN", "Maskinporten gave no token: invalid_grant (400)")
        );
    }
}

fn is_known(error: &ConsentError, code: &str, class: ErrorClass, advice: &str) {
    assert_eq!((error.server_code(), error.class()), (Some(code), class), "{code}");
    assert_eq!(error.is_retryable(), class == Retry, "{code}");
    assert!(error.advice().unwrap_or_default().contains(advice), "{code}: {:?}", error.advice());
}

fn altinn(status: u16, body: &Value) -> ConsentError {
    read_consent_request::parse(&answer(status, body.to_string())).unwrap_err()
}

fn maskinporten(status: u16, body: &Value) -> ConsentError {
    token::parse(&answer(status, body.to_string()), common::now()).unwrap_err()
}

fn answer(status: u16, body: String) -> HttpResponse {
    HttpResponse { status, headers: vec![], body }
}
