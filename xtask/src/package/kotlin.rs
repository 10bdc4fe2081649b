//! The jar, its sources, its documentation and its pom, by Maven.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::python::emptied;
use super::stripped;
use crate::assembly::Assembly;
use crate::bindings::{Artifacts, Language};
use crate::demo::SANDBOX_VARIABLE;
use crate::failure::{AtPath, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools::jvm::{self, Maven};

/// Publishes to a repository in a folder, with the library of this machine in the jar.
pub(crate) fn run(project: &Project) -> Outcome<()> {
    let artifacts = Artifacts::new(project);
    let folder = project.target.join("packages/kotlin");
    let library = artifacts.native_library()?;
    let generated = artifacts.generated(Language::Kotlin)?;
    let lean = emptied(folder.join("stripped"))?.join(library.file_name().unwrap_or_default());
    stripped(project, &library, &lean)?;
    let natives = artifacts.kotlin_natives(&lean)?;
    let sources = sources(project, &generated, folder.join("sources"))?;
    let maven = Maven { generated, natives, build: folder.join("build") };
    let mut deploy = maven.command(project);
    deploy.args(["-DskipTests", "-Dmaven.test.skip=true", "clean", "deploy"]);
    deploy.arg(format!("-Dsamtykke.sources={}", sources.display()));
    let repository = into_repository(project, deploy, folder.join("repository"))?;
    for file in crate::assembly::files_below(&repository)? {
        if file.extension().is_some_and(|extension| extension == "jar" || extension == "pom") {
            let size = std::fs::metadata(&file).at(&file)?.len();
            project.console.line(&format!("  {} ({} kB)", file.display(), size / 1000));
        }
    }
    try_out(project, &artifacts, &repository)
}

/// A Maven repository with the jar that `maven` makes and deploys.
pub(crate) fn into_repository(project: &Project, mut maven: Command, folder: PathBuf) -> Outcome<PathBuf> {
    let repository = emptied(folder)?;
    maven.args(["--activate-profiles", "publish"]);
    maven.arg(format!("-DaltDeploymentRepository=folder::file://{}", repository.display()));
    Step::new(project, "build and deploy the jar").run(&mut maven)?;
    // Maven never looks again for a version that it has.
    emptied(cache(project).join("no/samtykke"))?;
    Ok(repository)
}

fn sources(project: &Project, generated: &Path, folder: PathBuf) -> Outcome<PathBuf> {
    let package = project.root.join("bindings-uniffi/kotlin");
    let mut assembly = Assembly::default();
    assembly.tree(&package.join("src/main/kotlin"))?;
    assembly.tree(&package.join("src/jvm/kotlin"))?;
    assembly.tree(generated)?;
    assembly.write(&folder)?;
    Ok(folder)
}

/// Lets a project that has nothing but the published files ask for a consent.
fn try_out(project: &Project, artifacts: &Artifacts<'_>, repository: &Path) -> Outcome<()> {
    let sandbox = artifacts.sandbox()?;
    let mut maven = user(project, "bindings-uniffi/kotlin/example", repository);
    maven.arg(format!("-Dsamtykke.build={}", project.target.join("packages/kotlin/example").display()));
    maven.args(["clean", "test"]).env(SANDBOX_VARIABLE, sandbox);
    Step::new(project, "one consent through the jar").run(&mut maven)?;
    Ok(())
}

/// Maven for the project in a folder of the checkout, which takes samtykke from `repository`.
pub(crate) fn user(project: &Project, folder: &str, repository: &Path) -> Command {
    let mut maven = jvm::plain(project);
    maven.arg("--file").arg(project.root.join(folder).join("pom.xml"));
    maven.arg(format!("-Dmaven.repo.local={}", cache(project).display()));
    maven.arg(format!("-Dsamtykke.repository=file://{}", repository.display()));
    maven
}

/// What Maven has fetched for the users of a repository.
fn cache(project: &Project) -> PathBuf {
    project.target.join("packages/kotlin/m2")
}
