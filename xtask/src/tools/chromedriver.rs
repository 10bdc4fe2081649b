//! The driver that lets wasm-bindgen's tests run in Chromium.

use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::tools::apt::Need;
use crate::tools::ask;

const NEED: Need = Need { what: "chromedriver", packages: &["chromium-driver"] };

pub(crate) fn need(project: &Project) -> Option<Need> {
    installed(project).is_none().then_some(NEED)
}

/// Where the program is.
pub(crate) fn prepare(project: &Project) -> Outcome<String> {
    let missing = || Failure::new(format!("missing: {}", NEED.what)).with_hint("put `chromedriver` on PATH");
    installed(project).ok_or_else(missing)
}

fn installed(project: &Project) -> Option<String> {
    ask(project, "chromedriver", &["--version"])?;
    Some(ask(project, "which", &["chromedriver"])?.trim().to_owned())
}
