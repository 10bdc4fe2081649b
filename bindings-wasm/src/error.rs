//! Errors as plain data, from which the package makes its `ConsentError`.

use samtykke::ConsentError;

/// The result of a wrapper before it crosses.
pub(crate) type Outcome<T> = Result<T, ConsentError>;

/// The error with the mark that tells it from a result.
pub(crate) fn text(error: &ConsentError) -> String {
    // A struct of text and numbers always serializes.
    format!("!{}", serde_json::to_string(&body::of(error)).unwrap_or_default())
}

#[cfg(feature = "full")]
mod body {
    use samtykke::{AltinnProblem, ConsentError, ErrorClass, MaskinportenProblem};
    use serde::Serialize;

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct Body<'a> {
        code: &'static str,
        message: String,
        retryable: bool,
        class: ErrorClass,
        #[serde(skip_serializing_if = "Option::is_none")]
        advice: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        server_code: Option<&'a str>,
        #[serde(flatten)]
        members: Members<'a>,
    }

    #[derive(Default, Serialize)]
    struct Members<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        field: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        call: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        #[serde(skip_serializing_if = "Option::is_none")]
        attempts: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        excerpt: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        check: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        altinn: Option<&'a AltinnProblem>,
        #[serde(skip_serializing_if = "Option::is_none")]
        maskinporten: Option<&'a MaskinportenProblem>,
        /// What the error says of a consent, when that may be why there is no token.
        #[serde(skip_serializing_if = "Option::is_none")]
        refusal: Option<Box<MaskinportenProblem>>,
    }

    pub(super) fn of(error: &ConsentError) -> Body<'_> {
        Body {
            code: error.code(),
            message: error.to_string(),
            retryable: error.is_retryable(),
            class: error.class(),
            advice: error.advice(),
            server_code: error.server_code(),
            members: Members { refusal: MaskinportenProblem::about_a_consent(error), ..members(error) },
        }
    }

    fn members(error: &ConsentError) -> Members<'_> {
        let none = Members::default();
        match error {
            ConsentError::InvalidInput { field, reason } | ConsentError::ReturnMismatch { field, reason } => {
                Members { field: Some(field), reason: Some(reason), ..none }
            }
            ConsentError::UnreadableFlow { reason }
            | ConsentError::Signing { reason }
            | ConsentError::NoRandomness { reason } => Members { reason: Some(reason), ..none },
            ConsentError::Transport { call, reason, attempts } => {
                Members { call: Some(call), reason: Some(reason), attempts: Some(*attempts), ..none }
            }
            ConsentError::UnexpectedAnswer { call, status, reason, excerpt } => {
                let (call, status, reason) = (Some(call.as_str()), Some(*status), Some(reason.as_str()));
                Members { call, status, reason, excerpt: Some(excerpt), ..none }
            }
            ConsentError::Unauthorized { call, excerpt } => {
                Members { call: Some(call), status: Some(401), excerpt: Some(excerpt), ..none }
            }
            ConsentError::Forbidden { call, excerpt } => {
                Members { call: Some(call), status: Some(403), excerpt: Some(excerpt), ..none }
            }
            ConsentError::Altinn { call, problem } => {
                Members { call: Some(call), status: Some(problem.status), altinn: Some(problem), ..none }
            }
            ConsentError::Maskinporten { problem } => {
                Members { status: Some(problem.status), maskinporten: Some(problem), ..none }
            }
            ConsentError::TokenRejected { check, reason } => {
                Members { check: Some(check.as_str()), reason: Some(reason), ..none }
            }
            _ => none,
        }
    }
}

/// Wrong input is all that a front end can meet, so the texts for everything else are left out.
#[cfg(not(feature = "full"))]
mod body {
    use samtykke::ConsentError;
    use serde::Serialize;

    #[derive(Serialize)]
    pub(super) struct Body<'a> {
        code: &'static str,
        message: String,
        retryable: bool,
        class: &'static str,
        field: &'a str,
        reason: &'a str,
    }

    pub(super) fn of(error: &ConsentError) -> Body<'_> {
        let (field, reason) = match error {
            ConsentError::InvalidInput { field, reason } => (field.as_str(), reason.as_str()),
            _ => ("", ""),
        };
        let message = [field, reason].join(" ");
        Body { code: error.code(), message, retryable: false, class: "fix", field, reason }
    }
}
