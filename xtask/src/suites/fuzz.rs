//! Each fuzz target on its corpus, and some seconds more.

use super::Run;
use crate::failure::Outcome;
use crate::fuzz::Fuzzers;

const SECONDS: u64 = 10;

/// Each target counts as one test.
pub(crate) fn run(run: &mut Run<'_>) -> Outcome<()> {
    let fuzzers = Fuzzers::build(run.project)?;
    for target in fuzzers.targets() {
        let result = fuzzers.fuzz(target, SECONDS);
        if let Err(failure) = &result {
            failure.show(&run.project.console);
        }
        run.verdict(result.is_ok());
    }
    run.checks_are_the_tests();
    Ok(())
}
