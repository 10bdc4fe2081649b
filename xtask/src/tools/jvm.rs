//! A JDK and Maven; Maven fetches Kotlin.

use crate::project::Project;
use crate::tools::apt::Need;
use crate::tools::ask;
use crate::version;

const OLDEST: u32 = 11;
const NEED: Need = Need { what: "a JDK 11 or newer with Maven", packages: &["default-jdk-headless", "maven"] };

pub(crate) fn need(project: &Project) -> Option<Need> {
    let text = ask(project, "mvn", &["--version"]).unwrap_or_default();
    let java = version::after("Java version:", &text);
    java.is_none_or(|(major, _)| major < OLDEST).then_some(NEED)
}
