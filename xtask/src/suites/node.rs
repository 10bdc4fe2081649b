//! The npm package's tests.

use std::path::{Path, PathBuf};

use super::Run;
use crate::bindings::Artifacts;
use crate::counts::node_test;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::{AtPath, Failure, Outcome};
use crate::npm_package;
use crate::project::Project;
use crate::tools;
use crate::tools::apt::Need;
use crate::tools::cross::Target;

const ENDINGS: [&str; 3] = [".test.mjs", ".test.js", ".test.cjs"];

/// The programs that it runs the package in come from the system; the rest are npm packages.
pub(crate) fn needs(project: &Project) -> Outcome<Vec<Option<Need>>> {
    let toolchain = tools::cross::choose(project, Target::Wasm)?;
    Ok(vec![
        toolchain.need(project),
        tools::node::need(project),
        tools::npm::need(project),
        tools::chromium::need(project),
        tools::firefox::need(project),
    ])
}

pub(crate) fn prepare(project: &Project) -> Outcome<()> {
    tools::wasm_bindgen::prepare(project)?;
    tools::node::prepare(project)?;
    npm_package::install(project)
}

pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let node = tools::node::prepare(run.project)?;
    let sandbox = artifacts.sandbox()?;
    let package = artifacts.npm_package()?;
    let mut size = npm_package::size(run.project)?;
    run.check("size of the npm package", "cargo xtask size", size.arg("--ceiling"))?;
    let files = test_files(&package.join("tests"))?;
    let mut command = run.project.command(node);
    command.args(["--test", "--test-reporter=tap"]).args(files).env(SANDBOX_VARIABLE, sandbox);
    command.env("SAMTYKKE_CHROMIUM", tools::chromium::prepare(run.project)?);
    command.env("SAMTYKKE_FIREFOX", tools::firefox::prepare(run.project)?);
    run.tests_of("node --test", node_test, &mut command)
}

/// Named one by one: what `node --test` makes of a folder differs between versions.
pub(super) fn test_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).at(folder)? {
        let path = entry.at(folder)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Failure::new(format!("no file ends with .test.mjs or .test.js in {}", folder.display())));
    }
    Ok(files)
}
