//! Smoke tests and lints of the Python package.

use std::path::Path;
use std::process::Command;

use super::Run;
use crate::bindings::{Artifacts, Language};
use crate::counts::pytest;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::{Failure, Outcome};
use crate::tools;

pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let python = tools::python::prepare(run.project)?;
    let sandbox = artifacts.sandbox()?;
    let generated = artifacts.generated(Language::Python)?;
    let package = run.project.root.join("bindings-uniffi/python");
    let caches = run.project.target.join("python-caches");
    let sources = [generated, package.join("src"), package.clone()];
    let search = std::env::join_paths(&sources).map_err(|error| Failure::new(error.to_string()))?;

    let tool = |args: &[&str]| -> Command {
        let mut command = run.project.command(&python);
        command.current_dir(&package).arg("-m").args(args);
        command.env("PYTHONPATH", &search).env(SANDBOX_VARIABLE, &sandbox);
        command.env("PYTHONPYCACHEPREFIX", caches.join("pycache"));
        command.env("RUFF_CACHE_DIR", caches.join("ruff"));
        command
    };
    let mut ruff = tool(&["ruff", "check", "."]);
    let mut format = tool(&["ruff", "format", "--check", "."]);
    let mut tests = tool(&["pytest", "tests", "-o", &cache_option(&caches)]);

    run.check("ruff check", "ruff check --fix", &mut ruff)?;
    run.check("ruff format", "ruff format", &mut format)?;
    run.tests_of("pytest", pytest, &mut tests)
}

fn cache_option(caches: &Path) -> String {
    format!("cache_dir={}", caches.join("pytest").display())
}
