//! Unit, integration and doc tests of the workspace.

use super::Run;
use crate::bindings::Artifacts;
use crate::counts::cargo_test;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::Outcome;

pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let sandbox = artifacts.sandbox()?;
    let mut cargo = run.project.cargo(&["test", "--workspace", "--features", "samtykke/pkcs12", "--no-fail-fast"]);
    run.tests_of("cargo test", cargo_test, cargo.env(SANDBOX_VARIABLE, sandbox))
}
