//! Formatting, clippy, licences, Android's types, and what may not be in the wasm build.

use super::Run;
use crate::failure::{AtPath, Failure, Outcome};
use crate::platforms;
use crate::project::Project;
use crate::step::Step;
use crate::tools;
use crate::tools::apt::Need;
use crate::tools::cross::Target;

/// Crates that hold RSA code or bring it: the wasm build leaves signing to its host.
const RSA: &[&str] = &[
    "aws-lc-fips-sys",
    "aws-lc-rs",
    "aws-lc-sys",
    "boring",
    "boring-sys",
    "jsonwebtoken",
    "num-bigint-dig",
    "openssl",
    "openssl-sys",
    "ring",
    "rsa",
    "rustls",
];

/// The build tools of derive macros and the core itself included.
const MOST_CRATES: usize = 40;

/// What checks Android's library comes from where the wasm modules' compiler does.
pub(crate) fn needs(project: &Project) -> Outcome<Vec<Option<Need>>> {
    Ok(vec![tools::cross::choose(project, Target::Android)?.need(project)])
}

pub(crate) fn run(run: &mut Run<'_>) -> Outcome<()> {
    tools::rust::prepare_lints(run.project)?;
    let deny = tools::deny::prepare(run.project)?;

    let mut format = run.project.cargo(&["fmt", "--all", "--check", "--", "--color", "never"]);
    run.check("rustfmt", "cargo fmt --all", &mut format)?;
    let fuzz = ["fmt", "--manifest-path", "fuzz/Cargo.toml"];
    let mut format = run.project.cargo(&[&fuzz[..], &["--check", "--", "--color", "never"]].concat());
    run.check("rustfmt (fuzz targets)", &format!("cargo {}", fuzz.join(" ")), &mut format)?;
    clippy(run, "clippy (workspace)", &["--workspace", "--all-targets"])?;
    clippy(run, "clippy (core without features)", &["--package", "samtykke", "--no-default-features"])?;
    for feature in core_features(run.project)? {
        let title = format!("clippy (core with {feature})");
        clippy(run, &title, &["--package", "samtykke", "--no-default-features", "--features", &feature])?;
    }
    clippy(run, "clippy (core with all features)", &["--package", "samtykke", "--all-features", "--all-targets"])?;
    android(run)?;
    documentation(run)?;

    let mut licences = run.project.command(deny);
    licences.args(["--all-features", "check", "licenses", "bans", "sources"]);
    run.check("cargo-deny (licences, bans, sources)", "see deny.toml", &mut licences)?;
    no_rsa_in_wasm(run)?;
    few_crates(run)?;
    platforms_are_current(run)?;
    run.checks_are_the_tests();
    Ok(())
}

fn platforms_are_current(run: &mut Run<'_>) -> Outcome<()> {
    let is_current = platforms::is_current(run.project)?;
    if !is_current {
        Failure::new("docs/platforms.md is not current").with_hint("cargo xtask platforms").show(&run.project.console);
    }
    run.verdict(is_current);
    Ok(())
}

fn clippy(run: &mut Run<'_>, title: &str, scope: &[&str]) -> Outcome<()> {
    let args = [&["clippy"], scope, &["--", "-D", "warnings"]].concat();
    let mut cargo = run.project.cargo(&args);
    run.check(title, "", &mut cargo)
}

/// The library that Android loads, which has no key in it. To link it takes the NDK; types need none.
fn android(run: &mut Run<'_>) -> Outcome<()> {
    let mut cargo = tools::cross::choose(run.project, Target::Android)?.cargo(run.project, "check")?;
    cargo.args(["--package", "samtykke-uniffi", "--lib", "--no-default-features"]);
    run.check("cargo check for Android", "", &mut cargo)
}

/// Links that lead nowhere are errors.
fn documentation(run: &mut Run<'_>) -> Outcome<()> {
    let mut cargo = run.project.cargo(&["doc", "--package", "samtykke", "--no-deps", "--all-features"]);
    run.check("documentation (core with all features)", "", cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Each feature must compile without the others.
fn core_features(project: &Project) -> Outcome<Vec<String>> {
    let manifest = project.root.join("core/Cargo.toml");
    let content = std::fs::read_to_string(&manifest).at(&manifest)?;
    Ok(features(&content).into_iter().map(str::to_owned).collect())
}

fn features(manifest: &str) -> Vec<&str> {
    let section = manifest.lines().skip_while(|line| line.trim() != "[features]").skip(1);
    let section = section.take_while(|line| !line.starts_with('['));
    let names = section.filter(|line| line.starts_with(|c: char| c.is_ascii_alphanumeric()));
    names
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim())
        .filter(|name| *name != "default")
        .collect()
}

/// The core without features stays small enough to be read before it is trusted.
fn few_crates(run: &mut Run<'_>) -> Outcome<()> {
    let mut tree = run.project.cargo(&["tree", "--package", "samtykke", "--no-default-features", "--prefix", "none"]);
    tree.args(["--edges", "normal,build", "--no-dedupe"]);
    let title = format!("at most {MOST_CRATES} crates in the core without features");
    let finished = Step::new(run.project, &title).run(&mut tree)?;
    let found = crates(&finished.output);
    if found > MOST_CRATES {
        Failure::new(format!("{title}: found {found}"))
            .with_hint("cargo tree -p samtykke --no-default-features")
            .show(&run.project.console);
    }
    run.verdict(found <= MOST_CRATES);
    Ok(())
}

fn crates(tree: &str) -> usize {
    let mut names: Vec<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

fn no_rsa_in_wasm(run: &mut Run<'_>) -> Outcome<()> {
    let mut tree = run.project.cargo(&["tree", "--package", "samtykke-wasm", "--target", "wasm32-unknown-unknown"]);
    tree.args(["--edges", "normal", "--prefix", "none"]);
    let title = "no RSA code in the wasm build";
    let finished = Step::new(run.project, title).run(&mut tree)?;
    let found = forbidden(&finished.output);
    if !found.is_empty() {
        Failure::new(format!("{title}: found {}", found.join(", ")))
            .with_hint("cargo tree -p samtykke-wasm --target wasm32-unknown-unknown --invert <crate>")
            .show(&run.project.console);
    }
    run.verdict(found.is_empty());
    Ok(())
}

fn forbidden(tree: &str) -> Vec<&str> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let mut found: Vec<&str> = names.filter(|name| RSA.contains(name)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_read_from_the_manifest() {
        let manifest = "[package]\nname = \"a\"\n\n[features]\ndefault = []\n# Why.\nsigner = [\n    \"dep:b\",\n]\nclient = []\n\n[dependencies]\nb = \"1\"\n";
        assert_eq!(features(manifest), ["signer", "client"]);
    }

    #[test]
    fn each_crate_of_a_tree_counts_once() {
        assert_eq!(crates("samtykke v0.1.0\nserde v1.0.229\nserde v1.0.229 (*)\n\nuuid v1.29.3\n"), 3);
    }

    #[test]
    fn only_whole_crate_names_are_forbidden() {
        let tree = "samtykke-wasm v0.1.0\nring v0.17.0\nstring v1.0.0\nrsa v0.9.0\nring v0.17.0 (*)\n";
        assert_eq!(forbidden(tree), ["ring", "rsa"]);
    }
}
