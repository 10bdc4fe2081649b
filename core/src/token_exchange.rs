//! The small machine that trades signed grants for one token.

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
    Sending { assertion: Secret, issued_at: Timestamp },
    Finished { token: AccessToken },
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

    pub(crate) fn after(mut self, grants: u32, refused: bool, attempts: Attempts) -> Self {
        self.grants = grants;
        self.refused = refused;
        self.attempts = attempts;
        self
    }

    pub(crate) const fn grants(&self) -> u32 {
        self.grants
    }

    pub(crate) const fn refused(&self) -> bool {
        self.refused
    }

    pub(crate) const fn attempts(&self) -> Attempts {
        self.attempts
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
            State::Sending { assertion, issued_at } if now.since(*issued_at) <= Grant::MAX_AGE => {
                TokenStep::Send { request: endpoint::token::request(&self.environment, assertion) }
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
            (State::Signing | State::Sending { .. }, Answer::Signed { grant, signature }) => {
                self.signed(&grant, &signature)
            }
            (State::Signing | State::Sending { .. }, Answer::Authorized { token }) => Ok(self.finished(token)),
            (State::Sending { .. }, Answer::Responded { response }) => self.responded(&response, now),
            (State::Sending { .. }, Answer::Failed { reason }) => self.again(now, None).ok_or_else(|| {
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
        let state = State::Sending { assertion: grant.assertion(signature)?, issued_at: grant.issued_at };
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
            State::Sending { .. } => "an HTTP response",
            State::Finished { .. } => "nothing: it has its token",
        };
        ConsentError::OutOfTurn { expected: expected.to_owned(), given: given.to_owned() }
    }
}
