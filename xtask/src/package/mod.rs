//! `cargo xtask package`: each artifact as it would be published.

pub(crate) mod kotlin;
mod npm;
mod python;
mod swift;

use std::process::ExitCode;

use crate::failure::Outcome;
use crate::project::Project;
use crate::setup;
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
    const ALL: [Self; 4] = [Self::Npm, Self::Python, Self::Kotlin, Self::Swift];

    const fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Python => "python",
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
        }
    }

    /// The named packages, or all of them.
    ///
    /// # Errors
    ///
    /// A sentence for the person who typed them.
    pub(crate) fn named(names: &[String]) -> Result<Vec<Self>, String> {
        let find = |name: &String| {
            let known: Vec<&str> = Self::ALL.iter().map(|package| package.name()).collect();
            let unknown = || format!("there is no package `{name}`; the packages are {}", known.join(", "));
            Self::ALL.into_iter().find(|package| package.name() == name).ok_or_else(unknown)
        };
        if names.is_empty() { Ok(Self::ALL.to_vec()) } else { names.iter().map(find).collect() }
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
