//! Tests of the Swift package.

use std::process::Command;

use super::Run;
use crate::bindings::Artifacts;
use crate::counts::swift_test;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::Outcome;
use crate::tools;

pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let swift = tools::swift::prepare(run.project)?;
    let package = artifacts.swift_package()?;
    let inside = swift.sees(&package);
    let command = |args: &[&str]| -> Command {
        let mut command = swift.command(run.project, &package);
        command.args(args).env("PKG_CONFIG_PATH", inside.join("lib/pkgconfig"));
        command.env("LD_LIBRARY_PATH", inside.join("lib")).env("no_proxy", "127.0.0.1,localhost");
        command.env(SANDBOX_VARIABLE, inside.join("bin/samtykke-sandbox"));
        command
    };
    let mut format = command(&["format", "lint", "--strict", "--configuration", "swift-format.json", "--recursive"]);
    format.args([
        "Package.swift",
        "Sources/Samtykke/Client",
        "Sources/Samtykke/Core",
        "Sources/Samtykke/Signing",
        "Tests",
        "Examples",
    ]);
    run.check("swift format", "swift format --in-place --configuration swift-format.json --recursive .", &mut format)?;
    run.tests_of("swift test", swift_test, &mut command(&["test"]))
}
