//! How many tests a runner ran, read from what it printed.

mod cargo;
mod maven;
mod node;
mod pytest;
mod swift;

pub(crate) use cargo::cargo_test;
pub(crate) use maven::surefire;
pub(crate) use node::node_test;
pub(crate) use pytest::pytest;
pub(crate) use swift::swift_test;

use std::ops::AddAssign;

/// Tests by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Counts {
    /// Tests that ran.
    pub(crate) fn ran(&self) -> u32 {
        self.passed + self.failed
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The number right before a word, as in `3 passed`; 0 where it is missing.
fn number_before(word: &str, line: &str) -> u32 {
    let words: Vec<&str> = line.split(|c: char| c.is_whitespace() || c == ',' || c == ';').collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

/// The number right after a label, as in `Failures: 2`; 0 where it is missing.
fn number_after(label: &str, line: &str) -> u32 {
    let Some((_, rest)) = line.split_once(label) else { return 0 };
    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}
