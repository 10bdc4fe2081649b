//! Smoke tests of the Swift package.

use super::Run;
use crate::bindings::Artifacts;
use crate::counts::swift_test;
use crate::failure::Outcome;
use crate::tools;

pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let swift = tools::swift::prepare(run.project)?;
    let package = artifacts.swift_package()?;
    let library = swift.sees(&package).join("lib");
    let mut command = swift.command(run.project, &package);
    command.arg("test");
    for flag in [format!("-L{}", library.display()), "-rpath".to_owned(), library.display().to_string()] {
        command.arg("-Xlinker").arg(flag);
    }
    run.tests_of("swift test", swift_test, &mut command)
}
