//! `cargo xtask setup`, and the part of it that every run does first.

use std::process::ExitCode;

use crate::failure::Outcome;
use crate::project::Project;
use crate::suites::Suite;
use crate::tools::apt::{self, Need};
use crate::tools::rust;

/// Installs everything that the suites need.
pub(crate) fn run(project: &Project, suites: &[Suite]) -> Outcome<ExitCode> {
    system_tools(project, suites)?;
    let mut code = ExitCode::SUCCESS;
    for suite in suites {
        if let Err(failure) = suite.prepare(project) {
            failure.show(&project.console);
            code = ExitCode::FAILURE;
        }
    }
    if code == ExitCode::SUCCESS {
        project.console.line(&format!("  ready; tools are in {}", project.cache.display()));
    }
    Ok(code)
}

/// Installs with apt what the suites lack, in one go, or stops with everything that the person must do.
pub(crate) fn system_tools(project: &Project, suites: &[Suite]) -> Outcome<()> {
    let mut needs: Vec<Need> = Vec::from_iter(rust::c_compiler(project));
    let mut failures = Vec::new();
    for suite in suites {
        let more = suite.needs(project).unwrap_or_else(|failure| {
            failures.push(failure);
            vec![]
        });
        for need in more {
            if !needs.contains(&need) {
                needs.push(need);
            }
        }
    }
    failures.extend(apt::provide(project, &needs).err());
    let Some(last) = failures.pop() else { return Ok(()) };
    for failure in failures {
        failure.show(&project.console);
    }
    Err(last)
}
