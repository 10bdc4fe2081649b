//! Where a test's sandbox runs.

use samtykke_sandbox::Sandbox;

use super::program::Program;

pub enum Running {
    /// In the test's own process.
    Here(Sandbox),
    Apart(Program),
}

impl Running {
    pub fn origin(&self) -> &str {
        match self {
            Self::Here(sandbox) => sandbox.origin(),
            Self::Apart(program) => program.origin(),
        }
    }

    /// The process, of a sandbox that has one.
    pub fn program(&mut self) -> &mut Program {
        match self {
            Self::Here(_) => panic!("this sandbox has no process of its own"),
            Self::Apart(program) => program,
        }
    }
}
