//! Python with the development tools in a virtual environment.

use std::path::PathBuf;

use crate::cache;
use crate::failure::{AtPath, Failure, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools::apt::Need;
use crate::tools::ask;
use crate::version;

const OLDEST: (u32, u32) = (3, 10);
const NEED: Need = Need { what: "Python 3.10 or newer with venv", packages: &["python3", "python3-venv"] };

/// `ensurepip` is what Debian splits off from `venv`.
const PROBE: &str = "import sys, venv, ensurepip; print(sys.version)";

pub(crate) fn need(project: &Project) -> Option<Need> {
    installed(project).is_none().then_some(NEED)
}

/// The `python` of a virtual environment that holds `requirements-dev.txt`.
pub(crate) fn prepare(project: &Project) -> Outcome<PathBuf> {
    let requirements = project.root.join("bindings-uniffi/python/requirements-dev.txt");
    let content = std::fs::read_to_string(&requirements).at(&requirements)?;
    let interpreter = installed(project).ok_or_else(missing)?;
    let key = format!("python-{}", cache::fingerprint(&format!("{interpreter}\n{content}")));
    let folder = cache::once(project, &key, |folder| {
        Step::new(project, "make the Python environment")
            .hint("apt-get install python3-venv")
            .run(project.command("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
        let mut pip = project.command(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off", "-r"])
            .arg(&requirements);
        Step::new(project, "install the Python tools")
            .hint("see whether the package index can be reached")
            .run(&mut pip)?;
        Ok(())
    })?;
    Ok(folder.join("bin/python"))
}

/// The full version of a Python that will do.
fn installed(project: &Project) -> Option<String> {
    let text = ask(project, "python3", &["-c", PROBE])?;
    version::major_minor(&text).filter(|version| *version >= OLDEST).map(|_| text)
}

fn missing() -> Failure {
    Failure::new(format!("missing: {}", NEED.what)).with_hint("install it and put `python3` on PATH")
}
