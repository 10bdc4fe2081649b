//! The tarball, by npm.

use std::path::{Path, PathBuf};

use super::python::{emptied, only};
use crate::assembly::{Assembly, files_below};
use crate::failure::{AtPath, Outcome};
use crate::npm_package;
use crate::project::Project;
use crate::step::Step;
use crate::tools;

/// Where the sources are, which npm compares with the place that it was published from.
const REPOSITORY: &str = "SAMTYKKE_REPOSITORY";
/// What only this checkout needs: `private` guards it from being published with all that.
const LEFT_OUT: [&str; 3] = ["private", "scripts", "devDependencies"];

/// Packs the package into a folder and lets a project that has nothing else use it.
pub(crate) fn run(project: &Project) -> Outcome<()> {
    let folder = emptied(project.target.join("packages/npm"))?;
    let package = staged(project, &npm_package::build(project)?)?;
    let mut pack = tools::npm::command(project)?;
    pack.args(["pack", "--pack-destination"]).arg(&folder).current_dir(package);
    Step::new(project, "pack").run(&mut pack)?;
    let tarball = only(&folder, "tgz")?;
    let size = std::fs::metadata(&tarball).at(&tarball)?.len();
    project.console.line(&format!("  {} ({} kB)", tarball.display(), size / 1000));
    try_out(project, &tarball)
}

/// What is published: the built package with its licences, and a manifest for those who install it.
fn staged(project: &Project, package: &Path) -> Outcome<PathBuf> {
    let stage = emptied(project.target.join("packages/npm-staged"))?;
    let mut assembly = Assembly::default();
    for folder in ["dist", "ts"] {
        for file in files_below(&package.join(folder))? {
            let place = file.strip_prefix(package).unwrap_or(&file).to_owned();
            assembly.file(&file, place);
        }
    }
    for name in ["package.json", "README.md"] {
        assembly.file(&package.join(name), name);
    }
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        assembly.file(&project.root.join(name), name);
    }
    assembly.write(&stage)?;
    let mut manifest = tools::npm::command(project)?;
    Step::new(project, "manifest").run(manifest.args(["pkg", "delete"]).args(LEFT_OUT).current_dir(&stage))?;
    match std::env::var(REPOSITORY) {
        Ok(url) => {
            let mut manifest = tools::npm::command(project)?;
            manifest.args(["pkg", "set", "repository.type=git", "repository.directory=bindings-wasm"]);
            manifest.arg(format!("repository.url={url}")).current_dir(&stage);
            Step::new(project, "repository").run(&mut manifest)?;
        }
        Err(_) => project.console.line(&format!("  no {REPOSITORY}: this tarball cannot be published with provenance")),
    }
    Ok(stage)
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
