//! `cargo xtask test`.

use std::process::ExitCode;
use std::time::Instant;

use crate::bindings::Artifacts;
use crate::counts::Counts;
use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::report::Report;
use crate::setup;
use crate::suites::{Run, Suite};

const ONE_FAILED: Counts = Counts { passed: 0, failed: 1, skipped: 0 };

/// Runs the suites one after the other, all of them, and reports at the end.
pub(crate) fn run(project: &Project, suites: &[Suite]) -> Outcome<ExitCode> {
    setup::system_tools(project, suites)?;
    let artifacts = Artifacts::new(project);
    let mut report = Report::default();
    for suite in suites {
        project.console.heading(suite.name());
        let start = Instant::now();
        let counts = outcome(project, *suite, &artifacts);
        report.add(suite.name(), counts, start.elapsed());
    }
    report.show(&project.console);
    Ok(if report.all_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the suite came to; one that breaks off or runs no test counts as a failed test.
fn outcome(project: &Project, suite: Suite, artifacts: &Artifacts<'_>) -> Counts {
    let mut run = Run::new(project);
    if let Err(failure) = suite.run(&mut run, artifacts) {
        failure.show(&project.console);
        run.add(ONE_FAILED);
    }
    let mut counts = run.counts();
    if run.tests() == 0 && counts.failed == 0 {
        Failure::new(format!("{}: no test ran", suite.name())).show(&project.console);
        counts += ONE_FAILED;
    }
    counts
}
