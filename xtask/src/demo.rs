//! `cargo xtask demo`.

use std::process::{Command, ExitCode, ExitStatus};

use crate::failure::{AtPath, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools::{apt, rust};

const DEMO: &str = "samtykke-demo";
const SANDBOX: &str = "samtykke-sandbox";

/// Tells the demo and the tests where the sandbox's program is.
pub(crate) const SANDBOX_VARIABLE: &str = "SAMTYKKE_SANDBOX_BIN";

/// Builds the demo and the sandbox, runs the demo, and hands its exit status on.
pub(crate) fn run(project: &Project, args: &[String]) -> Outcome<ExitCode> {
    apt::provide(project, &Vec::from_iter(rust::c_compiler(project)))?;
    build(project)?;
    let program = project.built(DEMO);
    let mut demo = Command::new(&program);
    demo.args(args).env(SANDBOX_VARIABLE, project.built(SANDBOX));
    let status = demo.status().at(&program)?;
    Ok(exit_code(status))
}

/// Builds both programs in one go, so that they share what they depend on.
pub(crate) fn build(project: &Project) -> Outcome<()> {
    build_with(project, "build the demo and the sandbox", [])
}

/// Builds other programs that depend on the same, with both: what they share is compiled once.
pub(crate) fn build_with<'a>(
    project: &Project,
    title: &str,
    packages: impl IntoIterator<Item = &'a str>,
) -> Outcome<()> {
    let mut cargo = project.cargo(&["build"]);
    for package in [DEMO, SANDBOX].into_iter().chain(packages) {
        cargo.args(["--package", package]);
    }
    Step::new(project, title).run(&mut cargo)?;
    Ok(())
}

/// A program that a signal ended has no exit status of its own.
fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
