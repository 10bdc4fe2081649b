//! The wasm crate's own tests, run by Node and in Chromium.

use std::process::Command;

use super::Run;
use crate::counts::cargo_test;
use crate::failure::Outcome;
use crate::project::Project;
use crate::tools;
use crate::tools::apt::Need;
use crate::tools::cross::Target;

pub(crate) fn needs(project: &Project) -> Outcome<Vec<Option<Need>>> {
    let toolchain = tools::cross::choose(project, Target::Wasm)?;
    Ok(vec![
        toolchain.need(project),
        tools::node::need(project),
        tools::chromium::need(project),
        tools::chromedriver::need(project),
    ])
}

/// Unit and integration tests: doc tests would need a runner of their own.
pub(crate) fn run(run: &mut Run<'_>) -> Outcome<()> {
    run.tests_of("wasm tests under Node", cargo_test, &mut tests(run.project)?)?;
    let mut in_chromium = tests(run.project)?;
    // webdriver.json in the crate's folder says how the browser is started.
    in_chromium.env("WASM_BINDGEN_USE_BROWSER", "1").env("CHROMEDRIVER", tools::chromedriver::prepare(run.project)?);
    run.tests_of("wasm tests in Chromium", cargo_test, &mut in_chromium)
}

fn tests(project: &Project) -> Outcome<Command> {
    let toolchain = tools::cross::choose(project, Target::Wasm)?;
    let bin = tools::wasm_bindgen::prepare(project)?;
    let node = tools::node::prepare(project)?;
    let mut cargo = toolchain.cargo(project, "test")?;
    cargo.args(["--package", "samtykke-wasm", "--tests", "--no-fail-fast"]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", bin.join("wasm-bindgen-test-runner"));
    if let Some(folder) = node.parent().filter(|folder| folder.is_absolute()) {
        cargo.env("PATH", tools::path_with(folder));
    }
    Ok(cargo)
}
