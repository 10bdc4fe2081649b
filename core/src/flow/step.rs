use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::consent::{ConsentState, ConsentStatus};
use crate::grant::Grant;
use crate::http::{HttpRequest, HttpResponse};
use crate::json;
use crate::problem::MaskinportenProblem;
use crate::time::Timestamp;
use crate::token::AccessToken;

/// What a flow needs next from its host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(hashmap_as_object))]
#[allow(clippy::large_enum_variant, reason = "a Box cannot cross to the other languages")]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub enum Step {
    /// Sign the grant and answer [`Answer::Signed`]; or answer [`Answer::Authorized`] with a token of the same
    /// `token_key` that was fetched before.
    Sign {
        /// The grant.
        grant: Grant,
    },
    /// Send the request and answer [`Answer::Responded`], whatever the status; or [`Answer::Failed`] when no whole answer
    /// came.
    Send {
        /// The request.
        request: HttpRequest,
    },
    /// Wait, then ask for the step again.
    Wait {
        /// Until when.
        until: Timestamp,
    },
    /// Store the flow and send the user to the URL, as a top-level page. Answer [`Answer::Returned`] when the user comes
    /// back, or [`Answer::CheckStatus`] to find out without the user.
    Visit {
        /// Altinn's page.
        url: String,
    },
    /// The flow is at its end.
    Finish {
        /// How it ended.
        outcome: Outcome,
    },
}

/// What a host answers. `Debug` shows no token, signature, body or URL.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub enum Answer {
    /// To [`Step::Sign`]: the signature.
    Signed {
        /// The grant that was signed, as the step gave it.
        grant: Grant,
        /// The RSA signature over the bytes of `grant.signingInput`, as base64url.
        signature: String,
    },
    /// To [`Step::Sign`]: a token that the host has already.
    Authorized {
        /// The token.
        token: AccessToken,
    },
    /// To [`Step::Sign`]: the host asked Maskinporten itself, through a [`TokenExchange`](crate::TokenExchange), and got no
    /// token.
    Denied {
        /// What Maskinporten said.
        problem: MaskinportenProblem,
    },
    /// To [`Step::Send`]: what the server answered, whatever its status.
    Responded {
        /// The answer.
        response: HttpResponse,
    },
    /// To [`Step::Send`]: no whole answer came.
    Failed {
        /// Why not, for the error; no secrets.
        reason: String,
    },
    /// To [`Step::Visit`]: the user came back.
    Returned {
        /// The URL that the user came back to, whole or path and query.
        url: String,
    },
    /// To [`Step::Visit`]: look whether the user has decided, without a return.
    CheckStatus,
}

/// How a flow ended. None of these is an error.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/>.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(hashmap_as_object))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub enum Outcome {
    /// The user gave the consent, and here is the token for the data.
    Granted {
        /// The consent token. Use it on a server and at once: it lives for minutes.
        token: AccessToken,
        /// The consent, when its status was read.
        #[serde(skip_serializing_if = "Option::is_none")]
        consent: Option<ConsentState>,
    },
    /// The user said no.
    Rejected {
        /// The consent.
        consent: ConsentState,
    },
    /// The end of validity passed, with or without an answer.
    Expired {
        /// The consent.
        consent: ConsentState,
    },
    /// The user took the consent back.
    Revoked {
        /// The consent.
        consent: ConsentState,
    },
    /// The request was deleted.
    Deleted {
        /// The consent.
        consent: ConsentState,
    },
}

impl Outcome {
    /// What a consent came to that has ended; `None` for one that waits for its user or is in force.
    #[must_use]
    pub fn of_ended(consent: ConsentState, now: Timestamp) -> Option<Self> {
        match consent.status {
            ConsentStatus::Rejected => Some(Self::Rejected { consent }),
            ConsentStatus::Revoked => Some(Self::Revoked { consent }),
            ConsentStatus::Deleted => Some(Self::Deleted { consent }),
            ConsentStatus::Expired => Some(Self::Expired { consent }),
            _ if consent.is_expired(now) => Some(Self::Expired { consent }),
            _ => None,
        }
    }
}

impl Answer {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Signed { .. } => "a signature",
            Self::Authorized { .. } => "a token",
            Self::Denied { .. } => "a refusal",
            Self::Responded { .. } => "an HTTP response",
            Self::Failed { .. } => "a failed call",
            Self::Returned { .. } => "the user's return",
            Self::CheckStatus => "a request to check the status",
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied { problem } => write!(f, "Answer({problem:?})"),
            Self::Responded { response } => write!(f, "Answer({response:?})"),
            other => write!(f, "Answer({})", other.name()),
        }
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::tagged(deserializer, |tag, members| {
            Ok(Some(match tag {
                "signed" => Self::Signed { grant: members.take("grant")?, signature: members.take("signature")? },
                "authorized" => Self::Authorized { token: members.take("token")? },
                "denied" => Self::Denied { problem: members.take("problem")? },
                "responded" => Self::Responded { response: members.take("response")? },
                "failed" => Self::Failed { reason: members.take("reason")? },
                "returned" => Self::Returned { url: members.take("url")? },
                "checkStatus" => Self::CheckStatus,
                _ => return Ok(None),
            }))
        })
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::tagged(deserializer, |tag, members| {
            Ok(Some(match tag {
                "granted" => Self::Granted { token: members.take("token")?, consent: members.take("consent")? },
                "rejected" => Self::Rejected { consent: members.take("consent")? },
                "expired" => Self::Expired { consent: members.take("consent")? },
                "revoked" => Self::Revoked { consent: members.take("consent")? },
                "deleted" => Self::Deleted { consent: members.take("consent")? },
                _ => return Ok(None),
            }))
        })
    }
}
