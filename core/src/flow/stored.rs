//! The stored form of a flow.

use serde::{Deserialize, Serialize};

use super::config::FlowConfig;
use super::state::{AwaitingUser, Finished, State};
use super::step::Outcome;
use super::{ConsentFlow, Context};
use crate::consent::{ConsentId, ConsentRequest, ConsentState};
use crate::error::ConsentError;
use crate::redact;
use crate::retry::Attempts;
use crate::seed::Seed;

const VERSION: u32 = 1;

pub(super) fn to_json(flow: &ConsentFlow) -> String {
    let context = &flow.context;
    let stored = StoredFlow {
        v: VERSION,
        config: context.config.clone(),
        request: context.request.clone(),
        id: context.id,
        seed: context.seed.clone(),
        grants: context.grants,
        state: StoredState::of(&flow.state),
    };
    // A struct of text and numbers always serializes.
    serde_json::to_string(&stored).unwrap_or_default()
}

pub(super) fn from_json(json: &str) -> Result<ConsentFlow, ConsentError> {
    let unreadable = |reason: String| ConsentError::UnreadableFlow { reason: redact::text(&reason) };
    let version: Version = serde_json::from_str(json).map_err(|error| unreadable(error.to_string()))?;
    if version.v != VERSION {
        return Err(unreadable(format!("it has version {}, this library reads version {VERSION}", version.v)));
    }
    let stored: StoredFlow = serde_json::from_str(json).map_err(|error| unreadable(error.to_string()))?;
    stored.config.check().map_err(|error| unreadable(error.to_string()))?;
    let context = Context {
        config: stored.config,
        request: stored.request,
        id: stored.id,
        seed: stored.seed,
        grants: stored.grants,
    };
    let state = stored.state.into_state(&context);
    Ok(ConsentFlow { context, state })
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

#[derive(Serialize, Deserialize)]
struct StoredFlow {
    v: u32,
    config: FlowConfig,
    request: ConsentRequest,
    id: ConsentId,
    seed: Seed,
    grants: u32,
    state: StoredState,
}

/// The moments to which a flow can be brought back without a token.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum StoredState {
    Creating { refused: bool, attempts: Attempts },
    AwaitingUser { view_uri: String },
    Checking { refused: bool, attempts: Attempts },
    Redeeming { consent: Option<Box<ConsentState>>, attempts: Attempts },
    Finished { outcome: Box<Outcome> },
}

impl StoredState {
    fn of(state: &State) -> Self {
        match state {
            State::AuthorizingCreation(state) => {
                Self::Creating { refused: state.exchange.refused(), attempts: state.exchange.attempts() }
            }
            State::Creating(state) => Self::Creating { refused: false, attempts: state.attempts },
            State::AwaitingUser(state) => Self::AwaitingUser { view_uri: state.view_uri.clone() },
            State::AuthorizingCheck(state) => {
                Self::Checking { refused: state.exchange.refused(), attempts: state.exchange.attempts() }
            }
            State::Checking(state) => Self::Checking { refused: false, attempts: state.attempts },
            State::Redeeming(state) => {
                Self::Redeeming { consent: state.consent.clone(), attempts: state.exchange.attempts() }
            }
            State::Finished(Finished { outcome }) => match &**outcome {
                // The token is not stored; it is fetched again.
                Outcome::Granted { consent, .. } => {
                    Self::Redeeming { consent: consent.clone().map(Box::new), attempts: Attempts::default() }
                }
                _ => Self::Finished { outcome: outcome.clone() },
            },
        }
    }

    fn into_state(self, context: &Context) -> State {
        match self {
            Self::Creating { refused, attempts } => State::creation(context, refused, attempts),
            Self::AwaitingUser { view_uri } => State::AwaitingUser(AwaitingUser { view_uri }),
            Self::Checking { refused, attempts } => State::check(context, refused, attempts),
            Self::Redeeming { consent, attempts } => State::redemption(context, consent, attempts),
            Self::Finished { outcome } => State::Finished(Finished { outcome }),
        }
    }
}
