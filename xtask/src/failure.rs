//! A task that could not be done, told so that the reader knows what to try.

use std::path::PathBuf;

use crate::console::Console;

pub(crate) type Outcome<T> = Result<T, Failure>;

/// What failed, and what the person can do about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Failure {
    what: String,
    tail: Vec<String>,
    log: Option<PathBuf>,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// The end of the step's output, and where the whole of it is.
    pub(crate) fn with_log(mut self, tail: Vec<String>, log: PathBuf) -> Self {
        self.tail = tail;
        self.log = Some(log);
        self
    }

    /// What to try; empty is none.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into()).filter(|hint| !hint.is_empty());
        self
    }

    pub(crate) fn show(&self, console: &Console) {
        console.complain(&self.what);
        for line in &self.tail {
            console.line(&format!("    | {line}"));
        }
        if let Some(log) = &self.log {
            console.line(&format!("    full log: {}", log.display()));
        }
        if let Some(hint) = &self.hint {
            console.line(&format!("    try: {}", hint.replace('\n', "\n         ")));
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// Names the path in an I/O error.
pub(crate) trait AtPath<T> {
    fn at(self, path: &std::path::Path) -> Outcome<T>;
}

impl<T> AtPath<T> for std::io::Result<T> {
    fn at(self, path: &std::path::Path) -> Outcome<T> {
        self.map_err(|error| Failure::new(format!("{}: {error}", path.display())))
    }
}
