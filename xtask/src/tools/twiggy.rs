//! twiggy, which says what a wasm file is made of.

use std::path::PathBuf;

use super::cargo_tool;
use crate::failure::Outcome;
use crate::project::Project;

/// The `twiggy` program.
pub(crate) fn prepare(project: &Project) -> Outcome<PathBuf> {
    cargo_tool::prepare(project, "twiggy", "0.8.0", "a minute")
}
