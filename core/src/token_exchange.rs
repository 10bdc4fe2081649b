//! The small machine that trades signed grants for one token.

use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::flow::Answer;
use crate::grant::{Grant, GrantParts};
use crate::http::{HttpRequest, HttpResponse};
use crate::maskinporten_client::MaskinportenClient;
use crate::retry::{self, Attempts, RetryPolicy};
use crate::secret::Secret;
use crate::seed::Seed;
use crate::time::Timestamp;
use crate::token::{AccessToken, TokenKey, TokenRequest};

/// Sign, send, and again if the network fails, until Maskinporten gives a token: what a client runs once for all flows that
/// wait for the same [`TokenKey`].
///
/// Like a flow it is a value: `step` says what to do, `advance` takes the answer. It takes [`Answer::Signed`],
/// [`Answer::Authorized`], [`Answer::Responded`] and [`Answer::Failed`]. Every attempt has a `jti` of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenExchange {
    environment: Environment,
    client: MaskinportenClient,
    request: TokenRequest,
    policy: RetryPolicy,
    seed: Seed,
    /// How many grants were handed in; the next one's number.
    grants: u32,
    refused: bool,
    /// Maskinporten refused a grant as used or too old, and another was made.
    renewed: bool,
    attempts: Attempts,
    state: State,
}

/// What a [`TokenExchange`] needs next.
#[derive(Clone, Debug, PartialEq)]
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

/// How far an exchange has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Progress {
    /// The API refused the last token of this kind.
    pub(crate) refused: bool,
    /// Maskinporten refused a grant as used or too old, and another was made.
    #[serde(default)]
    pub(crate) renewed: bool,
    pub(crate) attempts: Attempts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<Sent>,
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
    /// [`ConsentError::InvalidInput`] when the environment, the client or the scopes cannot be right.
    pub fn start(
        environment: Environment,
        client: MaskinportenClient,
        request: TokenRequest,
        policy: RetryPolicy,
        seed: Seed,
    ) -> Result<Self, ConsentError> {
        environment.check()?;
        client.check()?;
        request.check("scopes")?;
        Ok(Self::resume(environment, client, request, policy, seed))
    }

    /// An exchange from parts that were checked before.
    pub(crate) fn resume(
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
            grants: 0,
            refused: false,
            renewed: false,
            attempts: Attempts::default(),
            state: State::Signing,
        }
    }

    /// The exchange as it was when `progress` was taken from it.
    pub(crate) fn after(self, grants: u32, progress: Progress) -> Self {
        let state = progress.sent.map_or(State::Signing, State::Sending);
        let Progress { refused, renewed, attempts, .. } = progress;
        Self { grants, refused, renewed, attempts, state, ..self }
    }

    /// How far it has come. The assertion is in it only if `secrets` are kept.
    pub(crate) fn progress(&self, secrets: Secrets) -> Progress {
        let sent = match (&self.state, secrets) {
            (State::Sending(sent), Secrets::Keep) => Some(sent.clone()),
            _ => None,
        };
        Progress { refused: self.refused, renewed: self.renewed, attempts: self.attempts, sent }
    }

    pub(crate) const fn grants(&self) -> u32 {
        self.grants
    }

    pub(crate) const fn refused(&self) -> bool {
        self.refused
    }

    /// The kind of token that it fetches.
    #[must_use]
    pub fn token_key(&self) -> TokenKey {
        self.request.key(&self.environment, &self.client)
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
                Ok(Self { grants: self.grants.wrapping_add(1), ..self.finished(token) })
            }
            (State::Sending(_), Answer::Responded { response }) => self.responded(&response, now),
            (State::Sending(_), Answer::Failed { reason }) => self.again(now, None).ok_or_else(|| {
                let attempts = self.attempts.failed + 1;
                ConsentError::Transport { call: endpoint::token::CALL.to_owned(), reason, attempts }
            }),
            (_, answer) => Err(self.out_of_turn(answer.name())),
        }
    }

    fn grant(&self, issued_at: Timestamp) -> Grant {
        Grant::new(&GrantParts {
            environment: &self.environment,
            client: &self.client,
            request: &self.request,
            jti: self.seed.random_uuid("jti", self.grants, issued_at),
            issued_at,
            refused: self.refused,
        })
    }

    fn signed(&self, grant: &Grant, signature: &str) -> Result<Self, ConsentError> {
        if self.grant(grant.issued_at).signing_input != grant.signing_input {
            return Err(self.out_of_turn("the signature of another grant"));
        }
        let state = State::Sending(Sent { assertion: grant.assertion(signature)?, issued_at: grant.issued_at });
        Ok(Self { grants: self.grants.wrapping_add(1), state, ..self.clone() })
    }

    fn responded(&self, response: &HttpResponse, now: Timestamp) -> Result<Self, ConsentError> {
        let error = match endpoint::token::parse(response, now) {
            Ok(token) => return Ok(self.finished(token)),
            Err(error) => error,
        };
        let is_stale_grant = matches!(error.server_code(), Some("MP-012" | "MP-130"));
        if is_stale_grant && !self.renewed {
            return Ok(Self { renewed: true, state: State::Signing, ..self.clone() });
        }
        let next = if retry::is_transient(response) { self.again(now, retry::retry_after(response)) } else { None };
        next.ok_or(error)
    }

    fn finished(&self, token: AccessToken) -> Self {
        Self { state: State::Finished { token }, attempts: Attempts::default(), ..self.clone() }
    }

    /// The exchange before its next attempt, which needs a new grant: the server may have seen this one.
    fn again(&self, now: Timestamp, retry_after: Option<std::time::Duration>) -> Option<Self> {
        let attempts = self.attempts.after_failure(&self.policy, &self.seed, now, retry_after)?;
        Some(Self { attempts, state: State::Signing, ..self.clone() })
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
