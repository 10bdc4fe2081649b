//! What holds for every value, tried with many.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod event_cursor;
mod flow;
mod numbers;
mod redirect;
mod rewriting;
mod token_cache;

use proptest::test_runner::{Config, RngSeed};

/// The same values in every run, and nothing is written. `PROPTEST_RNG_SEED` tries others.
fn values(count: u32) -> Config {
    let given = Config::default();
    let rng_seed = if given.rng_seed == RngSeed::Random { RngSeed::Fixed(1) } else { given.rng_seed };
    Config { cases: count, rng_seed, failure_persistence: None, max_shrink_iters: 1_000, ..given }
}
