//! The small machine that trades signed grants for one token.

mod stored;

use serde::{Deserialize, Serialize};

use crate::authorization_detail::AuthorizationDetail;
use crate::endpoint;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::flow::Answer;
use crate::grant::{Grant, GrantParts};
use crate::http::{HttpRequest, HttpResponse};
use crate::known_code;
use crate::maskinporten_client::MaskinportenClient;
use crate::retry::{Attempts, Fault, RetryPolicy};
use crate::secret::Secret;
use crate::seed::Seed;
use crate::time::Timestamp;
use crate::token::{AccessToken, TokenKey, TokenRequest};

/// Sign, send, and again if the network fails, until Maskinporten gives a token: what a client runs once for all flows that
/// wait for the same [`TokenKey`].
///
/// Like a flow it is a value: `step` says what to do, `advance` takes the answer. It takes [`Answer::Signed`],
/// [`Answer::Authorized`], [`Answer::Denied`], [`Answer::Responded`] and [`Answer::Failed`]. Every attempt has a `jti` of its own. When
/// Maskinporten refuses a grant as too old, too young or used, another is made once, by the server's clock.
///
/// See <https://www.rfc-editor.org/rfc/rfc7523#section-2.1>.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct TokenExchange {
    environment: Environment,
    client: MaskinportenClient,
    request: TokenRequest,
    policy: RetryPolicy,
    seed: Seed,
    issuance: Issuance,
    refused_token: Option<String>,
    /// Maskinporten refused a grant as used or for its time, and another was made.
    renewed: bool,
    attempts: Attempts,
    state: State,
}

/// What a [`TokenExchange`] needs next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub enum TokenStep {
    /// Sign this grant.
    Sign {
        /// The grant.
        grant: Grant,
    },
    /// Send this request.
    Send {
        /// The request.
        request: HttpRequest,
    },
    /// Wait, then ask for the step again.
    Wait {
        /// Until when.
        until: Timestamp,
    },
    /// Here it is.
    Finish {
        /// The token.
        token: AccessToken,
    },
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Signing,
    Sending(Sent),
    Finished { token: AccessToken },
}

/// A signed grant that is on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sent {
    assertion: Secret,
    issued_at: Timestamp,
}

/// What one grant hands on to the next, through all exchanges of a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Issuance {
    /// How many grants were made; the next one's number.
    grants: u32,
    /// How many seconds Maskinporten's clock is ahead of the host's.
    clock_offset: i64,
}

/// How far an exchange has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Progress {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) refused_token: Option<String>,
    #[serde(default)]
    pub(crate) renewed: bool,
    pub(crate) attempts: Attempts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<Box<Sent>>,
}

/// Whether tokens and assertions are written along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secrets {
    Drop,
    Keep,
}

impl TokenExchange {
    /// Begins an exchange.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] when the environment, the client or the request cannot be right.
    pub fn start(
        environment: Environment,
        client: MaskinportenClient,
        request: TokenRequest,
        policy: RetryPolicy,
        seed: Seed,
    ) -> Result<Self, ConsentError> {
        environment.check()?;
        client.check()?;
        policy.check()?;
        request.check("scopes")?;
        Ok(Self::of_checked_parts(environment, client, request, policy, seed))
    }

    pub(crate) fn of_checked_parts(
        environment: Environment,
        client: MaskinportenClient,
        request: TokenRequest,
        policy: RetryPolicy,
        seed: Seed,
    ) -> Self {
        Self {
            environment,
            client,
            request,
            policy,
            seed,
            issuance: Issuance::default(),
            refused_token: None,
            renewed: false,
            attempts: Attempts::default(),
            state: State::Signing,
        }
    }

    /// The exchange as it was when `progress` was taken from it.
    pub(crate) fn after(self, issuance: Issuance, progress: Progress) -> Self {
        let Progress { refused_token, renewed, attempts, sent } = progress;
        let state = sent.map_or(State::Signing, |sent| State::Sending(*sent));
        Self { issuance, refused_token, renewed, attempts, state, ..self }
    }

    /// The exchange as JSON with its assertion or token, for a binding that holds it as text between two calls. It must not
    /// leave the process.
    #[doc(hidden)]
    #[must_use]
    pub fn to_memory_json(&self) -> String {
        stored::to_json(self)
    }

    /// Reads what [`TokenExchange::to_memory_json`] wrote.
    ///
    /// # Errors
    ///
    /// [`ConsentError::UnreadableFlow`] for anything else.
    #[doc(hidden)]
    pub fn from_memory_json(json: &str) -> Result<Self, ConsentError> {
        stored::from_json(json)
    }

    /// How far it has come.
    pub(crate) fn progress(&self) -> Progress {
        let sent = match &self.state {
            State::Sending(sent) => Some(Box::new(sent.clone())),
            _ => None,
        };
        Progress { refused_token: self.refused_token.clone(), renewed: self.renewed, attempts: self.attempts, sent }
    }

    pub(crate) const fn issuance(&self) -> Issuance {
        self.issuance
    }

    /// Whether the token is to carry a consent, whose state may be why there is none.
    #[doc(hidden)]
    #[must_use]
    pub const fn is_for_consent(&self) -> bool {
        matches!(self.request.authorization_detail, Some(AuthorizationDetail::Consent { .. }))
    }

    pub(crate) const fn refused_token(&self) -> Option<&String> {
        self.refused_token.as_ref()
    }

    /// The kind of token that it fetches.
    #[must_use]
    pub fn token_key(&self) -> TokenKey {
        self.request.key(&self.environment, &self.client)
    }

    /// How many seconds Maskinporten's clock is ahead of the host's, as far as it is known; see
    /// [`TokenExchange::with_clock_offset`].
    #[must_use]
    pub const fn clock_offset(&self) -> i64 {
        self.issuance.clock_offset
    }

    /// The same exchange with a clock offset in seconds that an earlier one learnt.
    #[must_use]
    pub fn with_clock_offset(mut self, seconds: i64) -> Self {
        self.issuance.clock_offset = seconds;
        self
    }

    /// What to do at `now`. The same exchange at the same time gives the same step.
    #[must_use]
    pub fn step(&self, now: Timestamp) -> TokenStep {
        if let State::Finished { token } = &self.state {
            return TokenStep::Finish { token: token.clone() };
        }
        if let Some(until) = self.attempts.wait(now) {
            return TokenStep::Wait { until };
        }
        match &self.state {
            State::Sending(sent) if now.since(sent.issued_at) <= Grant::MAX_AGE => {
                TokenStep::Send { request: endpoint::token::request(&self.environment, &sent.assertion) }
            }
            _ => TokenStep::Sign { grant: self.grant(now) },
        }
    }

    /// The exchange after `answer`. This one is left as it was.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a signature that is no base64url, `OutOfTurn`, and what Maskinporten or the network said.
    pub fn advance(&self, answer: Answer, now: Timestamp) -> Result<Self, ConsentError> {
        match (&self.state, answer) {
            (State::Signing | State::Sending(_), Answer::Signed { grant, signature }) => {
                self.signed(&grant, &signature)
            }
            (State::Signing | State::Sending(_), Answer::Authorized { token }) => {
                // The host may have signed this grant on its way to the token: the next one needs another `jti`.
                Ok(Self { issuance: self.issuance.next(), ..self.finished(token) })
            }
            (State::Signing | State::Sending(_), Answer::Denied { problem }) => {
                Err(ConsentError::Maskinporten { problem: Box::new(problem) })
            }
            (State::Sending(_), Answer::Responded { response }) => self.responded(&response, now),
            (State::Sending(_), Answer::Failed { reason }) => self.again(&Fault::NO_ANSWER, now).ok_or_else(|| {
                let attempts = self.attempts.failed.saturating_add(1);
                ConsentError::transport(endpoint::token::CALL, &reason, attempts)
            }),
            (_, answer) => Err(self.out_of_turn(answer.name())),
        }
    }

    fn grant(&self, issued_at: Timestamp) -> Grant {
        Grant::new(&self.grant_parts(issued_at))
    }

    fn grant_parts(&self, issued_at: Timestamp) -> GrantParts<'_> {
        GrantParts {
            environment: &self.environment,
            client: &self.client,
            request: &self.request,
            jti: self.seed.random_uuid("jti", self.issuance.grants, issued_at),
            issued_at,
            clock_offset: self.issuance.clock_offset,
            refused_token: self.refused_token.as_ref(),
        }
    }

    fn signed(&self, grant: &Grant, signature: &str) -> Result<Self, ConsentError> {
        if self.grant_parts(grant.issued_at).signing_input() != grant.signing_input {
            return Err(self.out_of_turn("the signature of another grant"));
        }
        let state = State::Sending(Sent { assertion: grant.assertion(signature)?, issued_at: grant.issued_at });
        Ok(Self { issuance: self.issuance.next(), state, ..self.clone() })
    }

    fn responded(&self, response: &HttpResponse, now: Timestamp) -> Result<Self, ConsentError> {
        let error = match endpoint::token::parse(response, now) {
            Ok(token) => return Ok(self.finished(token)),
            Err(error) => error,
        };
        if let Some(fault) = Fault::of(response, now) {
            return self.again(&fault, now).ok_or(error);
        }
        match Refusal::of(&error) {
            Some(refusal) if !self.renewed => Ok(self.renew(&refusal, response, now)),
            _ => Err(error),
        }
    }

    fn finished(&self, token: AccessToken) -> Self {
        Self { state: State::Finished { token }, attempts: Attempts::default(), ..self.clone() }
    }

    /// The exchange before its next attempt, which needs a new grant: the server may have seen this one.
    fn again(&self, fault: &Fault, now: Timestamp) -> Option<Self> {
        let attempts = self.attempts.after(fault, &self.policy, &self.seed, now)?;
        Some(Self { attempts, state: State::Signing, ..self.clone() })
    }

    /// The exchange before its one more grant. The server's `Date` tells how far its clock is from the host's.
    fn renew(&self, refusal: &Refusal, response: &HttpResponse, now: Timestamp) -> Self {
        let server_time = response.header("Date").and_then(Timestamp::parse_http_date);
        let clock_offset = match (refusal, server_time) {
            (Refusal::Time, Some(server_time)) => server_time.unix_seconds() - now.unix_seconds(),
            _ => self.issuance.clock_offset,
        };
        let issuance = Issuance { clock_offset, ..self.issuance };
        Self { issuance, renewed: true, state: State::Signing, ..self.clone() }
    }

    fn out_of_turn(&self, given: &str) -> ConsentError {
        let expected = match self.state {
            State::Signing => "a signature or a token",
            State::Sending(_) => "an HTTP response",
            State::Finished { .. } => "nothing: it has its token",
        };
        ConsentError::OutOfTurn { expected: expected.to_owned(), given: given.to_owned() }
    }
}

impl Progress {
    /// The same, with the assertion only if secrets are kept: without it the exchange signs again.
    pub(crate) fn kept(&self, secrets: Secrets) -> Self {
        let sent = self.sent.clone().filter(|_| secrets == Secrets::Keep);
        Self { sent, ..self.clone() }
    }
}

impl Issuance {
    const fn next(self) -> Self {
        Self { grants: self.grants.wrapping_add(1), ..self }
    }
}

/// Why a fresh grant may do better than this one.
enum Refusal {
    Used,
    Time,
}

impl Refusal {
    fn of(error: &ConsentError) -> Option<Self> {
        let ConsentError::Maskinporten { problem } = error else { return None };
        match problem.code.as_deref() {
            Some("MP-012") => Some(Self::Used),
            Some("MP-130") => Some(Self::Time),
            None => {
                let text = problem.description.as_deref()?.to_ascii_lowercase();
                text.contains(known_code::ISSUED_IN_FUTURE).then_some(Self::Time)
            }
            _ => None,
        }
    }
}
