//! A JDK and Maven; Maven fetches Kotlin.

use std::path::PathBuf;
use std::process::Command;

use crate::cache;
use crate::failure::Outcome;
use crate::project::Project;
use crate::step::Step;
use crate::tools::apt::Need;
use crate::tools::ask;
use crate::version;

const KTLINT: &str = "1.8.0";
const OLDEST: u32 = 11;
const NEED: Need = Need { what: "a JDK 11 or newer with Maven", packages: &["default-jdk-headless", "maven"] };

pub(crate) fn need(project: &Project) -> Option<Need> {
    let text = ask(project, "mvn", &["--version"]).unwrap_or_default();
    let java = version::after("Java version:", &text);
    java.is_none_or(|(major, _)| major < OLDEST).then_some(NEED)
}

/// How the Kotlin package is built: what is generated for it, the native libraries, and the folder for what comes of it.
pub(crate) struct Maven {
    pub(crate) generated: PathBuf,
    pub(crate) natives: PathBuf,
    pub(crate) build: PathBuf,
}

impl Maven {
    pub(crate) fn command(&self, project: &Project) -> Command {
        let mut command = plain(project);
        command.arg("--file").arg(project.root.join("bindings-uniffi/kotlin/pom.xml"));
        for (name, folder) in [("generated", &self.generated), ("natives", &self.natives), ("build", &self.build)] {
            command.arg(format!("-Dsamtykke.{name}={}", folder.display()));
        }
        command
    }
}

/// Maven that asks nobody and writes plain text.
pub(crate) fn plain(project: &Project) -> Command {
    let mut command = project.command("mvn");
    command.args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never"]);
    command
}

/// The jar of the linter, which Maven fetches.
pub(crate) fn prepare_ktlint(project: &Project) -> Outcome<PathBuf> {
    let folder = cache::once(project, &format!("ktlint-{KTLINT}"), |folder| {
        let mut copy = plain(project);
        copy.arg("org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy");
        copy.arg(format!("-Dartifact=com.pinterest.ktlint:ktlint-cli:{KTLINT}:jar:all"));
        copy.arg(format!("-DoutputDirectory={}", folder.display()));
        Step::new(project, "fetch ktlint").hint("see whether Maven Central can be reached").run(&mut copy)?;
        Ok(())
    })?;
    Ok(folder.join(format!("ktlint-cli-{KTLINT}-all.jar")))
}
