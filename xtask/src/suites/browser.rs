//! The sandbox's pages in Chromium. What they look like is kept in `target/screenshots`.

use super::Run;
use super::node::test_files;
use crate::bindings::Artifacts;
use crate::counts::node_test;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::Outcome;
use crate::project::Project;
use crate::tools;

const FOLDER: &str = "examples/sandbox/browser";

pub(crate) fn prepare(project: &Project) -> Outcome<()> {
    tools::node::prepare(project)?;
    tools::npm::prepare(project, &project.root.join(FOLDER))?;
    Ok(())
}

pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let project = run.project;
    let folder = project.root.join(FOLDER);
    let chromium = tools::chromium::prepare(project)?;
    let packages = tools::npm::prepare(project, &folder)?;
    let sandbox = artifacts.sandbox()?;
    let mut command = project.command(tools::node::prepare(project)?);
    command.args(["--test", "--test-reporter=tap"]).args(test_files(&folder)?);
    command.env(SANDBOX_VARIABLE, sandbox).env("SAMTYKKE_CHROMIUM", chromium);
    command.env("SAMTYKKE_NODE_PACKAGES", packages).env("SAMTYKKE_SCREENSHOTS", project.target.join("screenshots"));
    run.tests_of("Chromium", node_test, &mut command)
}
