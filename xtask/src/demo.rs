//! `cargo xtask demo`.

use std::process::{Command, ExitCode, ExitStatus};

use crate::failure::{AtPath, Outcome};
use crate::project::Project;
use crate::smartbank;
use crate::step::Step;
use crate::tools::{apt, rust};

const DEMO: &str = "samtykke-demo";
const SANDBOX: &str = "samtykke-sandbox";

/// Tells the demo and the tests where the sandbox's program is.
pub(crate) const SANDBOX_VARIABLE: &str = "SAMTYKKE_SANDBOX_BIN";

/// Which demo to run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Demo {
    /// One consent, step by step. The arguments go to the program as they are.
    Steps(Vec<String>),
    /// The web application, on this port or a free one.
    Browser { port: Option<String> },
}

impl Demo {
    /// Reads the arguments after `cargo xtask demo`.
    ///
    /// # Errors
    ///
    /// A sentence for the person who typed them.
    pub(crate) fn read(args: Vec<String>) -> Result<Self, String> {
        if !args.iter().any(|arg| arg == "--browser") {
            return Ok(Self::Steps(args));
        }
        let rest: Vec<&str> = args.iter().map(String::as_str).filter(|arg| *arg != "--browser").collect();
        match rest[..] {
            [] => Ok(Self::Browser { port: None }),
            ["--port", port] if port.parse::<u16>().is_ok() => Ok(Self::Browser { port: Some(port.to_owned()) }),
            _ => Err(format!("--browser takes --port N and nothing else, not `{}`", rest.join(" "))),
        }
    }
}

/// Runs the demo, and hands its exit status on.
pub(crate) fn run(project: &Project, demo: &Demo) -> Outcome<ExitCode> {
    match demo {
        Demo::Steps(args) => run_steps(project, args),
        Demo::Browser { port } => smartbank::demo(project, port.as_deref()),
    }
}

/// Builds the demo and the sandbox, and runs the demo.
fn run_steps(project: &Project, args: &[String]) -> Outcome<ExitCode> {
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
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
