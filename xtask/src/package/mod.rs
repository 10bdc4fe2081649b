//! `cargo xtask package`: each artifact as it would be published.

mod python;

use std::process::ExitCode;

use crate::failure::Outcome;
use crate::project::Project;
use crate::setup;
use crate::suites::Suite;

/// Something that is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    Python,
}

impl Package {
    const ALL: [Self; 1] = [Self::Python];

    const fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
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
            Package::Python => {
                setup::system_tools(project, &[Suite::Python])?;
                python::run(project)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
