//! The jar, its sources, its documentation and its pom, by Maven.

use std::path::{Path, PathBuf};

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
    let repository = emptied(folder.join("repository"))?;
    let maven = Maven { generated, natives, build: folder.join("build") };
    let mut deploy = maven.command(project);
    deploy.args(["--activate-profiles", "publish", "-DskipTests", "-Dmaven.test.skip=true", "clean", "deploy"]);
    deploy.arg(format!("-Dsamtykke.sources={}", sources.display()));
    deploy.arg(format!("-DaltDeploymentRepository=folder::file://{}", repository.display()));
    Step::new(project, "build and deploy the jar").run(&mut deploy)?;
    for file in crate::assembly::files_below(&repository)? {
        if file.extension().is_some_and(|extension| extension == "jar" || extension == "pom") {
            let size = std::fs::metadata(&file).at(&file)?.len();
            project.console.line(&format!("  {} ({} kB)", file.display(), size / 1000));
        }
    }
    try_out(project, &artifacts, &repository, &folder.join("m2"))
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
fn try_out(project: &Project, artifacts: &Artifacts<'_>, repository: &Path, cache: &Path) -> Outcome<()> {
    let sandbox = artifacts.sandbox()?;
    // Maven never looks again for a version that it has.
    emptied(cache.join("no/samtykke"))?;
    let mut maven = jvm::plain(project);
    maven.arg("--file").arg(project.root.join("bindings-uniffi/kotlin/example/pom.xml"));
    maven.arg(format!("-Dmaven.repo.local={}", cache.display()));
    maven.arg(format!("-Dsamtykke.repository=file://{}", repository.display()));
    maven.arg(format!("-Dsamtykke.build={}", project.target.join("packages/kotlin/example").display()));
    maven.args(["clean", "test"]).env(SANDBOX_VARIABLE, sandbox);
    Step::new(project, "one consent through the jar").run(&mut maven)?;
    Ok(())
}
