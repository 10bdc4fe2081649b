use super::{Counts, number_before};

/// Reads pytest's last line: `2 failed, 5 passed, 1 skipped in 0.12s`.
pub(crate) fn pytest(output: &str) -> Counts {
    let closing = |line: &&str| {
        line.contains(" in ") && ["passed", "failed", "error", "skipped"].iter().any(|word| line.contains(word))
    };
    let Some(line) = output.lines().rev().find(closing) else { return Counts::default() };
    Counts {
        passed: number_before("passed", line) + number_before("xpassed", line),
        failed: number_before("failed", line) + number_before("error", line) + number_before("errors", line),
        skipped: number_before("skipped", line) + number_before("xfailed", line) + number_before("deselected", line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_with_and_without_frame() {
        let expected = Counts { passed: 5, failed: 3, skipped: 1 };
        assert_eq!(pytest("2 failed, 5 passed, 1 skipped, 1 error in 0.12s\n"), expected);
        assert_eq!(pytest("===== 2 failed, 5 passed, 1 skipped, 1 error in 0.12s =====\n"), expected);
    }

    #[test]
    fn no_tests_count_nothing() {
        assert_eq!(pytest("no tests ran in 0.01s\n"), Counts::default());
    }
}
