use super::{Counts, number_after};

/// Reads the closing lines of `node --test`: `# pass 3` (tap) or `ℹ pass 3` (spec).
pub(crate) fn node_test(output: &str) -> Counts {
    let number = |word: &str| {
        let closing = |line: &&str| ["# ", "ℹ "].iter().any(|mark| line.starts_with(&format!("{mark}{word} ")));
        output.lines().rev().find(closing).map_or(0, |line| number_after(word, line))
    };
    Counts {
        passed: number("pass"),
        failed: number("fail") + number("cancelled"),
        skipped: number("skipped") + number("todo"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tap_and_spec_count_alike() {
        let tap = "ok 1 - a\n1..6\n# tests 6\n# suites 1\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n";
        let expected = Counts { passed: 3, failed: 2, skipped: 1 };
        assert_eq!(node_test(tap), expected);
        assert_eq!(node_test(&tap.replace("# ", "ℹ ")), expected);
    }

    #[test]
    fn a_file_that_does_not_load_counts_nothing() {
        assert_eq!(node_test("node:internal/modules Error: Cannot find module"), Counts::default());
    }
}
