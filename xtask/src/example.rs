//! The example programs: how each is built, and how it is started.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::assembly::Assembly;
use crate::bindings::Artifacts;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::{AtPath, Outcome};
use crate::npm_package;
use crate::package::kotlin;
use crate::project::Project;
use crate::step::Step;
use crate::tools;
use crate::tools::apt::{self, Need};
use crate::tools::cross::Target;

/// A folder below `examples` with a program that a reader starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Example {
    pub(crate) name: &'static str,
    runs: Runs,
}

/// What runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Runs {
    /// The binary of this package.
    Rust(&'static str),
    Node,
    Python,
    Kotlin,
    Swift,
}

pub(crate) const EXAMPLES: [Example; 11] = [
    Example { name: "rust-cli", runs: Runs::Rust("samtykke-rust-cli") },
    Example { name: "rust-axum", runs: Runs::Rust("samtykke-rust-axum") },
    Example { name: "service-owner/rust", runs: Runs::Rust("samtykke-service-owner") },
    Example { name: "service-owner/node", runs: Runs::Node },
    Example { name: "node-script", runs: Runs::Node },
    Example { name: "supplier", runs: Runs::Node },
    Example { name: "python-script", runs: Runs::Python },
    Example { name: "python-events", runs: Runs::Python },
    Example { name: "kms-signer", runs: Runs::Python },
    Example { name: "kotlin-app", runs: Runs::Kotlin },
    Example { name: "swift-app", runs: Runs::Swift },
];

/// The packages of the programs in Rust.
pub(crate) fn rust_packages() -> impl Iterator<Item = &'static str> {
    EXAMPLES.iter().filter_map(|example| match example.runs {
        Runs::Rust(package) => Some(package),
        _ => None,
    })
}

/// Runs the program as its README says, and hands its exit status on.
pub(crate) fn play(project: &Project, example: Example) -> Outcome<ExitCode> {
    apt::provide(project, &example.needs(project)?)?;
    let node = tools::node::prepare(project)?;
    let mut driver = example.driver(project, &Artifacts::new(project), "play.mjs")?;
    let status = driver.status().at(&node)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Example {
    /// The one that the arguments name.
    ///
    /// # Errors
    ///
    /// A sentence for the person who typed them.
    pub(crate) fn named(args: &[String]) -> Result<Self, String> {
        let known = || EXAMPLES.map(|example| example.name).join(", ");
        let [name] = args else { return Err(format!("name one example: {}", known())) };
        let found = EXAMPLES.into_iter().find(|example| example.name == name);
        found.ok_or_else(|| format!("there is no example `{name}`; the examples are {}", known()))
    }

    /// The system tools that it lacks: the driver is a program for Node.
    pub(crate) fn needs(self, project: &Project) -> Outcome<Vec<Need>> {
        let own = match self.runs {
            Runs::Rust(_) => vec![tools::rust::c_compiler(project)],
            Runs::Node => vec![tools::cross::choose(project, Target::Wasm)?.need(project), tools::npm::need(project)],
            Runs::Python => vec![tools::python::need(project)],
            Runs::Kotlin => vec![tools::jvm::need(project)],
            Runs::Swift => vec![tools::swift::need(project)?],
        };
        Ok(own.into_iter().chain([tools::node::need(project)]).flatten().collect())
    }

    /// Builds what the program needs. The command starts the driver's `script`, which starts the sandbox and the program.
    pub(crate) fn driver(self, project: &Project, artifacts: &Artifacts<'_>, script: &str) -> Outcome<Command> {
        let mut driver = project.command(tools::node::prepare(project)?);
        driver.env(SANDBOX_VARIABLE, artifacts.sandbox()?);
        // Of no meaning to a script that runs no tests.
        driver.arg("--test-reporter=tap").arg(driver_file(project, script)).arg(self.name);
        match self.runs {
            Runs::Rust(package) => {
                artifacts.rust_examples()?;
                driver.arg(project.built(package));
            }
            Runs::Node => {
                npm_package::link(project, &artifacts.npm_package()?)?;
                driver.arg(tools::node::prepare(project)?);
            }
            Runs::Python => {
                driver.arg(tools::python::prepare(project)?);
                driver.env("PYTHONPATH", artifacts.python_package()?);
                driver.env("PYTHONPYCACHEPREFIX", project.target.join("python-caches/pycache"));
            }
            Runs::Kotlin => {
                driver.args(words(&kotlin_program(project, artifacts)?));
            }
            Runs::Swift => {
                let built = swift_program(project, artifacts)?;
                driver.args(words(&built.program));
                driver.env("SAMTYKKE_KEY_FOLDER", built.folder).env("SAMTYKKE_KEY_FOLDER_INSIDE", built.inside);
            }
        }
        Ok(driver)
    }
}

/// A file of the driver.
pub(crate) fn driver_file(project: &Project, name: &str) -> PathBuf {
    project.root.join("examples/driver").join(name)
}

/// A program with its arguments.
fn words(command: &Command) -> Vec<OsString> {
    std::iter::once(command.get_program()).chain(command.get_args()).map(OsString::from).collect()
}

/// The program in Kotlin, started by Maven.
fn kotlin_program(project: &Project, artifacts: &Artifacts<'_>) -> Outcome<Command> {
    let repository = artifacts.kotlin_repository()?;
    let maven = |goals: &[&str]| -> Command {
        let mut maven = kotlin::user(project, "examples/kotlin-app", &repository);
        maven.arg(format!("-Dsamtykke.build={}", project.target.join("bindings/kotlin-app").display())).args(goals);
        maven
    };
    // The help loads the plugin, so that the program itself is started without a look at any registry.
    Step::new(project, "build the example in Kotlin").run(&mut maven(&["compile", "exec:help"]))?;
    Ok(maven(&["--quiet", "--offline", "exec:java"]))
}

/// A program in Swift, and the folder that it can see.
struct SwiftProgram {
    program: Command,
    folder: PathBuf,
    /// The folder as the program sees it.
    inside: PathBuf,
}

fn swift_program(project: &Project, artifacts: &Artifacts<'_>) -> Outcome<SwiftProgram> {
    let swift = tools::swift::prepare(project)?;
    let folder = project.target.join("bindings/swift-example");
    for (name, from) in [("samtykke", artifacts.swift_package()?), ("app", project.root.join("examples/swift-app"))] {
        let mut assembly = Assembly::default();
        assembly.tree(&from)?;
        assembly.write(&folder.join(name))?;
    }
    let inside = swift.sees(&folder);
    let mut build = swift.command(project, &folder);
    build.args(["build", "--package-path", "app"]).env("PKG_CONFIG_PATH", inside.join("samtykke/lib/pkgconfig"));
    Step::new(project, "build the example in Swift").run(&mut build)?;
    let mut program = swift.beside(project, &folder);
    program.arg(format!("LD_LIBRARY_PATH={}", inside.join("samtykke/lib").display()));
    program.arg(inside.join("app/.build/debug/Ask"));
    Ok(SwiftProgram { program, folder, inside })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn an_example_is_found_by_its_name() {
        let named = |words: &[&str]| Example::named(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(named(&["supplier"]).unwrap().name, "supplier");
        assert!(named(&["suppliers"]).unwrap_err().contains("the examples are rust-cli, "));
        assert!(named(&[]).unwrap_err().contains("name one example: "));
    }

    #[test]
    fn every_example_has_a_folder_and_a_line_in_the_list_and_in_the_help() {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
        let list = std::fs::read_to_string(examples.join("README.md")).unwrap();
        let help = crate::help::text(crate::cli::Topic::Example);
        for Example { name, .. } in EXAMPLES {
            assert!(examples.join(name).join("README.md").is_file(), "{name}");
            assert!(list.contains(&format!("[`{name}`]({name})")), "{name}");
            assert!(help.split_whitespace().any(|word| word == name), "{name}");
        }
    }
}
