//! Tests, lints and types of the Python package.

use std::path::Path;
use std::process::Command;

use super::Run;
use crate::bindings::Artifacts;
use crate::counts::pytest;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::Outcome;
use crate::tools;

/// Everything but the generated module, whose types are in a stub.
const TYPED: [&str; 4] = ["src", "tests", "tools", "bench"];

/// The example programs in Python, which have no configuration of their own.
const EXAMPLES: [&str; 3] =
    ["../../examples/kms-signer", "../../examples/python-events", "../../examples/python-script"];

pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let python = tools::python::prepare(run.project)?;
    let sandbox = artifacts.sandbox()?;
    let importable = artifacts.python_package()?;
    let package = run.project.root.join("bindings-uniffi/python");
    let caches = run.project.target.join("python-caches");

    let tool = |args: &[&str]| -> Command {
        let mut command = run.project.command(&python);
        command.current_dir(&package).arg("-m").args(args);
        command.env("PYTHONPYCACHEPREFIX", caches.join("pycache"));
        command.env("RUFF_CACHE_DIR", caches.join("ruff")).env("MYPY_CACHE_DIR", caches.join("mypy"));
        command
    };
    let mut ruff = tool(&["ruff", "check", "--config", "pyproject.toml", "."]);
    ruff.args(EXAMPLES);
    let mut format = tool(&["ruff", "format", "--config", "pyproject.toml", "--check", "."]);
    format.args(EXAMPLES);
    let mut mypy = tool(&["mypy"]);
    mypy.args(TYPED).args(EXAMPLES);
    let mut pyright = tool(&["pyright", "--pythonpath"]);
    pyright.arg(&python);
    let mut tests = tool(&["pytest", "tests", "-o", &cache_option(&caches)]);
    tests.env("PYTHONPATH", &importable).env(SANDBOX_VARIABLE, &sandbox);

    run.check("ruff check", "ruff check --fix", &mut ruff)?;
    run.check("ruff format", "ruff format", &mut format)?;
    run.check("mypy", "", &mut mypy)?;
    run.check("pyright", "", &mut pyright)?;
    run.tests_of("pytest", pytest, &mut tests)
}

fn cache_option(caches: &Path) -> String {
    format!("cache_dir={}", caches.join("pytest").display())
}
