//! The npm package: two wasm files from one crate, and the TypeScript around them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{AtPath, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools;
use crate::tools::cross::{Target, Toolchain};

const FOLDER: &str = "bindings-wasm";

/// What the crate is built with for each entry, by the folder that `scripts/build.mjs` reads it from.
const ENTRIES: [(&str, &[&str]); 2] = [("full", &["--features", "full"]), ("browser", &[])];

/// Builds the package in its folder, ready to be packed.
pub(crate) fn build(project: &Project) -> Outcome<PathBuf> {
    let root = project.root.join(FOLDER);
    install(project)?;
    let toolchain = tools::cross::choose(project, Target::Wasm)?;
    for (entry, features) in ENTRIES {
        compile(project, toolchain, entry, features)?;
    }
    let mut build = project.command(tools::node::prepare(project)?);
    build.arg("scripts/build.mjs").current_dir(&root);
    Step::new(project, "build the npm package").run(&mut build)?;
    Ok(root)
}

/// The wasm modules that the last build made, as wasm-bindgen left them: with the names of their functions.
pub(crate) fn modules(project: &Project) -> [(&'static str, PathBuf); 2] {
    let folder = project.root.join(FOLDER).join("pkg");
    ENTRIES.map(|(entry, _)| (entry, folder.join(entry).join("samtykke_wasm_bg.wasm")))
}

/// Prints what each entry of the built package weighs; its status says whether that is within the budget.
pub(crate) fn size(project: &Project) -> Outcome<Command> {
    let mut size = project.command(tools::node::prepare(project)?);
    size.arg("scripts/size.mjs").current_dir(project.root.join(FOLDER));
    Ok(size)
}

/// The packages that building and testing it needs, where Node looks for them.
pub(crate) fn install(project: &Project) -> Outcome<()> {
    let root = project.root.join(FOLDER);
    let packages = tools::npm::prepare(project, &root)?.join("node_modules");
    let link = root.join("node_modules");
    if std::fs::read_link(&link).is_ok_and(|target| target == packages) {
        return Ok(());
    }
    if link.is_dir() && !link.is_symlink() {
        // Somebody ran `npm install` here.
        return Ok(());
    }
    if link.is_symlink() {
        std::fs::remove_file(&link).at(&link)?;
    }
    symlink(&packages, &link)
}

fn compile(project: &Project, toolchain: Toolchain, entry: &str, features: &[&str]) -> Outcome<()> {
    let mut cargo = toolchain.cargo(project, "build")?;
    cargo.args(["--package", "samtykke-wasm", "--lib", "--release", "--no-default-features"]).args(features);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags(project));
    Step::new(project, format!("build the wasm module ({entry})")).run(&mut cargo)?;
    let mut bindgen = project.command(tools::wasm_bindgen::prepare(project)?.join("wasm-bindgen"));
    bindgen.args(["--target", "bundler", "--out-dir"]).arg(project.root.join(FOLDER).join("pkg").join(entry));
    bindgen.arg(toolchain.artifact(project, "samtykke_wasm"));
    Step::new(project, format!("wasm-bindgen ({entry})")).run(&mut bindgen)?;
    Ok(())
}

/// Panics name files of this repository and not of this machine.
fn flags(project: &Project) -> String {
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let registry = home.map(|home| format!("--remap-path-prefix={home}/registry/src=")).unwrap_or_default();
    let checkout = format!("--remap-path-prefix={}=", project.root.display());
    format!("{registry} {checkout}").trim().to_owned()
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> Outcome<()> {
    std::os::unix::fs::symlink(target, link).at(link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, link: &Path) -> Outcome<()> {
    Err(crate::failure::Failure::new(format!("{} is missing", link.display()))
        .with_hint("run `npm ci` in bindings-wasm"))
}
