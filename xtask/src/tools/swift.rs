//! Swift 6: the one on PATH, else one in a Debian 13 chroot.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::tools::apt::{self, Need};
use crate::tools::{ask, chroot};
use crate::version;

const OLDEST: u32 = 6;
const NEED: Need =
    Need { what: "debootstrap (to install Swift)", packages: &["debootstrap", "debian-archive-keyring", "mount"] };

/// Where Swift runs.
#[derive(Debug)]
pub(crate) enum Swift {
    OnPath,
    InChroot(PathBuf),
}

impl Swift {
    /// A command in the folder of a package.
    pub(crate) fn command(&self, project: &Project, package: &Path) -> Command {
        match self {
            Self::OnPath => {
                let mut command = project.command("swift");
                command.current_dir(package);
                command
            }
            Self::InChroot(root) => {
                let mut command = chroot::enter(project, root, package);
                command.arg("swift");
                command
            }
        }
    }

    /// The folder of the package as Swift sees it.
    pub(crate) fn sees(&self, package: &Path) -> PathBuf {
        match self {
            Self::OnPath => package.to_owned(),
            Self::InChroot(_) => PathBuf::from(chroot::SHARED),
        }
    }
}

/// What is missing to run or to install Swift.
///
/// # Errors
///
/// No Swift, and no right to make a chroot for it.
pub(crate) fn need(project: &Project) -> Outcome<Option<Need>> {
    if is_on_path(project) {
        return Ok(None);
    }
    if !apt::may_install(project) {
        return Err(Failure::new("missing: Swift 6").with_hint(
            "install Swift 6 and put `swift` on PATH,\n\
             or on Debian and Ubuntu let it be installed into a folder of its own, as root:\n\
             sudo env \"PATH=$PATH\" \"CARGO_HOME=${CARGO_HOME:-$HOME/.cargo}\" \"RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}\" \
             cargo xtask test swift",
        ));
    }
    let missing =
        ask(project, "debootstrap", &["--version"]).is_none() || ask(project, "mount", &["--version"]).is_none();
    Ok(missing.then_some(NEED))
}

/// A Swift that is ready to run.
pub(crate) fn prepare(project: &Project) -> Outcome<Swift> {
    if is_on_path(project) { Ok(Swift::OnPath) } else { Ok(Swift::InChroot(chroot::prepare(project)?)) }
}

fn is_on_path(project: &Project) -> bool {
    let text = ask(project, "swift", &["--version"]).unwrap_or_default();
    version::after("Swift version", &text).is_some_and(|(major, _)| major >= OLDEST)
}
