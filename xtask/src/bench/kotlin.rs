//! The Kotlin package beside java.net.http and nimbus-jose-jwt.

use crate::bindings::{Artifacts, Language};
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::Outcome;
use crate::project::Project;
use crate::step::Step;
use crate::tools::jvm::Maven;

/// What it prints. The library is the one that is published.
pub(super) fn run(project: &Project) -> Outcome<String> {
    let artifacts = Artifacts::new(project);
    let library = artifacts.native_library()?;
    let generated = artifacts.generated(Language::Kotlin)?;
    let natives = artifacts.kotlin_natives(&library)?;
    let maven = Maven { generated, natives, build: project.target.join("bindings/kotlin-build") };
    let mut bench = maven.command(project);
    bench.args(["test", "-Dtest=Bench"]).env(SANDBOX_VARIABLE, artifacts.sandbox()?);
    let finished = Step::new(project, "benchmarks of the Kotlin package").run(&mut bench)?;
    let measured: Vec<&str> = finished.output.lines().filter(|line| line.contains(", ratio ")).collect();
    Ok(measured.join("\n"))
}
