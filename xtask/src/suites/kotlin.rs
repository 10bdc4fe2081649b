//! Tests and lints of the Kotlin package on the JVM.

use super::Run;
use crate::bindings::{Artifacts, Language};
use crate::counts::surefire;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::Outcome;
use crate::tools::jvm::{self, Maven};

/// Maven fetches Kotlin, JNA, JUnit and ktlint into its own repository folder.
pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let sandbox = artifacts.sandbox()?;
    let generated = artifacts.generated(Language::Kotlin)?;
    let natives = artifacts.kotlin_natives(&artifacts.library()?)?;
    let build = run.project.target.join("bindings/kotlin-build");
    let maven = Maven { generated, natives, build };
    let jar = jvm::prepare_ktlint(run.project)?;
    let mut ktlint = run.project.command("java");
    ktlint.current_dir(run.project.root.join("bindings-uniffi/kotlin"));
    ktlint.arg("-jar").arg(&jar).args(["--relative", "**/*.kt", "**/*.kts"]);
    let mut android = jvm::plain(run.project);
    android.arg("--file").arg(run.project.root.join("bindings-uniffi/kotlin/android/pom.xml"));
    android.arg(format!("-Dsamtykke.generated={}", artifacts.keyless_kotlin()?.display()));
    android.arg(format!("-Dsamtykke.build={}", run.project.target.join("bindings/kotlin-android-build").display()));
    android.arg("compile");
    let mut tests = maven.command(run.project);
    tests.arg("test").env(SANDBOX_VARIABLE, sandbox);
    run.check("ktlint", &format!("java -jar {} -F in bindings-uniffi/kotlin", jar.display()), &mut ktlint)?;
    run.check("compile Android's Kotlin", "", &mut android)?;
    run.tests_of("mvn test", surefire, &mut tests)
}
