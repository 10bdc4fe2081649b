//! `cargo xtask bench`: what the npm package costs beside others, in one run.

use std::process::ExitCode;

use crate::failure::Outcome;
use crate::npm_package;
use crate::project::Project;
use crate::setup;
use crate::step::Step;
use crate::suites::Suite;
use crate::tools;

/// Prints times and ratios.
pub(crate) fn run(project: &Project) -> Outcome<ExitCode> {
    setup::system_tools(project, &[Suite::Node])?;
    let package = npm_package::build(project)?;
    let mut bench = project.command(tools::node::prepare(project)?);
    bench.arg("scripts/bench.mjs").current_dir(&package);
    bench.env("SAMTYKKE_CHROMIUM", tools::chromium::prepare(project)?);
    let finished = Step::new(project, "benchmarks of the npm package").run(&mut bench)?;
    project.console.line(&format!("\n{}", finished.output.trim_end()));
    Ok(ExitCode::SUCCESS)
}
