//! `cargo xtask bench`: what each package costs beside what one would write without it, in one run.

mod kotlin;
mod npm;
mod python;

use std::process::ExitCode;

use crate::failure::Outcome;
use crate::project::Project;
use crate::setup;
use crate::suites::Suite;

/// A package that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bench {
    Npm,
    Python,
    Kotlin,
}

impl Bench {
    pub(crate) const ALL: [Self; 3] = [Self::Npm, Self::Python, Self::Kotlin];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Python => "python",
            Self::Kotlin => "kotlin",
        }
    }

    /// The suite that needs the same tools.
    fn suite(self) -> Suite {
        match self {
            Self::Npm => Suite::Node,
            Self::Python => Suite::Python,
            Self::Kotlin => Suite::Kotlin,
        }
    }
}

/// Prints times and ratios.
pub(crate) fn run(project: &Project, benches: &[Bench]) -> Outcome<ExitCode> {
    setup::system_tools(project, &benches.iter().map(|bench| bench.suite()).collect::<Vec<_>>())?;
    for bench in benches {
        project.console.heading(bench.name());
        let report = match bench {
            Bench::Npm => npm::run(project)?,
            Bench::Python => python::run(project)?,
            Bench::Kotlin => kotlin::run(project)?,
        };
        project.console.line(&format!("\n{}\n", report.trim_end()));
    }
    Ok(ExitCode::SUCCESS)
}
