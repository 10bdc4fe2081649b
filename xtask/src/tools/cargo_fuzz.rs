//! cargo-fuzz, which builds fuzz targets with the flags that libFuzzer needs.

use std::path::PathBuf;

use super::{ask, cargo_tool};
use crate::failure::Outcome;
use crate::project::Project;
use crate::tools::apt::Need;

const CPP_COMPILER: Need = Need { what: "a C++ compiler", packages: &["g++"] };

/// libFuzzer is C++, compiled by its build script.
pub(crate) fn need(project: &Project) -> Option<Need> {
    ask(project, "c++", &["--version"]).is_none().then_some(CPP_COMPILER)
}

/// The `cargo-fuzz` program.
pub(crate) fn prepare(project: &Project) -> Outcome<PathBuf> {
    cargo_tool::prepare(project, "cargo-fuzz", "0.13.2", "a minute")
}
