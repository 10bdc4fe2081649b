//! One struct for each moment of a flow, with exactly that moment's data, and the arrows between them.

use super::Context;
use super::step::{Answer, Outcome, Step};
use crate::consent::{ConsentDifference, ConsentState, ConsentStatus};
use crate::consent_return::{ConsentReturn, ReturnVerdict};
use crate::endpoint::{create_consent_request, read_consent_request};
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::problem::MaskinportenProblem;
use crate::retry::{Attempts, Fault};
use crate::time::Timestamp;
use crate::token::AccessToken;
use crate::token_exchange::{Issuance, Progress, TokenExchange, TokenStep};
use crate::url;
use crate::view_uri::skip_actor_choice;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    AuthorizingCreation(Authorizing),
    Creating(Box<Calling>),
    AwaitingUser(AwaitingUser),
    AuthorizingCheck(AuthorizingCheck),
    Checking(Checking),
    Redeeming(Redeeming),
    Finished(Finished),
}

/// A token for Altinn's consent API is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Authorizing {
    /// How far the exchange has come.
    pub(super) progress: Box<Progress>,
}

/// A call to Altinn is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Calling {
    pub(super) token: AccessToken,
    /// The fingerprint of the refused token that this one replaces; a second refusal is an error.
    pub(super) refused_token: Option<String>,
    pub(super) attempts: Attempts,
}

/// The user decides.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AwaitingUser {
    pub(super) view_uri: String,
    /// What the user is asked for differently from the request.
    pub(super) differences: Vec<ConsentDifference>,
}

/// A token to read the status with is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AuthorizingCheck {
    pub(super) authorizing: Authorizing,
    pub(super) refusal: Refusal,
}

/// The status is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Checking {
    pub(super) calling: Box<Calling>,
    pub(super) refusal: Refusal,
}

/// Why Maskinporten gave no consent token, when that is what the status is read for: its text does not say whether the
/// consent or the client is at fault.
pub(super) type Refusal = Option<Box<MaskinportenProblem>>;

/// The consent token is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Redeeming {
    /// How far the exchange has come.
    pub(super) progress: Box<Progress>,
    pub(super) consent: Option<Box<ConsentState>>,
}

/// The end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finished {
    pub(super) outcome: Box<Outcome>,
}

impl State {
    pub(super) fn creation(progress: Progress) -> Self {
        Self::AuthorizingCreation(Authorizing { progress: Box::new(progress) })
    }

    pub(super) fn check(progress: Progress, refusal: Refusal) -> Self {
        let authorizing = Authorizing { progress: Box::new(progress) };
        Self::AuthorizingCheck(AuthorizingCheck { authorizing, refusal })
    }

    pub(super) fn redemption(consent: Option<Box<ConsentState>>, progress: Progress) -> Self {
        Self::Redeeming(Redeeming { progress: Box::new(progress), consent })
    }

    const fn finish(outcome: Box<Outcome>) -> Self {
        Self::Finished(Finished { outcome })
    }

    pub(super) fn exchange(&self, context: &Context) -> Option<TokenExchange> {
        match self {
            Self::AuthorizingCreation(state) => Some(state.exchange(context)),
            Self::AuthorizingCheck(state) => Some(state.authorizing.exchange(context)),
            Self::Redeeming(state) => Some(state.exchange(context)),
            _ => None,
        }
    }

    pub(super) fn differences(&self) -> &[ConsentDifference] {
        match self {
            Self::AwaitingUser(state) => &state.differences,
            _ => &[],
        }
    }

    pub(super) fn step(&self, context: &Context, now: Timestamp) -> Step {
        match self {
            Self::AuthorizingCreation(state) => token_step(&state.exchange(context), now),
            Self::Creating(state) => state.step(now, || creation_request(context, &state.token)),
            Self::AwaitingUser(state) => Step::Visit { url: page(context, &state.view_uri) },
            Self::AuthorizingCheck(state) => token_step(&state.authorizing.exchange(context), now),
            Self::Checking(state) => state.calling.step(now, || check_request(context, &state.calling.token)),
            Self::Redeeming(state) => token_step(&state.exchange(context), now),
            Self::Finished(state) => Step::Finish { outcome: (*state.outcome).clone() },
        }
    }

    /// What the next grant needs to know, and the next state: each arrow of the diagram is one arm here or in a helper
    /// below.
    pub(super) fn advance(
        &self,
        context: &Context,
        answer: Answer,
        now: Timestamp,
    ) -> Result<(Issuance, Self), ConsentError> {
        let next = match (self, answer) {
            (Self::AuthorizingCreation(state), answer) => {
                return state.advance(context, answer, now, Self::AuthorizingCreation, Self::Creating);
            }
            (Self::Creating(state), Answer::Responded { response }) => created(state, context, &response, now)?,
            (Self::Creating(state), Answer::Failed { reason }) => {
                Self::Creating(state.failed(context, create_consent_request::CALL, reason, now)?)
            }
            (Self::AwaitingUser(_), Answer::Returned { url }) => returned(context, &url)?,
            (Self::AwaitingUser(_), Answer::CheckStatus) => Self::check(Progress::default(), None),
            (Self::AuthorizingCheck(state), answer) => {
                let refusal = || state.refusal.clone();
                let stay = |authorizing| Self::AuthorizingCheck(AuthorizingCheck { authorizing, refusal: refusal() });
                let call = |calling| Self::Checking(Checking { calling, refusal: refusal() });
                return state.authorizing.advance(context, answer, now, stay, call);
            }
            (Self::Checking(state), Answer::Responded { response }) => checked(state, context, &response, now)?,
            (Self::Checking(state), Answer::Failed { reason }) => {
                let calling = state.calling.failed(context, read_consent_request::CALL, reason, now)?;
                Self::Checking(Checking { calling, refusal: state.refusal.clone() })
            }
            (Self::Redeeming(state), answer) => return state.advance(context, answer, now),
            (state, answer) => return Err(state.out_of_turn(&answer)),
        };
        Ok((context.issuance, next))
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
    fn exchange(&self, context: &Context) -> TokenExchange {
        context.exchange(context.config.api_token(), (*self.progress).clone())
    }

    fn advance(
        &self,
        context: &Context,
        answer: Answer,
        now: Timestamp,
        stay: impl FnOnce(Self) -> State,
        call: impl FnOnce(Box<Calling>) -> State,
    ) -> Result<(Issuance, State), ConsentError> {
        let exchange = self.exchange(context).advance(answer, now)?;
        let issuance = exchange.issuance();
        let state = match exchange.step(now) {
            TokenStep::Finish { token } => {
                let refused_token = exchange.refused_token().cloned();
                call(Box::new(Calling { token, refused_token, attempts: Attempts::default() }))
            }
            _ => stay(Self { progress: Box::new(exchange.progress()) }),
        };
        Ok((issuance, state))
    }
}

impl Redeeming {
    fn exchange(&self, context: &Context) -> TokenExchange {
        context.exchange(context.consent_token(), (*self.progress).clone())
    }

    fn advance(&self, context: &Context, answer: Answer, now: Timestamp) -> Result<(Issuance, State), ConsentError> {
        let exchange = match self.exchange(context).advance(answer, now) {
            Ok(exchange) => exchange,
            Err(error) => {
                let refusal = Some(MaskinportenProblem::about_a_consent(&error).ok_or(error)?);
                return Ok((context.issuance, State::check(Progress::default(), refusal)));
            }
        };
        let issuance = exchange.issuance();
        let consent = self.consent.clone();
        let state = match exchange.step(now) {
            TokenStep::Finish { token } => {
                State::finish(Box::new(Outcome::Granted { token, consent: consent.map(|consent| *consent) }))
            }
            _ => State::redemption(consent, exchange.progress()),
        };
        Ok((issuance, state))
    }
}

impl Calling {
    fn step(&self, now: Timestamp, request: impl FnOnce() -> HttpRequest) -> Step {
        self.attempts.wait(now).map_or_else(|| Step::Send { request: request() }, |until| Step::Wait { until })
    }

    /// The same call later, unless this was the last attempt.
    fn later(&self, context: &Context, fault: &Fault, now: Timestamp) -> Option<Box<Self>> {
        let attempts = self.attempts.after(fault, &context.config.retry, &context.seed, now)?;
        Some(Box::new(Self { attempts, ..self.clone() }))
    }

    fn failed(&self, context: &Context, call: &str, reason: String, now: Timestamp) -> Result<Box<Self>, ConsentError> {
        let attempts = self.attempts.failed.saturating_add(1);
        self.later(context, &Fault::NO_ANSWER, now).ok_or_else(|| ConsentError::transport(call, &reason, attempts))
    }

    /// How to get another token after a 401, unless this one was that already.
    fn refused(&self, response: &HttpResponse) -> Option<Progress> {
        let is_first = response.status == 401 && self.refused_token.is_none();
        is_first.then(|| Progress { refused_token: Some(self.token.fingerprint()), ..Progress::default() })
    }
}

fn created(state: &Calling, context: &Context, response: &HttpResponse, now: Timestamp) -> Result<State, ConsentError> {
    let error = match create_consent_request::parse_state(response) {
        Ok(consent) => return settle(context, consent, create_consent_request::CALL, response, now),
        Err(error) => error,
    };
    if let Some(progress) = state.refused(response) {
        return Ok(State::creation(progress));
    }
    let later = Fault::of(response, now).and_then(|fault| state.later(context, &fault, now));
    later.map(State::Creating).ok_or(error)
}

fn checked(
    state: &Checking,
    context: &Context,
    response: &HttpResponse,
    now: Timestamp,
) -> Result<State, ConsentError> {
    let refusal = || state.refusal.clone();
    let error = match read_consent_request::parse(response) {
        Ok(consent) => {
            return match (settle(context, consent, read_consent_request::CALL, response, now)?, refusal()) {
                // The consent is in order, so the refusal was about something else.
                (State::Redeeming(_), Some(problem)) => Err(ConsentError::Maskinporten { problem }),
                (next, _) => Ok(next),
            };
        }
        Err(error) => error,
    };
    if let Some(progress) = state.calling.refused(response) {
        return Ok(State::check(progress, refusal()));
    }
    let later = Fault::of(response, now).and_then(|fault| state.calling.later(context, &fault, now));
    later.map(|calling| State::Checking(Checking { calling, refusal: refusal() })).ok_or(error)
}

/// Where the stored consent leads.
fn settle(
    context: &Context,
    consent: ConsentState,
    call: &str,
    response: &HttpResponse,
    now: Timestamp,
) -> Result<State, ConsentError> {
    let unexpected = |reason: &str| response.unexpected(call, reason);
    if consent.id != context.id {
        return Err(unexpected("the answer is about another consent"));
    }
    let outcome = match &consent.status {
        ConsentStatus::Rejected => Outcome::Rejected { consent },
        ConsentStatus::Revoked => Outcome::Revoked { consent },
        ConsentStatus::Deleted => Outcome::Deleted { consent },
        ConsentStatus::Created | ConsentStatus::Accepted if consent.is_expired(now) => Outcome::Expired { consent },
        ConsentStatus::Expired => Outcome::Expired { consent },
        ConsentStatus::Accepted => {
            return Ok(State::redemption(Some(Box::new(consent)), Progress::default()));
        }
        ConsentStatus::Created if url::is_https_or_loopback(&consent.view_uri) => {
            let differences = consent.differences(&context.request, &context.redirect_url());
            return Ok(State::AwaitingUser(AwaitingUser { view_uri: consent.view_uri, differences }));
        }
        ConsentStatus::Created => return Err(unexpected("viewUri is no https URL")),
        ConsentStatus::Unknown { text } => {
            return Err(unexpected(&format!("the status {text:?} is unknown")));
        }
    };
    Ok(State::finish(Box::new(outcome)))
}

/// A return is a hint that anyone can forge: only an acceptance, and only if the caller wants it so, saves the look-up.
fn returned(context: &Context, url: &str) -> Result<State, ConsentError> {
    ConsentReturn::check_id(url, &context.config.id_parameter, &context.id)?;
    if let Some(name) = &context.config.state_parameter {
        ConsentReturn::check_state(url, name, &context.return_state())?;
    }
    let is_accepted = ConsentReturn::parse(url).verdict == ReturnVerdict::Accepted;
    if is_accepted && !context.config.check_status {
        return Ok(State::redemption(None, Progress::default()));
    }
    Ok(State::check(Progress::default(), None))
}

fn creation_request(context: &Context, token: &AccessToken) -> HttpRequest {
    let redirect_url = context.redirect_url();
    create_consent_request::request(&context.config.environment, &context.id, &context.request, &redirect_url, token)
}

fn check_request(context: &Context, token: &AccessToken) -> HttpRequest {
    read_consent_request::request(&context.config.environment, &context.id, token)
}

fn page(context: &Context, view_uri: &str) -> String {
    if context.config.skip_actor_choice { skip_actor_choice(view_uri) } else { view_uri.to_owned() }
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
