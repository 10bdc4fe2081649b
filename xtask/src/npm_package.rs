//! The npm package: two wasm files from one crate, and the TypeScript around them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::assembly::files_below;
use crate::cache;
use crate::failure::{AtPath, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools;
use crate::tools::cross::{Target, Toolchain};

const FOLDER: &str = "bindings-wasm";

/// What `dist` was built from.
const STAMP: &str = "pkg/.built-from";

/// The core's types in TypeScript.
const DECLARATIONS: &str = "core/tests/snapshots/typescript__declarations_are_what_they_were.snap";

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
    let (stamp, sources) = (root.join(STAMP), sources(project)?);
    let is_current = std::fs::read_to_string(&stamp).is_ok_and(|built| built == sources);
    if !is_current || !root.join("dist/entry/inline.js").exists() {
        let mut build = project.command(tools::node::prepare(project)?);
        build.arg("scripts/build.mjs").current_dir(&root);
        Step::new(project, "build the npm package").run(&mut build)?;
        std::fs::write(&stamp, sources).at(&stamp)?;
    }
    Ok(root)
}

/// A fingerprint of everything that `scripts/build.mjs` reads: optimizing the wasm files takes most of a minute.
fn sources(project: &Project) -> Outcome<String> {
    let root = project.root.join(FOLDER);
    let mut files: Vec<PathBuf> =
        ["package.json", "package-lock.json", "tsconfig.json"].map(|name| root.join(name)).into();
    files.push(project.root.join(DECLARATIONS));
    for folder in ["pkg", "scripts", "ts"] {
        files.extend(files_below(&root.join(folder))?);
    }
    // Written by the build.
    files.retain(|file| !file.ends_with("ts/types.ts"));
    let mut contents = Vec::new();
    for file in files {
        contents.extend(file.to_string_lossy().as_bytes());
        contents.extend(std::fs::read(&file).at(&file)?);
    }
    Ok(cache::fingerprint(&contents))
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
    point(&link, &packages)
}

/// Lets the examples import the package as its users do.
pub(crate) fn link(project: &Project, package: &Path) -> Outcome<()> {
    let packages = project.root.join("examples/node_modules");
    std::fs::create_dir_all(&packages).at(&packages)?;
    point(&packages.join("samtykke"), package)
}

/// Makes a link to a folder, or leaves alone what somebody has installed there.
fn point(link: &Path, target: &Path) -> Outcome<()> {
    if std::fs::read_link(link).is_ok_and(|present| present == target) {
        return Ok(());
    }
    if link.is_dir() && !link.is_symlink() {
        // Somebody ran `npm install` here.
        return Ok(());
    }
    if link.is_symlink() {
        std::fs::remove_file(link).at(link)?;
    }
    symlink(target, link)
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

/// How large a function may be to be inlined because it is marked `#[inline]`. LLVM's own limit is ten times that, which makes
/// the module no faster and 4 % larger. See `docs/adr/0006-the-full-npm-entry-is-over-its-budget.md`.
const INLINE: &str = "-C llvm-args=-inlinehint-threshold=30";

/// Besides [`INLINE`]: panics name files of this repository and not of this machine.
fn flags(project: &Project) -> String {
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let registry = home.map(|home| format!("--remap-path-prefix={home}/registry/src=")).unwrap_or_default();
    let checkout = format!("--remap-path-prefix={}=", project.root.display());
    format!("{INLINE} {registry} {checkout}")
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
