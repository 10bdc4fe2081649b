use super::{Counts, number_after, number_before};

/// Adds up both runners of `swift test`: XCTest's outermost suite and Swift Testing's run line.
pub(crate) fn swift_test(output: &str) -> Counts {
    let mut counts = xctest(output);
    counts += swift_testing(output);
    counts
}

/// `Executed 3 tests, with 1 test skipped and 1 failure (0 unexpected) in ...`; the last one is the outermost suite.
fn xctest(output: &str) -> Counts {
    let lines: Vec<&str> = output.lines().collect();
    let Some(line) = lines.iter().rev().find(|line| line.trim_start().starts_with("Executed ")) else {
        return Counts::default();
    };
    // The line counts failed assertions, of which one test may have several.
    let failed = count(&lines, |line| line.starts_with("Test Case ") && line.contains("' failed ("));
    let skipped = count(&lines, |line| line.starts_with("Test Case ") && line.contains("' skipped ("));
    Counts { passed: number_after("Executed ", line).saturating_sub(failed + skipped), failed, skipped }
}

/// `Test run with 3 tests passed after ...`, or `... with 3 tests in 1 suite failed after ...`.
fn swift_testing(output: &str) -> Counts {
    let lines: Vec<&str> = output.lines().map(without_mark).collect();
    let Some(line) = lines.iter().rev().find(|line| line.starts_with("Test run with ")) else {
        return Counts::default();
    };
    let total = number_before("tests", line) + number_before("test", line);
    let failed =
        count(&lines, |line| line.starts_with("Test ") && line.contains(" failed after ") && !is_run_line(line));
    let skipped =
        count(&lines, |line| line.starts_with("Test ") && (line.ends_with(" skipped.") || line.contains(" skipped: ")));
    // A run that failed outside of any test still failed.
    let failed = if failed == 0 && line.contains(" failed after ") { 1 } else { failed };
    Counts { passed: total.saturating_sub(failed + skipped), failed, skipped }
}

fn count(lines: &[&str], wanted: impl Fn(&str) -> bool) -> u32 {
    lines.iter().filter(|line| wanted(line)).map(|_| 1).sum()
}

fn is_run_line(line: &str) -> bool {
    line.starts_with("Test run with ")
}

/// Swift Testing begins each line with a symbol and a space.
fn without_mark(line: &str) -> &str {
    match line.split_once(' ') {
        Some((mark, rest)) if !mark.is_ascii() => rest.trim_start(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swift_testing_counts_when_xctest_has_nothing() {
        let output = "
Test Suite 'All tests' passed at 2026-11-24 04:12:08.121
\t Executed 0 tests, with 0 failures (0 unexpected) in 0.0 (0.0) seconds
◇ Test run started.
◇ Test aFlowStarts() started.
✔ Test aFlowStarts() passed after 0.001 seconds.
✔ Test run with 1 test passed after 0.001 seconds.
";
        assert_eq!(swift_test(output), Counts { passed: 1, failed: 0, skipped: 0 });
    }

    #[test]
    fn failed_and_skipped_tests_of_swift_testing_count_once() {
        let output = "
✘ Test a() recorded an issue at A.swift:3:5: Expectation failed: 1 == 2
✘ Test a() failed after 0.001 seconds with 2 issues.
➜ Test b() skipped.
✔ Test c() passed after 0.001 seconds.
✘ Test run with 3 tests in 1 suite failed after 0.001 seconds with 2 issues.
";
        assert_eq!(swift_test(output), Counts { passed: 1, failed: 1, skipped: 1 });
    }

    #[test]
    fn xctest_counts_the_outermost_suite() {
        let output = "
Test Case 'A.testOne' failed (0.0 seconds)
\t Executed 2 tests, with 2 failures (0 unexpected) in 0.0 (0.0) seconds
Test Suite 'All tests' failed at 2026-11-24
\t Executed 3 tests, with 2 failures (0 unexpected) in 0.0 (0.0) seconds
";
        assert_eq!(swift_test(output), Counts { passed: 2, failed: 1, skipped: 0 });
    }
}
