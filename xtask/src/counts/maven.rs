use super::{Counts, number_after};

/// Reads Surefire's totals: the `Tests run:` lines that name no class.
pub(crate) fn surefire(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().filter(|line| line.contains("Tests run:") && !line.contains("Time elapsed")) {
        let failed = number_after("Failures:", line) + number_after("Errors:", line);
        let skipped = number_after("Skipped:", line);
        let passed = number_after("Tests run:", line).saturating_sub(failed + skipped);
        counts += Counts { passed, failed, skipped };
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_counts_and_the_classes_do_not() {
        let output = "
[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.3 s -- in SmokeTest
[ERROR] Tests run: 4, Failures: 1, Errors: 1, Skipped: 1, Time elapsed: 0.1 s <<< FAILURE! -- in OtherTest
[INFO] Results:
[ERROR] Tests run: 7, Failures: 1, Errors: 1, Skipped: 1
";
        assert_eq!(surefire(output), Counts { passed: 4, failed: 2, skipped: 1 });
    }
}
