//! The example programs, each run to its end against the sandbox, and what their READMEs show of them.

use std::time::Duration;

use super::Run;
use crate::bindings::Artifacts;
use crate::counts::node_test;
use crate::example::{EXAMPLES, Example, driver_file};
use crate::failure::Outcome;
use crate::npm_package;
use crate::package::kotlin;
use crate::project::Project;
use crate::tools;
use crate::tools::apt::Need;

/// What one example may take, its stories and its missing settings together; each takes seconds, most of them Maven's.
const LIMIT: Duration = Duration::from_secs(480);

pub(crate) fn needs(project: &Project) -> Outcome<Vec<Option<Need>>> {
    let mut needs: Vec<Need> = Vec::new();
    for example in EXAMPLES {
        for need in example.needs(project)? {
            if !needs.contains(&need) {
                needs.push(need);
            }
        }
    }
    Ok(needs.into_iter().map(Some).collect())
}

pub(crate) fn prepare(project: &Project) -> Outcome<()> {
    tools::wasm_bindgen::prepare(project)?;
    tools::node::prepare(project)?;
    npm_package::install(project)?;
    tools::python::prepare(project)?;
    tools::jvm::prepare_ktlint(project)?;
    tools::swift::prepare(project)?;
    Ok(())
}

pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let mut readmes = run.project.command(tools::node::prepare(run.project)?);
    readmes.arg("--test-reporter=tap").arg(driver_file(run.project, "readmes.test.mjs"));
    run.tests_within(LIMIT, "READMEs of the examples", node_test, &mut readmes)?;
    lints(run)?;
    compose_screen(run, artifacts)?;
    for example in EXAMPLES {
        let Example { name, .. } = example;
        match example.driver(run.project, artifacts, "example.test.mjs") {
            Ok(mut driver) => run.tests_within(LIMIT, &format!("example {name}"), node_test, &mut driver)?,
            // What one language lacks keeps no other from being run.
            Err(failure) => {
                failure.show(&run.project.console);
                run.verdict(false);
            }
        }
    }
    Ok(())
}

/// Clippy and ruff see the examples in Rust and Python with their packages.
fn lints(run: &mut Run<'_>) -> Outcome<()> {
    let root = run.project.root.clone();
    let mut ktlint = run.project.command("java");
    ktlint.current_dir(root.join("examples/kotlin-app")).arg("-jar").arg(tools::jvm::prepare_ktlint(run.project)?);
    ktlint.arg(format!("--editorconfig={}", root.join("bindings-uniffi/kotlin/.editorconfig").display()));
    ktlint.args(["--relative", "**/*.kt"]);
    run.check("ktlint (examples)", "", &mut ktlint)?;

    let mut format = tools::swift::prepare(run.project)?.command(run.project, &root);
    format.args(["format", "lint", "--strict", "--configuration", "bindings-uniffi/swift/swift-format.json"]);
    format.args(["--recursive", "examples/swift-app"]);
    run.check("swift format (examples)", "", &mut format)
}

/// What the Android app shows, as far as it compiles without an Android SDK.
fn compose_screen(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let mut maven = kotlin::user(run.project, "examples/kotlin-app/android", &artifacts.kotlin_repository()?);
    maven.arg(format!("-Dsamtykke.build={}", run.project.target.join("bindings/kotlin-app-screen").display()));
    run.check("compile the screen of the Android app", "", maven.arg("compile"))
}
