//! Every sample of `tests/wire`, in both directions: what the core sends is what the sample sends, and what the core reads is
//! what is certain about the answer.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

#[path = "conformance/class.rs"]
mod class;
#[path = "conformance/create.rs"]
mod create;
#[path = "conformance/events.rs"]
mod events;
#[path = "conformance/grant.rs"]
mod grant;
#[path = "conformance/lookup.rs"]
mod lookup;
#[path = "conformance/read.rs"]
mod read;
#[path = "conformance/redirect.rs"]
mod redirect;
#[path = "conformance/refused_creation.rs"]
mod refused_creation;
#[path = "conformance/registry.rs"]
mod registry;
#[path = "conformance/shown.rs"]
mod shown;

use common::sample::{Sample, text};

#[test]
fn every_sample_is_in_the_index_and_has_one_reader() {
    let mut readers = readers();
    readers.sort_unstable();
    assert_eq!(Sample::names(), readers);

    let index = text("INDEX.md");
    let rows = index.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(".json |"));
    let mut listed: Vec<&str> = rows.map(|(name, _)| name).collect();
    listed.sort_unstable();
    assert_eq!(listed, readers);
}

/// The samples that the tests read, each in the list of the test that does.
fn readers() -> Vec<&'static str> {
    let named = |list: &[(&'static str, &str)]| list.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    [
        create::SAMPLES,
        refused_creation::SENT,
        refused_creation::UNFIT,
        &named(refused_creation::NOT_SENT),
        &[refused_creation::WITHOUT_TOKEN],
        read::SAMPLES,
        read::REFUSED,
        read::NO_ID,
        events::PAGES,
        events::REFUSED,
        &named(events::NOT_ASKED),
        &[events::WITHOUT_TOKEN],
        grant::TOKENS,
        grant::CONSENT_TOKENS,
        grant::REFUSED,
        &named(grant::NOT_MADE),
        &[grant::METADATA],
        &[lookup::FOUND],
        lookup::REFUSED,
        &[registry::FOUND, registry::UNKNOWN],
        redirect::SAMPLES,
    ]
    .concat()
}
