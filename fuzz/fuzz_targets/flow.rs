//! A flow whose host and servers do anything: one move on each line, named by its first character.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use common::moves::{Move, walk};
use common::{authorizing_creation, config, consent, start};

const TOKEN_ANSWER: &str = r#"200 {"access_token":"a.b.c","expires_in":119}"#;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let text = input::text(data);
    let flow = if text.starts_with('!') { unchecked() } else { authorizing_creation() };
    walk(flow, text.lines().take(40).filter_map(read));
});

/// A flow with all that the usual one leaves out.
fn unchecked() -> samtykke::ConsentFlow {
    let mut config = config();
    config.check_status = false;
    config.skip_actor_choice = true;
    config.state_parameter = Some("state".to_owned());
    start(config)
}

fn read(line: &str) -> Option<Move> {
    let first = line.chars().next()?;
    let rest = line[first.len_utf8()..].to_owned();
    let number = || rest.parse().unwrap_or(1);
    Some(match first {
        'n' => Move::Proceed,
        's' => Move::Sign { signature: rest },
        'a' => Move::Authorize { token: rest, seconds: 120 },
        'd' => deny(&rest),
        'r' => respond(&rest),
        'c' => respond(&format!("201 {}", consent(&rest))),
        'g' => respond(&format!("200 {}", consent(&rest))),
        't' => respond(TOKEN_ANSWER),
        'f' => Move::Fail,
        'u' => Move::Return { url: rest },
        'l' => Move::CheckStatus,
        'w' => Move::Wait { seconds: number() },
        'j' => Move::Restore,
        _ => return None,
    })
}

/// `503 {}`, or with a header in front: `503 Retry-After: 3;{}`.
fn respond(text: &str) -> Move {
    let response = input::response(text);
    let (headers, body) = match response.body.split_once(';') {
        Some((header, body)) if !header.contains('{') => (header.split_once(": "), body),
        _ => (None, response.body.as_str()),
    };
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Move::Respond { status: response.status, headers: headers.into_iter().collect(), body: body.to_owned() }
}

fn deny(text: &str) -> Move {
    let response = input::response(text);
    Move::Deny { status: response.status, body: response.body }
}
