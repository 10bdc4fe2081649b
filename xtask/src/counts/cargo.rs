use super::{Counts, number_before};

/// Sums the result lines of `cargo test` and of wasm-bindgen-test-runner, which prints the same.
pub(crate) fn cargo_test(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().filter_map(|line| line.trim_start().strip_prefix("test result: ")) {
        let line = line.split_once(". ").map_or(line, |(_, numbers)| numbers);
        counts += Counts {
            passed: number_before("passed", line),
            failed: number_before("failed", line),
            skipped: number_before("ignored", line),
        };
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_binary_counts() {
        let output = "
running 2 tests
test a ... ok
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
     Running tests/b.rs
test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
        assert_eq!(cargo_test(output), Counts { passed: 5, failed: 1, skipped: 1 });
    }

    #[test]
    fn wasm_bindgen_test_runner_counts_alike() {
        let output = "test result: ok. 4 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.01s";
        assert_eq!(cargo_test(output), Counts { passed: 4, failed: 0, skipped: 0 });
    }

    #[test]
    fn a_build_error_counts_nothing() {
        assert_eq!(cargo_test("error: could not compile `samtykke`"), Counts::default());
    }
}
