//! SmartBank, the web application in `examples/smartbank`: built for its tests, and started for a person.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::bindings::Artifacts;
use crate::cache;
use crate::demo::{SANDBOX_VARIABLE, exit_code};
use crate::failure::{AtPath, Outcome};
use crate::npm_package;
use crate::project::Project;
use crate::step::Step;
use crate::tools;
use crate::tools::apt::{self, Need};
use crate::tools::cross::Target;
use crate::tools::rust;

const FOLDER: &str = "examples/smartbank";

/// In `node_modules`, so that it is gone when they are.
const STAMP: &str = "node_modules/.installed-from";

/// What is missing to build it.
pub(crate) fn needs(project: &Project) -> Outcome<Vec<Option<Need>>> {
    let toolchain = tools::cross::choose(project, Target::Wasm)?;
    Ok(vec![toolchain.need(project), tools::node::need(project), tools::npm::need(project)])
}

/// Fills the cache with what the npm package is built with, and the folder with the packages that its lock file pins.
pub(crate) fn prepare(project: &Project) -> Outcome<()> {
    tools::wasm_bindgen::prepare(project)?;
    npm_package::install(project)?;
    install(project)
}

/// Builds the back end and the front end, in the folder that it answers.
pub(crate) fn build(project: &Project, artifacts: &Artifacts<'_>) -> Outcome<PathBuf> {
    artifacts.npm_package()?;
    install(project)?;
    let mut build = npm(project)?;
    Step::new(project, "build SmartBank").hint("see the TypeScript above").run(build.args(["run", "build"]))?;
    Ok(folder(project))
}

/// npm in SmartBank's folder, for its scripts.
pub(crate) fn npm(project: &Project) -> Outcome<Command> {
    let mut npm = tools::npm::command(project)?;
    if let Some(programs) = tools::node::prepare(project)?.parent().filter(|folder| folder.is_absolute()) {
        npm.env("PATH", tools::path_with(programs));
    }
    npm.current_dir(folder(project)).env("NO_UPDATE_NOTIFIER", "1");
    Ok(npm)
}

/// Starts the sandbox and the bank for a person with a browser, on `port` or a free one.
pub(crate) fn demo(project: &Project, port: Option<&str>) -> Outcome<ExitCode> {
    let needs = std::iter::once(rust::c_compiler(project)).chain(needs(project)?);
    apt::provide(project, &Vec::from_iter(needs.flatten()))?;
    let artifacts = Artifacts::new(project);
    let sandbox = artifacts.sandbox()?;
    let folder = build(project, &artifacts)?;
    let node = tools::node::prepare(project)?;
    let mut start = project.command(&node);
    start.arg("dist/local/start.js").current_dir(folder).env(SANDBOX_VARIABLE, sandbox);
    if let Some(port) = port {
        start.env("SMARTBANK_PORT", port);
    }
    Ok(exit_code(start.status().at(&node)?))
}

fn folder(project: &Project) -> PathBuf {
    project.root.join(FOLDER)
}

/// `npm ci`, unless it was done with the same lock file. The npm package is a link to its folder, so these packages cannot
/// lie in a cache that other checkouts share.
fn install(project: &Project) -> Outcome<()> {
    let folder = folder(project);
    let (stamp, lock) = (folder.join(STAMP), lock(&folder)?);
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut ci = npm(project)?;
    ci.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    Step::new(project, "install SmartBank's npm packages")
        .hint("see whether the npm registry can be reached")
        .run(&mut ci)?;
    std::fs::write(&stamp, lock).at(&stamp)
}

fn lock(folder: &Path) -> Outcome<String> {
    let path = folder.join("package-lock.json");
    Ok(cache::fingerprint(&std::fs::read_to_string(&path).at(&path)?))
}
