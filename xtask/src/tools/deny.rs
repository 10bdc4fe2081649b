//! cargo-deny, which checks licences and sources.

use std::path::PathBuf;

use super::cargo_tool;
use crate::failure::Outcome;
use crate::project::Project;

/// The `cargo-deny` program.
pub(crate) fn prepare(project: &Project) -> Outcome<PathBuf> {
    cargo_tool::prepare(project, "cargo-deny", "0.20.2", "a few minutes")
}
