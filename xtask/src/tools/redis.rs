//! Redis, which tests start themselves.

use crate::project::Project;
use crate::tools::apt::Need;
use crate::tools::ask;

const NEED: Need = Need { what: "Redis", packages: &["redis-server"] };

pub(crate) fn need(project: &Project) -> Option<Need> {
    ask(project, "redis-server", &["--version"]).is_none().then_some(NEED)
}
