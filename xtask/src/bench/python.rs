//! The Python package beside httpx and PyJWT.

use crate::bindings::Artifacts;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::Outcome;
use crate::project::Project;
use crate::step::Step;
use crate::tools;

/// What it prints. The library is the one that is published.
pub(super) fn run(project: &Project) -> Outcome<String> {
    let python = tools::python::prepare(project)?;
    let artifacts = Artifacts::new(project);
    let package = artifacts.python_package_with(&artifacts.native_library()?, "python-published")?;
    let sandbox = artifacts.sandbox()?;
    let mut bench = project.command(python);
    bench.arg("bench/measure.py").current_dir(project.root.join("bindings-uniffi/python"));
    bench.env("PYTHONPATH", &package).env("PYTHONPYCACHEPREFIX", project.target.join("python-caches/pycache"));
    bench.env(SANDBOX_VARIABLE, sandbox);
    Ok(Step::new(project, "benchmarks of the Python package").run(&mut bench)?.output)
}
