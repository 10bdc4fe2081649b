//! One struct for each moment of a flow, with exactly that moment's data, and the arrows between them.

use super::Context;
use super::step::{Answer, Outcome, Step};
use crate::consent::{ConsentState, ConsentStatus};
use crate::consent_return::{self, ConsentReturn, ReturnVerdict};
use crate::endpoint::{create_consent_request, read_consent_request};
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::retry::{self, Attempts};
use crate::time::Timestamp;
use crate::token::AccessToken;
use crate::token_exchange::{Progress, TokenExchange, TokenStep};
use crate::url;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    AuthorizingCreation(Authorizing),
    Creating(Calling),
    AwaitingUser(AwaitingUser),
    AuthorizingCheck(Authorizing),
    Checking(Calling),
    Redeeming(Redeeming),
    Finished(Finished),
}

/// A token for Altinn's consent API is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Authorizing {
    pub(super) exchange: Box<TokenExchange>,
}

/// A call to Altinn is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Calling {
    pub(super) token: AccessToken,
    /// The token replaces one that was refused; a second refusal is an error.
    pub(super) refreshed: bool,
    pub(super) attempts: Attempts,
}

/// The user decides.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AwaitingUser {
    pub(super) view_uri: String,
}

/// The consent token is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Redeeming {
    pub(super) exchange: Box<TokenExchange>,
    pub(super) consent: Option<Box<ConsentState>>,
}

/// The end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finished {
    pub(super) outcome: Box<Outcome>,
}

impl State {
    pub(super) fn creation(context: &Context, progress: Progress) -> Self {
        let exchange = Box::new(context.exchange(context.api_token(), progress));
        Self::AuthorizingCreation(Authorizing { exchange })
    }

    pub(super) fn check(context: &Context, progress: Progress) -> Self {
        let exchange = Box::new(context.exchange(context.api_token(), progress));
        Self::AuthorizingCheck(Authorizing { exchange })
    }

    pub(super) fn redemption(context: &Context, consent: Option<Box<ConsentState>>, progress: Progress) -> Self {
        let exchange = Box::new(context.exchange(context.consent_token(), progress));
        Self::Redeeming(Redeeming { exchange, consent })
    }

    const fn finish(outcome: Box<Outcome>) -> Self {
        Self::Finished(Finished { outcome })
    }

    pub(super) const fn exchange(&self) -> Option<&TokenExchange> {
        match self {
            Self::AuthorizingCreation(state) | Self::AuthorizingCheck(state) => Some(&state.exchange),
            Self::Redeeming(state) => Some(&state.exchange),
            _ => None,
        }
    }

    pub(super) fn step(&self, context: &Context, now: Timestamp) -> Step {
        match self {
            Self::AuthorizingCreation(state) | Self::AuthorizingCheck(state) => token_step(&state.exchange, now),
            Self::Creating(state) => state.step(now, || creation_request(context, &state.token)),
            Self::AwaitingUser(state) => Step::Visit { url: state.view_uri.clone() },
            Self::Checking(state) => state.step(now, || check_request(context, &state.token)),
            Self::Redeeming(state) => token_step(&state.exchange, now),
            Self::Finished(state) => Step::Finish { outcome: (*state.outcome).clone() },
        }
    }

    /// The number of grants so far and the next state: each arrow of the diagram is one arm here or in a helper below.
    pub(super) fn advance(
        &self,
        context: &Context,
        answer: Answer,
        now: Timestamp,
    ) -> Result<(u32, Self), ConsentError> {
        let next = match (self, answer) {
            (Self::AuthorizingCreation(state), answer) => {
                return state.advance(answer, now, Self::AuthorizingCreation, Self::Creating);
            }
            (Self::AuthorizingCheck(state), answer) => {
                return state.advance(answer, now, Self::AuthorizingCheck, Self::Checking);
            }
            (Self::Redeeming(state), answer) => return state.advance(answer, now),
            (Self::Creating(state), Answer::Responded { response }) => created(state, context, &response, now)?,
            (Self::Creating(state), Answer::Failed { reason }) => {
                Self::Creating(state.failed(context, create_consent_request::CALL, reason, now)?)
            }
            (Self::Checking(state), Answer::Responded { response }) => checked(state, context, &response, now)?,
            (Self::Checking(state), Answer::Failed { reason }) => {
                Self::Checking(state.failed(context, read_consent_request::CALL, reason, now)?)
            }
            (Self::AwaitingUser(_), Answer::Returned { url }) => returned(context, &url)?,
            (Self::AwaitingUser(_), Answer::CheckStatus) => Self::check(context, Progress::default()),
            (state, answer) => return Err(state.out_of_turn(&answer)),
        };
        Ok((context.grants, next))
    }

    fn out_of_turn(&self, answer: &Answer) -> ConsentError {
        let expected = match self {
            Self::AuthorizingCreation(_) | Self::AuthorizingCheck(_) | Self::Redeeming(_) => "a signature or a token",
            Self::Creating(_) | Self::Checking(_) => "an HTTP response",
            Self::AwaitingUser(_) => "the user's return",
            Self::Finished(_) => "nothing: it is finished",
        };
        ConsentError::OutOfTurn { expected: expected.to_owned(), given: answer.name().to_owned() }
    }
}

impl Authorizing {
    fn advance(
        &self,
        answer: Answer,
        now: Timestamp,
        stay: impl FnOnce(Self) -> State,
        call: impl FnOnce(Calling) -> State,
    ) -> Result<(u32, State), ConsentError> {
        let exchange = Box::new(self.exchange.advance(answer, now)?);
        let grants = exchange.grants();
        let state = match exchange.step(now) {
            TokenStep::Finish { token } => {
                call(Calling { token, refreshed: exchange.refused(), attempts: Attempts::default() })
            }
            _ => stay(Self { exchange }),
        };
        Ok((grants, state))
    }
}

impl Redeeming {
    fn advance(&self, answer: Answer, now: Timestamp) -> Result<(u32, State), ConsentError> {
        let exchange = Box::new(self.exchange.advance(answer, now)?);
        let grants = exchange.grants();
        let consent = self.consent.clone();
        let state = match exchange.step(now) {
            TokenStep::Finish { token } => {
                State::finish(Box::new(Outcome::Granted { token, consent: consent.map(|consent| *consent) }))
            }
            _ => State::Redeeming(Self { exchange, consent }),
        };
        Ok((grants, state))
    }
}

impl Calling {
    fn step(&self, now: Timestamp, request: impl FnOnce() -> HttpRequest) -> Step {
        self.attempts.wait(now).map_or_else(|| Step::Send { request: request() }, |until| Step::Wait { until })
    }

    /// The same call later, unless this was the last attempt.
    fn later(&self, context: &Context, now: Timestamp, response: Option<&HttpResponse>) -> Option<Self> {
        let retry_after = response.and_then(retry::retry_after);
        let attempts = self.attempts.after_failure(&context.config.retry, &context.seed, now, retry_after)?;
        Some(Self { attempts, ..self.clone() })
    }

    fn failed(&self, context: &Context, call: &str, reason: String, now: Timestamp) -> Result<Self, ConsentError> {
        let attempts = self.attempts.failed + 1;
        self.later(context, now, None).ok_or_else(|| ConsentError::Transport {
            call: call.to_owned(),
            reason,
            attempts,
        })
    }
}

fn created(state: &Calling, context: &Context, response: &HttpResponse, now: Timestamp) -> Result<State, ConsentError> {
    match create_consent_request::parse(response) {
        Ok(created) => settle(context, created.state, create_consent_request::CALL, response, now),
        Err(_) if response.status == 401 && !state.refreshed => {
            Ok(State::creation(context, Progress { refused: true, ..Progress::default() }))
        }
        Err(error) => again(state, context, response, now).map(State::Creating).ok_or(error),
    }
}

fn checked(state: &Calling, context: &Context, response: &HttpResponse, now: Timestamp) -> Result<State, ConsentError> {
    match read_consent_request::parse(response) {
        Ok(consent) => settle(context, consent, read_consent_request::CALL, response, now),
        Err(_) if response.status == 401 && !state.refreshed => {
            Ok(State::check(context, Progress { refused: true, ..Progress::default() }))
        }
        Err(error) => again(state, context, response, now).map(State::Checking).ok_or(error),
    }
}

fn again(state: &Calling, context: &Context, response: &HttpResponse, now: Timestamp) -> Option<Calling> {
    retry::is_transient(response).then(|| state.later(context, now, Some(response))).flatten()
}

/// Where the stored consent leads.
fn settle(
    context: &Context,
    consent: ConsentState,
    call: &str,
    response: &HttpResponse,
    now: Timestamp,
) -> Result<State, ConsentError> {
    let unexpected = |reason: String| ConsentError::UnexpectedAnswer {
        call: call.to_owned(),
        status: response.status,
        reason,
        excerpt: crate::redact::excerpt(&response.body),
    };
    if consent.id != context.id {
        return Err(unexpected("the answer is about another consent".to_owned()));
    }
    let outcome = match &consent.status {
        ConsentStatus::Rejected => Outcome::Rejected { consent },
        ConsentStatus::Revoked => Outcome::Revoked { consent },
        ConsentStatus::Deleted => Outcome::Deleted { consent },
        ConsentStatus::Created | ConsentStatus::Accepted if consent.is_expired(now) => Outcome::Expired { consent },
        ConsentStatus::Expired => Outcome::Expired { consent },
        ConsentStatus::Accepted => {
            return Ok(State::redemption(context, Some(Box::new(consent)), Progress::default()));
        }
        ConsentStatus::Created if url::is_https_or_loopback(&consent.view_uri) => {
            return Ok(State::AwaitingUser(AwaitingUser { view_uri: consent.view_uri }));
        }
        ConsentStatus::Created => return Err(unexpected("viewUri is no https URL".to_owned())),
        ConsentStatus::Unknown { text } => {
            return Err(unexpected(format!("the status {:?} is unknown", crate::redact::text(text))));
        }
    };
    Ok(State::finish(Box::new(outcome)))
}

/// A return is a hint that anyone can forge: only an acceptance, and only if the caller wants it so, saves the look-up.
fn returned(context: &Context, url: &str) -> Result<State, ConsentError> {
    consent_return::check_id(url, &context.config.id_parameter, &context.id)?;
    let is_accepted = ConsentReturn::parse(url).verdict == ReturnVerdict::Accepted;
    if is_accepted && !context.config.check_status {
        return Ok(State::redemption(context, None, Progress::default()));
    }
    Ok(State::check(context, Progress::default()))
}

fn creation_request(context: &Context, token: &AccessToken) -> HttpRequest {
    let redirect_url = context.redirect_url();
    create_consent_request::request(&context.config.environment, &context.id, &context.request, &redirect_url, token)
}

fn check_request(context: &Context, token: &AccessToken) -> HttpRequest {
    read_consent_request::request(&context.config.environment, &context.id, token)
}

fn token_step(exchange: &TokenExchange, now: Timestamp) -> Step {
    match exchange.step(now) {
        TokenStep::Sign { grant } => Step::Sign { grant },
        TokenStep::Send { request } => Step::Send { request },
        TokenStep::Wait { until } => Step::Wait { until },
        // A finished exchange is never kept: `advance` goes on to the next state.
        TokenStep::Finish { .. } => Step::Wait { until: now },
    }
}
