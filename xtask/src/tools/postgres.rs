//! PostgreSQL, which tests start themselves.

use std::path::{Path, PathBuf};

use crate::project::Project;
use crate::tools::apt::Need;
use crate::tools::ask;

const NEED: Need = Need { what: "PostgreSQL", packages: &["postgresql"] };

/// Debian has a folder for each version, which is not on PATH.
const DEBIAN: &str = "/usr/lib/postgresql";

pub(crate) fn need(project: &Project) -> Option<Need> {
    let is_found =
        ask(project, "initdb", &["--version"]).is_some() || versions().iter().any(|folder| has_initdb(folder));
    (!is_found).then_some(NEED)
}

fn has_initdb(version: &Path) -> bool {
    version.join("bin/initdb").exists()
}

fn versions() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(DEBIAN).into_iter().flatten();
    entries.filter_map(Result::ok).map(|entry| entry.path()).collect()
}
