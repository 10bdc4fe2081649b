//! The URL to come back to, and the one that the user came back with.

#![no_main]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../input.rs"]
mod input;

use common::round_trip::{comes_back, sent_redirect_url};
use samtykke::{ConsentReturn, RedirectUrl, skip_actor_choice};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let text = input::text(data);
    let mut lines = text.splitn(3, '\n');
    let (url, id_parameter) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let _ = ConsentReturn::parse(lines.next().unwrap_or_default());
    let _ = (ConsentReturn::parse(url), skip_actor_choice(url));
    let Ok(url) = RedirectUrl::parse(url) else { return };
    let id_parameter = if id_parameter.is_empty() { "consentId" } else { id_parameter };
    if let Some((flow, sent)) = sent_redirect_url(url, id_parameter) {
        comes_back(&flow, &sent);
    }
});
