//! Tests and lints of the Kotlin package on the JVM.

use super::Run;
use crate::bindings::Artifacts;
use crate::counts::surefire;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::Outcome;
use crate::tools::jvm;

/// Maven fetches Kotlin, JNA, JUnit and ktlint into its own repository folder.
pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let sandbox = artifacts.sandbox()?;
    let maven = artifacts.kotlin_maven()?;
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
    run.tests_of("mvn test", surefire, &mut tests)?;
    if run.tests() > 0 {
        artifacts.kotlin_was_compiled();
    }
    Ok(())
}
