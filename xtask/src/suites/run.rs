//! One run of one suite: its steps and what they counted.

use std::process::Command;
use std::time::Duration;

use crate::counts::Counts;
use crate::failure::Outcome;
use crate::project::Project;
use crate::step::Step;

/// A suite under way.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    pub(crate) project: &'a Project,
    counts: Counts,
    tests: u32,
}

impl<'a> Run<'a> {
    pub(crate) fn new(project: &'a Project) -> Self {
        Self { project, counts: Counts::default(), tests: 0 }
    }

    pub(crate) fn add(&mut self, counts: Counts) {
        self.counts += counts;
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    /// Tests that ran: a suite whose checks pass while its tests are not found has not passed.
    pub(crate) fn tests(&self) -> u32 {
        self.tests
    }

    /// A lint: it counts as one test, and the next one runs whether it passes or not.
    pub(crate) fn check(&mut self, title: &str, hint: &str, command: &mut Command) -> Outcome<()> {
        let finished = Step::new(self.project, title).hint(hint).attempt(command)?;
        let passed = finished.success;
        if !passed {
            finished.into_failure().show(&self.project.console);
        }
        self.verdict(passed);
        Ok(())
    }

    /// Counts something that was looked at without a command.
    pub(crate) fn verdict(&mut self, passed: bool) {
        self.counts += Counts { passed: passed.into(), failed: (!passed).into(), skipped: 0 };
    }

    /// A lint suite has no other tests.
    pub(crate) fn checks_are_the_tests(&mut self) {
        self.tests = self.counts.ran();
    }

    /// A test runner, whose output tells how many tests it ran.
    pub(crate) fn tests_of(&mut self, title: &str, count: fn(&str) -> Counts, command: &mut Command) -> Outcome<()> {
        self.tests_by(Step::new(self.project, title), count, command)
    }

    /// A test runner that is ended when it takes longer than `limit`.
    pub(crate) fn tests_within(
        &mut self,
        limit: Duration,
        title: &str,
        count: fn(&str) -> Counts,
        command: &mut Command,
    ) -> Outcome<()> {
        self.tests_by(Step::new(self.project, title).limit(limit), count, command)
    }

    fn tests_by(&mut self, step: Step<'_>, count: fn(&str) -> Counts, command: &mut Command) -> Outcome<()> {
        let finished = step.attempt(command)?;
        let mut counts = count(&finished.output);
        self.tests += counts.ran();
        if !finished.success {
            // A runner that fails without a failed test did not get to its tests, or broke off in them.
            counts.failed = counts.failed.max(1);
            finished.into_failure().show(&self.project.console);
        }
        self.counts += counts;
        Ok(())
    }
}
