//! Smoke tests of the Kotlin package on the JVM.

use super::Run;
use crate::bindings::{Artifacts, Language};
use crate::counts::surefire;
use crate::failure::Outcome;

/// Maven fetches Kotlin, JNA and JUnit into its own repository folder.
pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let generated = artifacts.generated(Language::Kotlin)?;
    let library = artifacts.library()?;
    let native = library.parent().unwrap_or(&library);
    let build = run.project.target.join("bindings/kotlin-build");
    let mut maven = run.project.command("mvn");
    maven.args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never", "--file"]);
    maven.arg(run.project.root.join("bindings-uniffi/kotlin/pom.xml"));
    for (name, folder) in [("generated", generated.as_path()), ("native", native), ("build", &build)] {
        maven.arg(format!("-Dsamtykke.{name}={}", folder.display()));
    }
    run.tests_of("mvn test", surefire, maven.arg("test"))
}
