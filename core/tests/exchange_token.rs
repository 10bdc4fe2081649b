//! The exchange of Maskinporten's token for one of Altinn's own.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::*;
use samtykke::endpoint::exchange_token;
use samtykke::{AccessToken, Environment, HttpResponse, Secret, Timestamp};

#[test]
fn the_token_goes_in_the_header() {
    let token = AccessToken { value: Secret::new(TOKEN), scope: None, expires_at: seconds_later(120) };
    let request = exchange_token::request(&Environment::Tt02, &token, false);
    let url = "https://platform.tt02.altinn.no/authentication/api/v1/exchange/maskinporten";
    assert_eq!(request.url, url);
    assert!(request.headers.iter().any(|header| header.value == format!("Bearer {TOKEN}")));
    assert_eq!(exchange_token::request(&Environment::Tt02, &token, true).url, format!("{url}?test=true"));
}

#[test]
fn the_answer_is_a_token_in_quotes_or_bare() {
    let jwt = jwt(r#"{"exp":1795600000}"#);
    for body in [format!("\"{jwt}\""), jwt.clone(), format!(" \"{jwt}\"\n")] {
        let token = parse(&body).unwrap();
        assert_eq!(token.value.expose(), jwt);
        assert_eq!(token.expires_at, Timestamp::from_unix_seconds(1_795_600_000));
    }
    assert_eq!(parse(&self::jwt(r#"{"exp":1795600000.5}"#)).unwrap().expires_at.unix_seconds(), 1_795_600_000);
}

#[test]
fn a_token_that_does_not_say_its_end_holds_a_minute() {
    for token in ["opaque-token", &jwt("{}"), &jwt(r#"{"exp":"soon"}"#), &jwt("[]"), "a.b.c"] {
        assert_eq!(parse(token).unwrap().expires_at, seconds_later(60), "{token}");
    }
}

#[test]
fn what_is_no_token_is_refused_and_not_told() {
    let long = "a".repeat(64 * 1024 + 1);
    for body in ["", "\"\"", "\"a\\r\\nX-Evil: 1\"", "two words", "{\"token\":\"secret\"}", "<html>", "\"æ\"", &long] {
        let error = parse(body).unwrap_err();
        assert_eq!(error.code(), "UNEXPECTED_ANSWER", "{body:.40}");
        assert!(!format!("{error:?}").contains("secret"));
    }
}

#[test]
fn refusals_are_altinns() {
    let code = |status| exchange_token::parse(&http(status, ""), now()).unwrap_err().code();
    assert_eq!((code(401), code(403), code(500)), ("UNAUTHORIZED", "FORBIDDEN", "UNEXPECTED_ANSWER"));
}

fn parse(body: &str) -> Result<AccessToken, samtykke::ConsentError> {
    exchange_token::parse(&http(200, body), now())
}

fn http(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: vec![], body: body.to_owned() }
}

fn jwt(claims: &str) -> String {
    format!("eyJhbGciOiJSUzI1NiJ9.{}.c2ln", Base64UrlUnpadded::encode_string(claims.as_bytes()))
}
