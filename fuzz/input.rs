//! How the targets read what the fuzzer gives: as text whose lines a person can write.

#![allow(dead_code, reason = "each target uses its part")]

use samtykke::HttpResponse;

pub fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// A status, one character between, and a body; 200 and the whole text when it does not begin with a status.
pub fn response(text: &str) -> HttpResponse {
    let (status, body) = match text.get(..3).and_then(|status| status.parse().ok()) {
        Some(status) => (status, text[3..].get(1..).unwrap_or_default()),
        None => (200, text),
    };
    HttpResponse { status, headers: vec![], body: body.to_owned() }
}
