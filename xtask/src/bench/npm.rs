//! The npm package beside jose.

use crate::failure::Outcome;
use crate::npm_package;
use crate::project::Project;
use crate::step::Step;
use crate::tools;

/// What it prints.
pub(super) fn run(project: &Project) -> Outcome<String> {
    let package = npm_package::build(project)?;
    let mut bench = project.command(tools::node::prepare(project)?);
    bench.arg("scripts/bench.mjs").current_dir(&package);
    bench.env("SAMTYKKE_CHROMIUM", tools::chromium::prepare(project)?);
    Ok(Step::new(project, "benchmarks of the npm package").run(&mut bench)?.output)
}
