//! `cargo xtask package`: each artifact as it would be published.

pub(crate) mod kotlin;
mod npm;
mod python;
mod swift;

use std::path::Path;
use std::process::ExitCode;

use crate::failure::Outcome;
use crate::project::Project;
use crate::setup;
use crate::step::Step;
use crate::suites::Suite;

/// Something that is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    Npm,
    Python,
    Kotlin,
    Swift,
}

impl Package {
    pub(crate) const ALL: [Self; 4] = [Self::Npm, Self::Python, Self::Kotlin, Self::Swift];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Python => "python",
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
        }
    }
}

/// Builds the packages one after the other and tries each where nothing else is.
pub(crate) fn run(project: &Project, packages: &[Package]) -> Outcome<ExitCode> {
    for package in packages {
        project.console.heading(package.name());
        match package {
            Package::Npm => {
                setup::system_tools(project, &[Suite::Node])?;
                npm::run(project)?;
            }
            Package::Python => {
                setup::system_tools(project, &[Suite::Python])?;
                python::run(project)?;
            }
            Package::Kotlin => {
                setup::system_tools(project, &[Suite::Kotlin])?;
                kotlin::run(project)?;
            }
            Package::Swift => {
                setup::system_tools(project, &[Suite::Swift])?;
                swift::run(project)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The library without symbols, at another place.
fn stripped(project: &Project, library: &Path, to: &Path) -> Outcome<()> {
    let mut strip = project.command("strip");
    strip.arg(if cfg!(target_os = "macos") { "-x" } else { "--strip-unneeded" }).arg("-o").arg(to).arg(library);
    Step::new(project, "strip the library").hint("apt-get install binutils").run(&mut strip)?;
    Ok(())
}
