//! A Debian 13 in a folder, for the Swift that Debian 12 lacks.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::failure::Outcome;
use crate::project::Project;
use crate::step::Step;
use crate::tools::mirror;

const SUITE: &str = "trixie";

/// What is installed; the folder's name follows it, so that a change here makes a new one.
const INCLUDE: &str = "swiftlang";
const PACKAGES: &[&str] = &["g++", "libc6-dev", "libcurl4", "libxml2", "git", "ca-certificates"];

/// Where the shared folder is seen from inside.
pub(crate) const SHARED: &str = "/samtykke";

const HINT: &str = "see whether the package mirror can be reached; \
    in a container it takes the right to mount (docker run --privileged); \
    or install Swift 6 and put `swift` on PATH";

/// Runs its arguments in the chroot `$1`, with the folder `$2` mounted at `$3`.
const ENTER: &str = r#"
set -e
root=$1 shared=$2 inside=$3
shift 3
mount -t proc proc "$root/proc"
mkdir -p "$root$inside"
mount --bind "$shared" "$root$inside"
exec chroot "$root" sh -c 'cd "$0" && exec "$@"' "$inside" "$@"
"#;

/// The folder of the system, made on first use.
pub(crate) fn prepare(project: &Project) -> Outcome<PathBuf> {
    let recipe = format!("{SUITE} {INCLUDE} {}", PACKAGES.join(" "));
    let key = format!("swift-{SUITE}-{}", cache::fingerprint(&recipe));
    cache::once(project, &key, |folder| {
        let mirror = mirror::of_debian(project)?;
        let mut debootstrap = namespaced(project);
        debootstrap.args(["debootstrap", "--variant=minbase", &format!("--include={INCLUDE}"), SUITE]);
        debootstrap.arg(folder).args(mirror);
        Step::new(project, "install Debian 13 with Swift (2 min, 3 GB, once)").hint(HINT).run(&mut debootstrap)?;

        let inside = || enter(project, folder, &folder.join("srv"));
        let install = ["apt-get", "install", "-y", "--no-install-recommends"];
        Step::new(project, "install what Swift needs").hint(HINT).run(inside().args(install).args(PACKAGES))?;
        Step::new(project, "clean up after Swift").run(inside().args(["apt-get", "clean"]))?;
        Step::new(project, "try Swift").hint(HINT).run(inside().args(["swift", "--version"]))?;
        Ok(())
    })
}

/// A command that runs what is added to it inside, in the shared folder.
pub(crate) fn enter(project: &Project, root: &Path, shared: &Path) -> Command {
    let mut command = namespaced(project);
    command.args(["sh", "-c", ENTER, "enter"]).arg(root).arg(shared).arg(SHARED);
    command
}

/// A command with an environment that makes sense in there. Its mounts live in a namespace of their own and end with
/// it, however it ends.
fn namespaced(project: &Project) -> Command {
    let mut command = project.command("unshare");
    command.arg("--mount").env_clear();
    command.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    command.env("HOME", "/root").env("LANG", "C.UTF-8").env("DEBIAN_FRONTEND", "noninteractive");
    if let Some(proxy) = mirror::proxy(project) {
        command.env("http_proxy", proxy);
    }
    for (name, value) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("SAMTYKKE_") || text.to_lowercase().ends_with("_proxy") || text == "CI" {
            command.env(&name, value);
        }
    }
    command
}
