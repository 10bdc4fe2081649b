//! The error as an object, from which each package makes its own exception.

use std::sync::Arc;

use crate::error::ConsentError;
use crate::known_code::ErrorClass;
use crate::problem::{AltinnProblem, MaskinportenProblem};
use crate::redact;

/// Everything that an error holds, for the native exception of a package.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub(crate) struct ErrorReport {
    /// A stable word for programs to compare, such as `INVALID_INPUT`.
    pub code: String,
    /// What kind of action the error calls for.
    pub kind: ErrorClass,
    /// One sentence that says what happened, without secrets.
    pub detail: String,
    /// Whether the same call may succeed later without any change.
    pub retryable: bool,
    /// What the developer should do, for errors whose cause is documented.
    pub advice: Option<String>,
    /// The server's own code, such as `AM-00016` or `MP-124`.
    pub server_code: Option<String>,
    /// The value that is wrong, for example `validTo`.
    pub field: Option<String>,
    /// The check that a consent token did not pass, such as `exp`.
    pub check: Option<String>,
    /// What is wrong, as the end of a sentence, or what the network or the signer said.
    pub reason: Option<String>,
    /// The call, for example `POST consentrequests`.
    pub call: Option<String>,
    /// How many attempts were made.
    pub attempts: Option<u32>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The beginning of the body, person numbers and tokens removed.
    pub excerpt: Option<String>,
    /// Everything that Altinn said.
    pub altinn: Option<AltinnProblem>,
    /// Everything that Maskinporten said.
    pub maskinporten: Option<MaskinportenProblem>,
}

#[uniffi::export]
impl ConsentError {
    /// A stable word for programs to compare, such as `INVALID_INPUT`.
    #[uniffi::method(name = "code")]
    fn ffi_code(&self) -> String {
        self.code().to_owned()
    }

    /// What kind of action the error calls for.
    #[uniffi::method(name = "kind")]
    fn ffi_kind(&self) -> ErrorClass {
        self.class()
    }

    /// One sentence that says what happened, without secrets.
    #[uniffi::method(name = "detail")]
    fn ffi_detail(&self) -> String {
        self.to_string()
    }

    /// What Maskinporten said, when the consent that the token was to carry may be why it gave none: answer a flow with
    /// `Denied` then.
    #[uniffi::method(name = "about_a_consent")]
    fn ffi_about_a_consent(&self) -> Option<MaskinportenProblem> {
        MaskinportenProblem::about_a_consent(self).map(|problem| *problem)
    }

    /// Everything that the error holds.
    #[uniffi::method(name = "report")]
    fn ffi_report(&self) -> ErrorReport {
        let report = ErrorReport {
            code: self.code().to_owned(),
            kind: self.class(),
            detail: self.to_string(),
            retryable: self.is_retryable(),
            advice: self.advice().map(str::to_owned),
            server_code: self.server_code().map(str::to_owned),
            field: None,
            check: None,
            reason: None,
            call: None,
            attempts: None,
            status: None,
            excerpt: None,
            altinn: None,
            maskinporten: None,
        };
        match self.clone() {
            Self::InvalidInput { field, reason } | Self::ReturnMismatch { field, reason } => {
                ErrorReport { field: Some(field), reason: Some(reason), ..report }
            }
            Self::OutOfTurn { .. } => report,
            Self::UnreadableFlow { reason } | Self::Signing { reason } | Self::NoRandomness { reason } => {
                ErrorReport { reason: Some(reason), ..report }
            }
            Self::Transport { call, reason, attempts } => {
                ErrorReport { call: Some(call), reason: Some(reason), attempts: Some(attempts), ..report }
            }
            Self::UnexpectedAnswer { call, status, reason, excerpt } => {
                let (call, reason) = (Some(call), Some(reason));
                ErrorReport { call, status: Some(status), reason, excerpt: Some(excerpt), ..report }
            }
            Self::Unauthorized { call, excerpt } => {
                ErrorReport { call: Some(call), status: Some(401), excerpt: Some(excerpt), ..report }
            }
            Self::Forbidden { call, excerpt } => {
                ErrorReport { call: Some(call), status: Some(403), excerpt: Some(excerpt), ..report }
            }
            Self::Altinn { call, problem } => ErrorReport {
                call: Some(call),
                status: Some(problem.status),
                excerpt: Some(problem.excerpt.clone()),
                altinn: Some(*problem),
                ..report
            },
            Self::Maskinporten { problem } => ErrorReport {
                status: Some(problem.status),
                excerpt: Some(problem.excerpt.clone()),
                maskinporten: Some(*problem),
                ..report
            },
            Self::TokenRejected { check, reason } => {
                ErrorReport { check: Some(check.as_str().to_owned()), reason: Some(reason), ..report }
            }
        }
    }
}

/// The error of a host whose key could not sign. `reason` is for people; no secrets.
#[uniffi::export]
fn signing_error(reason: &str) -> Arc<ConsentError> {
    Arc::new(ConsentError::Signing { reason: redact::excerpt(reason) })
}
