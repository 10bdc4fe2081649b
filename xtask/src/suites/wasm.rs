//! The wasm crate's own tests, run by Node.

use super::Run;
use crate::counts::cargo_test;
use crate::failure::Outcome;
use crate::tools;

/// Unit and integration tests: doc tests would need a runner of their own.
pub(crate) fn run(run: &mut Run<'_>) -> Outcome<()> {
    let toolchain = tools::wasm::choose(run.project)?;
    let bin = tools::wasm_bindgen::prepare(run.project)?;
    let node = tools::node::prepare(run.project)?;
    let mut cargo = toolchain.cargo(run.project, "test")?;
    cargo.args(["--package", "samtykke-wasm", "--tests", "--no-fail-fast"]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", bin.join("wasm-bindgen-test-runner"));
    if let Some(folder) = node.parent().filter(|folder| folder.is_absolute()) {
        cargo.env("PATH", tools::path_with(folder));
    }
    run.tests_of("wasm tests under Node", cargo_test, &mut cargo)
}
