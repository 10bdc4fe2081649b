//! The table at the end of `cargo xtask test`.

use std::time::Duration;

use crate::console::{Console, seconds};
use crate::counts::Counts;

/// What every suite came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    suite: &'static str,
    counts: Counts,
    elapsed: Duration,
}

impl Report {
    pub(crate) fn add(&mut self, suite: &'static str, counts: Counts, elapsed: Duration) {
        self.rows.push(Row { suite, counts, elapsed });
    }

    pub(crate) fn all_passed(&self) -> bool {
        let total = self.total();
        total.failed == 0 && total.passed > 0
    }

    pub(crate) fn show(&self, console: &Console) {
        console.line("");
        console.line(
            &console.strong(&format!("{:<8} {:>7} {:>7} {:>8} {:>14}", "suite", "passed", "failed", "skipped", "time")),
        );
        for Row { suite, counts, elapsed } in &self.rows {
            let Counts { passed, failed, skipped } = counts;
            let line = format!("{suite:<8} {passed:>7} {failed:>7} {skipped:>8} {:>14}", seconds(*elapsed));
            console.line(&if *failed > 0 { console.bad(&line) } else { line });
        }
        let line = self.closing_line();
        console.line(&format!("\n{}", if self.all_passed() { console.good(&line) } else { console.bad(&line) }));
    }

    fn closing_line(&self) -> String {
        let total = self.total();
        format!("{} passed, {} failed", total.passed, total.failed)
    }

    fn total(&self) -> Counts {
        let mut total = Counts::default();
        for row in &self.rows {
            total += row.counts;
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_sums_the_suites() {
        let mut report = Report::default();
        report.add("rust", Counts { passed: 10, failed: 0, skipped: 2 }, Duration::ZERO);
        assert!(report.all_passed());
        report.add("node", Counts { passed: 1, failed: 2, skipped: 0 }, Duration::ZERO);
        assert_eq!(report.closing_line(), "11 passed, 2 failed");
        assert!(!report.all_passed());
    }

    #[test]
    fn nothing_run_is_nothing_passed() {
        assert!(!Report::default().all_passed());
    }
}
