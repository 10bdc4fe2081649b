//! Firefox, for the browser entry of the npm package.

use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::tools::apt::Need;
use crate::tools::ask;

const NAMES: [&str; 2] = ["firefox-esr", "firefox"];

const NEED: Need = Need { what: "Firefox", packages: &["firefox-esr"] };

pub(crate) fn need(project: &Project) -> Option<Need> {
    installed(project).is_none().then_some(NEED)
}

/// The program's name.
pub(crate) fn prepare(project: &Project) -> Outcome<&'static str> {
    let missing = || Failure::new(format!("missing: {}", NEED.what)).with_hint("put `firefox` on PATH");
    installed(project).ok_or_else(missing)
}

fn installed(project: &Project) -> Option<&'static str> {
    NAMES.into_iter().find(|name| ask(project, name, &["--version"]).is_some())
}
