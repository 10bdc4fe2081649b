//! Every sample of `tests/wire` that a server answers, sent over HTTP to a sandbox that is in the sample's state at the
//! sample's time.
#![allow(clippy::unwrap_used)]

mod common;

#[path = "replay/create.rs"]
mod create;
#[path = "replay/events.rs"]
mod events;
#[path = "replay/lookup.rs"]
mod lookup;
#[path = "replay/read.rs"]
mod read;
#[path = "replay/redirect.rs"]
mod redirect;
#[path = "replay/registry.rs"]
mod registry;
#[path = "replay/stage.rs"]
mod stage;
#[path = "replay/token.rs"]
mod token;

use common::sample::Sample;

#[test]
fn every_sample_is_replayed_by_one_test() {
    let mut replayed = [
        create::SAMPLES,
        create::AGAIN,
        create::FAULTS,
        read::SAMPLES,
        read::REFUSED,
        events::PAGES,
        &[events::LAST],
        events::REFUSED,
        token::TOKENS,
        token::REFUSED,
        &[token::METADATA],
        &[lookup::FOUND],
        lookup::REFUSED,
        &[registry::FOUND, registry::UNKNOWN],
        redirect::SAMPLES,
    ]
    .concat();
    replayed.sort_unstable();
    assert_eq!(Sample::names(), replayed);
}
