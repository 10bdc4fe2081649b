//! The suites of `cargo xtask test`.

mod browser;
mod examples;
mod fuzz;
mod kotlin;
mod lint;
mod node;
mod python;
mod run;
mod rust;
mod smartbank;
mod swift;
mod wasm;

pub(crate) use run::Run;

use crate::bindings::Artifacts;
use crate::failure::Outcome;
use crate::project::Project;
use crate::tools;
use crate::tools::apt::Need;

/// One group of tests that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suite {
    Lint,
    Rust,
    Wasm,
    Node,
    Browser,
    Smartbank,
    Python,
    Kotlin,
    Swift,
    Examples,
    Fuzz,
}

impl Suite {
    /// In the order in which they run.
    pub(crate) const ALL: [Self; 11] = [
        Self::Lint,
        Self::Rust,
        Self::Wasm,
        Self::Node,
        Self::Browser,
        Self::Smartbank,
        Self::Python,
        Self::Kotlin,
        Self::Swift,
        Self::Examples,
        Self::Fuzz,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Rust => "rust",
            Self::Wasm => "wasm",
            Self::Node => "node",
            Self::Browser => "browser",
            Self::Smartbank => "smartbank",
            Self::Python => "python",
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
            Self::Examples => "examples",
            Self::Fuzz => "fuzz",
        }
    }

    /// The system tools that it lacks.
    pub(crate) fn needs(self, project: &Project) -> Outcome<Vec<Need>> {
        let needs = match self {
            Self::Lint => lint::needs(project)?,
            Self::Rust => vec![],
            Self::Wasm => wasm::needs(project)?,
            Self::Node => node::needs(project)?,
            Self::Browser => {
                vec![tools::node::need(project), tools::npm::need(project), tools::chromium::need(project)]
            }
            Self::Smartbank => smartbank::needs(project)?,
            Self::Python => vec![tools::python::need(project)],
            Self::Kotlin => vec![tools::jvm::need(project)],
            Self::Swift => vec![tools::swift::need(project)?],
            Self::Examples => examples::needs(project)?,
            Self::Fuzz => vec![tools::cargo_fuzz::need(project)],
        };
        Ok(needs.into_iter().flatten().collect())
    }

    /// Fills the cache with what it needs.
    pub(crate) fn prepare(self, project: &Project) -> Outcome<()> {
        match self {
            Self::Lint => {
                tools::rust::prepare_lints(project)?;
                tools::deny::prepare(project)?;
            }
            Self::Rust => {}
            Self::Wasm => {
                tools::wasm_bindgen::prepare(project)?;
                tools::node::prepare(project)?;
            }
            Self::Node => node::prepare(project)?,
            Self::Browser => browser::prepare(project)?,
            Self::Smartbank => crate::smartbank::prepare(project)?,
            Self::Python => {
                tools::python::prepare(project)?;
            }
            Self::Kotlin => {
                tools::jvm::prepare_ktlint(project)?;
            }
            Self::Swift => {
                tools::swift::prepare(project)?;
            }
            Self::Examples => examples::prepare(project)?,
            Self::Fuzz => {
                tools::cargo_fuzz::prepare(project)?;
            }
        }
        Ok(())
    }

    /// Runs it; a failure is one that kept it from going on.
    pub(crate) fn run(self, run: &mut Run<'_>, artifacts: &Artifacts<'_>) -> Outcome<()> {
        match self {
            Self::Lint => lint::run(run),
            Self::Rust => rust::run(run, artifacts),
            Self::Wasm => wasm::run(run),
            Self::Node => node::run(run, artifacts),
            Self::Browser => browser::run(run, artifacts),
            Self::Smartbank => smartbank::run(run, artifacts),
            Self::Python => python::run(run, artifacts),
            Self::Kotlin => kotlin::run(run, artifacts),
            Self::Swift => swift::run(run, artifacts),
            Self::Examples => examples::run(run, artifacts),
            Self::Fuzz => fuzz::run(run),
        }
    }
}
