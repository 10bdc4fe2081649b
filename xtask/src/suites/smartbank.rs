//! SmartBank: its types and formatting, its back end on each store, and its pages in Chromium.

use std::time::Duration;

use super::Run;
use super::node::test_files;
use crate::bindings::Artifacts;
use crate::counts::node_test;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::Outcome;
use crate::project::Project;
use crate::smartbank;
use crate::tools;
use crate::tools::apt::Need;

const LIMIT: Duration = Duration::from_secs(1_200);

/// A file of tests that hangs ends, and with it what it started.
const TEST_LIMIT: &str = "--test-timeout=900000";

pub(crate) fn needs(project: &Project) -> Outcome<Vec<Option<Need>>> {
    let mut needs = smartbank::needs(project)?;
    needs.extend([
        tools::chromium::need(project),
        tools::postgres::need(project),
        tools::redis::need(project),
        tools::openssl::need(project),
    ]);
    Ok(needs)
}

pub(crate) fn run(run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
    let project = run.project;
    let sandbox = artifacts.sandbox()?;
    let chromium = tools::chromium::prepare(project)?;
    let folder = smartbank::build(project, artifacts)?;
    run.check("biome", "npm run format in examples/smartbank", smartbank::npm(project)?.args(["run", "lint"]))?;
    for (title, tests) in [("SmartBank's back end", "dist/server/tests"), ("SmartBank in Chromium", "browser")] {
        let mut command = project.command(tools::node::prepare(project)?);
        command.args(["--test", "--test-reporter=tap", TEST_LIMIT]).args(test_files(&folder.join(tests))?);
        command.current_dir(&folder).env(SANDBOX_VARIABLE, &sandbox).env("SAMTYKKE_CHROMIUM", &chromium);
        command.env("SAMTYKKE_SCREENSHOTS", project.target.join("screenshots"));
        run.tests_within(LIMIT, title, node_test, &mut command)?;
    }
    Ok(())
}
