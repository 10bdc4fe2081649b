//! The one error type, grouped by who must act.

use crate::known_code::{self, ErrorClass, KnownCode};
use crate::problem::{AltinnProblem, MaskinportenProblem};
use crate::verify::TokenCheck;

/// Why something could not be done.
///
/// The user's "no", an expiry and a revocation are not errors but [`Outcome`](crate::Outcome)s. No variant ever holds
/// a token, a key, an assertion or a person number, so an error may be logged.
///
/// | variant | `code()` | who must act |
/// |---|---|---|
/// | `InvalidInput` | `INVALID_INPUT` | the caller: a value is wrong, nothing was sent |
/// | `OutOfTurn` | `OUT_OF_TURN` | the caller: the flow waits for something else |
/// | `ReturnMismatch` | `RETURN_MISMATCH` | nobody, or an attacker: the redirect belongs to another consent |
/// | `UnreadableFlow` | `UNREADABLE_FLOW` | the caller: the stored text is no flow of this version |
/// | `Signing` | `SIGNING` | the host: its key could not sign |
/// | `NoRandomness` | `NO_RANDOMNESS` | the host: the operating system gave no random bytes |
/// | `Transport` | `TRANSPORT` | the network: no answer after all attempts |
/// | `UnexpectedAnswer` | `UNEXPECTED_ANSWER` | the server or a gateway: the answer cannot be read |
/// | `Unauthorized` | `UNAUTHORIZED` | the caller: Altinn refused a fresh token |
/// | `Forbidden` | `FORBIDDEN` | the caller: a scope, a right or an agreement is missing |
/// | `Altinn` | `ALTINN` | see [`ConsentError::advice`] |
/// | `Maskinporten` | `MASKINPORTEN` | see [`ConsentError::advice`] |
/// | `TokenRejected` | `TOKEN_REJECTED` | whoever calls the API: the consent token does not give what they want |
///
/// See <https://www.rfc-editor.org/rfc/rfc9457>.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
#[cfg_attr(feature = "uniffi", uniffi::export(Display, Debug))]
pub enum ConsentError {
    /// A value from the caller is wrong; nothing was sent and nothing has changed.
    #[error("{field} {reason}")]
    InvalidInput {
        /// The field, for example `validTo` or `consentRights[0].actions`.
        field: String,
        /// What is wrong with it, as the end of a sentence that begins with the field.
        reason: String,
    },
    /// The answer is not one that the flow waits for.
    #[error("the flow waits for {expected}, but was given {given}")]
    OutOfTurn {
        /// What it waits for.
        expected: String,
        /// What it was given.
        given: String,
    },
    /// The return URL does not belong to this flow.
    #[error("the return URL does not belong to this consent: {field} {reason}")]
    ReturnMismatch {
        /// The query parameter that differs.
        field: String,
        /// How.
        reason: String,
    },
    /// The stored flow cannot be read.
    #[error("the stored flow cannot be read: {reason}")]
    UnreadableFlow {
        /// Why not.
        reason: String,
    },
    /// The host's key could not sign the grant.
    #[error("the grant could not be signed: {reason}")]
    Signing {
        /// What the signer said.
        reason: String,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes: {reason}")]
    NoRandomness {
        /// What the operating system said.
        reason: String,
    },
    /// No answer came, in spite of all attempts.
    #[error("no answer to {call} after {attempts} attempts: {reason}")]
    Transport {
        /// The call, for example `POST consentrequests`.
        call: String,
        /// The last failure.
        reason: String,
        /// How many attempts were made.
        attempts: u32,
    },
    /// An answer came that no version of the API is known to give.
    #[error("unexpected answer {status} to {call}: {reason}")]
    UnexpectedAnswer {
        /// The call, for example `GET consentrequests/{id}`.
        call: String,
        /// The HTTP status.
        status: u16,
        /// What could not be read.
        reason: String,
        /// The beginning of the body, person numbers and tokens removed.
        excerpt: String,
    },
    /// Altinn refused the token, and a fresh one as well (401).
    #[error("Altinn does not accept the token for {call} (401)")]
    Unauthorized {
        /// The call.
        call: String,
        /// The beginning of the body, person numbers and tokens removed.
        excerpt: String,
    },
    /// Altinn refused the call without saying why (403).
    #[error("Altinn does not allow {call} (403)")]
    Forbidden {
        /// The call.
        call: String,
        /// The beginning of the body, person numbers and tokens removed.
        excerpt: String,
    },
    /// Altinn named a problem.
    #[error("Altinn refused {call}: {problem}")]
    Altinn {
        /// The call.
        call: String,
        /// Everything that it said.
        problem: Box<AltinnProblem>,
    },
    /// Maskinporten gave no token.
    #[error("Maskinporten gave no token: {problem}")]
    Maskinporten {
        /// Everything that it said.
        problem: Box<MaskinportenProblem>,
    },
    /// A consent token that an API was called with did not pass a check.
    #[error("the consent token is refused: {check} {reason}")]
    TokenRejected {
        /// The check, with a stable word for programs.
        check: TokenCheck,
        /// What is wrong, as the end of a sentence that begins with the check. Nothing from the token is in it.
        reason: String,
    },
}

impl ConsentError {
    pub(crate) fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        // The name of a metadata key comes from outside.
        let told = |text: String| crate::redact::text(&text);
        Self::InvalidInput { field: told(field.into()), reason: told(reason.into()) }
    }

    /// `reason` comes from the host.
    pub(crate) fn transport(call: &str, reason: &str, attempts: u32) -> Self {
        Self::Transport { call: call.to_owned(), reason: crate::redact::excerpt(reason), attempts }
    }

    /// A value that a binding could not read: `reason` is what the deserializer said, from which person numbers and tokens
    /// are removed.
    #[must_use]
    pub fn unreadable_value(field: &str, reason: &dyn std::fmt::Display) -> Self {
        Self::invalid(field, format!("cannot be read: {}", crate::redact::excerpt(&reason.to_string())))
    }

    /// A stable word for programs to compare, as in the table above.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidInput { .. } => "INVALID_INPUT",
            Self::OutOfTurn { .. } => "OUT_OF_TURN",
            Self::ReturnMismatch { .. } => "RETURN_MISMATCH",
            Self::UnreadableFlow { .. } => "UNREADABLE_FLOW",
            Self::Signing { .. } => "SIGNING",
            Self::NoRandomness { .. } => "NO_RANDOMNESS",
            Self::Transport { .. } => "TRANSPORT",
            Self::UnexpectedAnswer { .. } => "UNEXPECTED_ANSWER",
            Self::Unauthorized { .. } => "UNAUTHORIZED",
            Self::Forbidden { .. } => "FORBIDDEN",
            Self::Altinn { .. } => "ALTINN",
            Self::Maskinporten { .. } => "MASKINPORTEN",
            Self::TokenRejected { .. } => "TOKEN_REJECTED",
        }
    }

    /// The server's own code, such as `AM-00016` or `MP-124`, when it gave one.
    #[must_use]
    pub fn server_code(&self) -> Option<&str> {
        match self {
            Self::Altinn { problem, .. } => problem.code.as_deref(),
            Self::Maskinporten { problem } => problem.code.as_deref(),
            _ => None,
        }
    }

    /// Whether the same call may succeed later without any change.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.class() == ErrorClass::Retry
    }

    /// What kind of action the error calls for.
    ///
    /// Several problems in one answer (`STD-00001`) have the class of the one that weighs most: one to fix before one that
    /// says that the consent has ended before one to wait for.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Transport { .. } => ErrorClass::Retry,
            Self::UnexpectedAnswer { status, .. } => class_of_status(*status),
            Self::Unauthorized { .. } | Self::Forbidden { .. } => ErrorClass::Permission,
            Self::Altinn { problem, .. } => class_of_problem(problem),
            Self::Maskinporten { problem } => {
                known_refusal(problem).map_or_else(|| class_of_status(problem.status), KnownCode::class)
            }
            _ => ErrorClass::Fix,
        }
    }

    /// One sentence that tells the developer what to do, for errors whose cause is documented.
    #[must_use]
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Unauthorized { .. } => {
                Some("Check that the token comes from the Maskinporten that belongs to this Altinn environment.")
            }
            Self::Forbidden { .. } => Some(
                "Check that the token has the scope for the call, that `toParty` is the organization that the token \
                 belongs to, and that it may request consent for the resource (access list).",
            ),
            Self::Altinn { problem, .. } => leading_code(problem).map(KnownCode::advice),
            Self::Maskinporten { problem } => known_refusal(problem).map(KnownCode::advice),
            _ => None,
        }
    }
}

fn known(code: Option<&str>) -> Option<&'static KnownCode> {
    code.and_then(known_code::find)
}

/// By its code, or by its text when it has none.
fn known_refusal(problem: &MaskinportenProblem) -> Option<&'static KnownCode> {
    match &problem.code {
        Some(code) => known_code::find(code),
        None => problem.description.as_deref().and_then(known_code::find_text),
    }
}

const fn class_of_status(status: u16) -> ErrorClass {
    match status {
        408 | 429 | 500..=599 => ErrorClass::Retry,
        401 | 403 => ErrorClass::Permission,
        _ => ErrorClass::Fix,
    }
}

fn class_of_problem(problem: &AltinnProblem) -> ErrorClass {
    let by_status = match &problem.code {
        Some(_) if problem.status == 500 => ErrorClass::Fix,
        _ => class_of_status(problem.status),
    };
    leading_code(problem).map_or(by_status, KnownCode::class)
}

/// The code that says most: of several problems the one that weighs most, of a validation problem the first field's.
fn leading_code(problem: &AltinnProblem) -> Option<&'static KnownCode> {
    let weight = |known: &&KnownCode| match known.class() {
        ErrorClass::Fix => 0,
        ErrorClass::Permission => 1,
        ErrorClass::Ended => 2,
        ErrorClass::Wait => 3,
        ErrorClass::Retry => 4,
    };
    let nested = problem.problems.iter().filter_map(|nested| known(nested.code.as_deref()));
    let fields = || problem.validation_errors.iter().find_map(|error| known(error.code.as_deref()));
    nested.min_by_key(weight).or_else(fields).or_else(|| known(problem.code.as_deref()))
}
