//! `cargo xtask size`: what the npm package weighs, and what makes it heavy.

use std::process::ExitCode;

use crate::failure::Outcome;
use crate::npm_package;
use crate::project::Project;
use crate::setup;
use crate::step::Step;
use crate::suites::Suite;
use crate::tools;

/// Ten, and the names of the functions, which the packed file has not.
const SHOWN: &str = "11";

/// Prints the sizes; past a budget it fails.
pub(crate) fn run(project: &Project) -> Outcome<ExitCode> {
    setup::system_tools(project, &[Suite::Node])?;
    npm_package::build(project)?;
    let twiggy = tools::twiggy::prepare(project)?;
    for (entry, module) in npm_package::modules(project) {
        let mut top = project.command(&twiggy);
        top.args(["top", "-n", SHOWN]).arg(module);
        let finished = Step::new(project, format!("largest parts ({entry}, before wasm-opt)")).run(&mut top)?;
        project.console.line(&finished.output);
    }
    let finished = Step::new(project, "size of the npm package").attempt(&mut npm_package::size(project)?)?;
    project.console.line(&format!("\n{}", finished.output.trim_end()));
    Ok(if finished.success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
