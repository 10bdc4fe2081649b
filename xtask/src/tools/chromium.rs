//! Chromium, for the tests of the sandbox's pages.

use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::tools::apt::Need;
use crate::tools::ask;

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A browser without a font draws nothing.
const NEED: Need = Need { what: "Chromium", packages: &["chromium", "fonts-dejavu-core"] };

pub(crate) fn need(project: &Project) -> Option<Need> {
    installed(project).is_none().then_some(NEED)
}

/// Where the program is.
pub(crate) fn prepare(project: &Project) -> Outcome<String> {
    let missing = || Failure::new(format!("missing: {}", NEED.what)).with_hint("put `chromium` on PATH");
    installed(project).ok_or_else(missing)
}

fn installed(project: &Project) -> Option<String> {
    let name = NAMES.into_iter().find(|name| ask(project, name, &["--version"]).is_some())?;
    let path = ask(project, "which", &[name])?;
    Some(path.trim().to_owned())
}
