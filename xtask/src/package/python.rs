//! The wheel and the sdist, by maturin.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::stripped;
use crate::bindings::Artifacts;
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::{AtPath, Failure, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools;

/// Built by maturin, which generates the bindings from the library as it links it. That one describes itself to the
/// generator, at some length, so a leaner one takes its place.
pub(crate) fn run(project: &Project) -> Outcome<()> {
    let python = tools::python::prepare(project)?;
    let out = emptied(project.target.join("packages/python"))?;
    let linked = emptied(project.target.join("packages/python-linked"))?;
    let package = project.root.join("bindings-uniffi/python");
    let maturin = |args: &[&str], out: &Path| -> Command {
        let mut command = project.command(&python);
        command.args(["-m", "maturin"]).args(args).arg("--out").arg(out);
        command.current_dir(&package).env("CARGO_TARGET_DIR", &project.target);
        command
    };
    Step::new(project, "build the wheel").run(&mut maturin(&["build", "--locked"], &linked))?;
    Step::new(project, "build the sdist").run(&mut maturin(&["sdist"], &out))?;
    let wheel = slimmed(project, &python, &only(&linked, "whl")?, &out)?;
    for file in [&wheel, &only(&out, "gz")?] {
        let size = std::fs::metadata(file).at(file)?.len();
        project.console.line(&format!("  {} ({} kB)", file.display(), size / 1000));
    }
    try_out(project, &python, &wheel)
}

/// The same wheel with the library that is published.
fn slimmed(project: &Project, python: &Path, wheel: &Path, out: &Path) -> Outcome<PathBuf> {
    let folder = emptied(project.target.join("packages/python-unpacked"))?;
    let tool = |args: [&str; 2], path: &Path, place: [&str; 1]| -> Command {
        let mut command = project.command(python);
        command.args(["-m", "wheel"]).args(args).arg(path).args(place);
        command
    };
    let text = |path: &Path| path.to_string_lossy().into_owned();
    Step::new(project, "unpack the wheel").run(&mut tool(["unpack", "--dest"], &folder, [&text(wheel)]))?;
    let unpacked = std::fs::read_dir(&folder).at(&folder)?.next();
    let unpacked = unpacked.ok_or_else(|| Failure::new("the wheel is empty"))??.path();
    let library = only(&unpacked.join("samtykke/_native"), std::env::consts::DLL_EXTENSION)?;
    stripped(project, &Artifacts::new(project).native_library()?, &library)?;
    Step::new(project, "pack the wheel").run(&mut tool(["pack", "--dest-dir"], out, [&text(&unpacked)]))?;
    only(out, "whl")
}

/// Installs the wheel where nothing else is, and lets one consent go through it.
fn try_out(project: &Project, python: &Path, wheel: &Path) -> Outcome<()> {
    let sandbox = Artifacts::new(project).sandbox()?;
    let clean = emptied(project.target.join("packages/python-venv"))?;
    let requirements = project.root.join("bindings-uniffi/python/requirements-dev.txt");
    let requirements = std::fs::read_to_string(&requirements).at(&requirements)?;
    let runner = requirements.lines().filter(|line| line.starts_with("pytest"));
    Step::new(project, "make a clean Python environment")
        .run(project.command(python).args(["-m", "venv", "--clear"]).arg(&clean))?;
    let inside = clean.join("bin/python");
    let mut pip = project.command(&inside);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]);
    pip.arg(wheel).args(runner);
    Step::new(project, "install the wheel").hint("see whether the package index can be reached").run(&mut pip)?;
    let mut story = project.command(&inside);
    story.args(["-m", "pytest", "-p", "no:cacheprovider", "tests/test_story.py"]);
    story.args(["-k", "test_an_approved_consent_gives_a_token_that_opens_the_data"]);
    story.current_dir(project.root.join("bindings-uniffi/python")).env(SANDBOX_VARIABLE, sandbox);
    story.env("PYTHONDONTWRITEBYTECODE", "1");
    Step::new(project, "one consent through the wheel").run(&mut story)?;
    Step::new(project, "the console script").run(project.command(clean.join("bin/samtykke")).arg("--version"))?;
    Ok(())
}

pub(super) fn emptied(folder: PathBuf) -> Outcome<PathBuf> {
    if folder.exists() {
        std::fs::remove_dir_all(&folder).at(&folder)?;
    }
    std::fs::create_dir_all(&folder).at(&folder)?;
    Ok(folder)
}

/// The one file in the folder with this extension.
pub(super) fn only(folder: &Path, extension: &str) -> Outcome<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).at(folder)? {
        let path = entry.at(folder)?.path();
        if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    match files.len() {
        1 => Ok(files.remove(0)),
        count => Err(Failure::new(format!("{} has {count} files that end with .{extension}", folder.display()))),
    }
}
