//! Every public type says where the facts about it come from.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::sources::sources;

/// What this project made up itself.
const OWN: &[&str] = &[
    "Answer",
    "CallAttempts",
    "ConsentClient",
    "ConsentDifference",
    "ConsentEvents",
    "ErrorClass",
    "EventCursor",
    "FeedStep",
    "NumberInputState",
    "Pause",
    "RequestProblemKind",
    "Secret",
    "Seed",
    "Step",
    "TokenCache",
    "TokenKey",
    "TokenStep",
    "VerifyStep",
];

#[test]
fn every_public_type_links_to_its_source() {
    let mut missing = vec![];
    for source in sources() {
        let of_module = source.lines().any(|line| line.starts_with("//!") && line.contains("<https://"));
        let lines: Vec<&str> = source.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(name) = public_type(line) else { continue };
            let docs = lines[..at].iter().rev().take_while(|line| !line.is_empty() && **line != "}");
            let is_linked = docs.into_iter().any(|line| line.starts_with("///") && line.contains("<https://"));
            if !of_module && !is_linked && !OWN.contains(&name) {
                missing.push(name.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "without a link to their source: {missing:?}");
}

fn public_type(line: &str) -> Option<&str> {
    let rest = ["pub struct ", "pub enum ", "pub trait "].iter().find_map(|start| line.strip_prefix(start))?;
    rest.split(|c: char| !c.is_alphanumeric()).next()
}
