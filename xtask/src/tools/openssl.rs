//! OpenSSL's program, with which tests make a certificate.

use crate::project::Project;
use crate::tools::apt::Need;
use crate::tools::ask;

const NEED: Need = Need { what: "OpenSSL", packages: &["openssl"] };

pub(crate) fn need(project: &Project) -> Option<Need> {
    ask(project, "openssl", &["version"]).is_none().then_some(NEED)
}
