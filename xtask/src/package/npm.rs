//! The tarball, by npm.

use std::path::Path;

use super::python::{emptied, only};
use crate::assembly::Assembly;
use crate::failure::{AtPath, Outcome};
use crate::npm_package;
use crate::project::Project;
use crate::step::Step;
use crate::tools;

/// Packs the package into a folder and lets a project that has nothing else use it.
pub(crate) fn run(project: &Project) -> Outcome<()> {
    let folder = emptied(project.target.join("packages/npm"))?;
    let package = npm_package::build(project)?;
    let mut pack = tools::npm::command(project)?;
    pack.args(["pack", "--pack-destination"]).arg(&folder).current_dir(package);
    Step::new(project, "pack").run(&mut pack)?;
    let tarball = only(&folder, "tgz")?;
    let size = std::fs::metadata(&tarball).at(&tarball)?.len();
    project.console.line(&format!("  {} ({} kB)", tarball.display(), size / 1000));
    try_out(project, &tarball)
}

fn try_out(project: &Project, tarball: &Path) -> Outcome<()> {
    let app = emptied(project.target.join("packages/npm-app"))?;
    let mut assembly = Assembly::default();
    assembly.file(&project.root.join("bindings-wasm/tests/published.mjs"), "published.mjs");
    assembly.write(&app)?;
    let manifest = app.join("package.json");
    std::fs::write(&manifest, r#"{"private":true}"#).at(&manifest)?;
    let mut install = tools::npm::command(project)?;
    install.args(["install", "--offline", "--no-audit", "--no-fund"]).arg(tarball).current_dir(&app);
    Step::new(project, "install it").run(&mut install)?;
    let mut node = project.command(tools::node::prepare(project)?);
    Step::new(project, "use it").run(node.arg("published.mjs").current_dir(&app))?;
    Ok(())
}
