//! Why the demo stopped.

use std::fmt;
use std::process::ExitCode;

use samtykke::ConsentError;

/// Why the demo stopped; each is one line on stderr and one exit status.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The command line or the environment variables are wrong.
    Usage(String),
    /// Something did not work.
    Failed(String),
    /// A signal asked it to stop.
    Interrupted,
}

impl Failure {
    /// What did not work, and why.
    pub(crate) fn because(what: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Failed(format!("{what}: {why}"))
    }

    /// A call over HTTP that brought no answer. The innermost cause names the fault.
    pub(crate) fn of_call(call: impl fmt::Display, error: &reqwest::Error) -> Self {
        let mut cause: &dyn std::error::Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        Self::because(call, cause)
    }

    /// The exit statuses that `--help` lists.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Interrupted => 130,
        })
    }
}

impl From<ConsentError> for Failure {
    fn from(error: ConsentError) -> Self {
        let advice = error.advice().map(|advice| format!(". {advice}"));
        Self::Failed(format!("{error}{}", advice.unwrap_or_default()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) => write!(f, "{text}; --help tells more"),
            Self::Failed(text) => f.write_str(text),
            Self::Interrupted => f.write_str("stopped"),
        }
    }
}
