//! The stored form of a flow.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::config::FlowConfig;
use super::state::{Authorizing, AwaitingUser, Calling, Checking, Finished, Refusal, State};
use super::step::Outcome;
use super::{ConsentFlow, Context, Terms};
use crate::consent::{ConsentDifference, ConsentId, ConsentRequest, ConsentState};
use crate::error::ConsentError;
use crate::redact;
use crate::retry::Attempts;
use crate::seed::Seed;
use crate::token::AccessToken;
use crate::token_exchange::{Issuance, Progress, Secrets, Sent};

const VERSION: u32 = 1;

/// A flow may hold a token of 64 kB and a consent of almost any size.
const MAX_BYTES: usize = 1024 * 1024;

pub(super) fn to_json(flow: &ConsentFlow, secrets: Secrets) -> String {
    let context = &flow.context;
    let stored = StoredFlow {
        v: VERSION,
        config: context.config.clone(),
        request: context.request.clone(),
        id: context.id,
        seed: context.seed.clone(),
        issuance: context.issuance,
        state: StoredState::of(&flow.state, secrets),
    };
    // A struct of text and numbers always serializes.
    serde_json::to_string(&stored).unwrap_or_default()
}

pub(super) fn from_json(json: &str) -> Result<ConsentFlow, ConsentError> {
    let unreadable = |reason: String| ConsentError::UnreadableFlow { reason: redact::excerpt(&reason) };
    if json.len() > MAX_BYTES {
        return Err(unreadable("it is longer than 1 MiB".to_owned()));
    }
    let version: Version = crate::json::read(json).map_err(|error| unreadable(error.to_string()))?;
    if version.v != VERSION {
        return Err(unreadable(format!("it has version {}, this library reads version {VERSION}", version.v)));
    }
    let stored: StoredFlow = crate::json::read(json).map_err(|error| unreadable(error.to_string()))?;
    stored.config.check().map_err(|error| unreadable(error.to_string()))?;
    let StoredFlow { config, request, id, seed, issuance, state, .. } = stored;
    let context = Context { terms: Arc::new(Terms { config, request, id, seed }), issuance };
    Ok(ConsentFlow { context, state: state.into_state() })
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
    issuance: Issuance,
    state: StoredState,
}

/// The moments to which a flow can be brought back. Without its secrets a call begins again with its token.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase", try_from = "StoredMembers")]
enum StoredState {
    Creating {
        #[serde(flatten)]
        call: StoredCall,
    },
    AwaitingUser {
        view_uri: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        differences: Vec<ConsentDifference>,
    },
    Checking {
        #[serde(flatten)]
        call: StoredCall,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refusal: Refusal,
    },
    Redeeming {
        consent: Option<Box<ConsentState>>,
        #[serde(flatten)]
        progress: Progress,
    },
    Finished {
        outcome: Box<Outcome>,
    },
}

/// A call with its token, or the exchange that is to give it one.
#[derive(Serialize)]
struct StoredCall {
    #[serde(flatten)]
    progress: Progress,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<AccessToken>,
}

/// The members of all moments. Reading them one moment at a time would take several times the code.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredMembers {
    #[serde(rename = "type")]
    moment: String,
    view_uri: Option<String>,
    #[serde(default)]
    differences: Vec<ConsentDifference>,
    refused_token: Option<String>,
    #[serde(default)]
    renewed: bool,
    attempts: Option<Attempts>,
    sent: Option<Box<Sent>>,
    token: Option<AccessToken>,
    refusal: Refusal,
    consent: Option<Box<ConsentState>>,
    outcome: Option<Box<Outcome>>,
}

impl TryFrom<StoredMembers> for StoredState {
    type Error = String;

    fn try_from(members: StoredMembers) -> Result<Self, String> {
        let missing = |name: &str| format!("{name} is missing");
        let StoredMembers { refused_token, renewed, attempts, sent, token, refusal, consent, .. } = members;
        let progress = || {
            let attempts = attempts.ok_or_else(|| missing("attempts"))?;
            Ok::<_, String>(Progress { refused_token, renewed, attempts, sent })
        };
        match members.moment.as_str() {
            "creating" => Ok(Self::Creating { call: StoredCall { progress: progress()?, token } }),
            "awaitingUser" => {
                let view_uri = members.view_uri.ok_or_else(|| missing("viewUri"))?;
                Ok(Self::AwaitingUser { view_uri, differences: members.differences })
            }
            "checking" => Ok(Self::Checking { call: StoredCall { progress: progress()?, token }, refusal }),
            "redeeming" => Ok(Self::Redeeming { consent, progress: progress()? }),
            "finished" => Ok(Self::Finished { outcome: members.outcome.ok_or_else(|| missing("outcome"))? }),
            _ => Err("is in a state that this library does not know".to_owned()),
        }
    }
}

impl StoredState {
    fn of(state: &State, secrets: Secrets) -> Self {
        match state {
            State::AuthorizingCreation(state) => Self::Creating { call: StoredCall::authorizing(state, secrets) },
            State::Creating(state) => Self::Creating { call: StoredCall::calling(state, secrets) },
            State::AwaitingUser(state) => {
                Self::AwaitingUser { view_uri: state.view_uri.clone(), differences: state.differences.clone() }
            }
            State::AuthorizingCheck(state) => {
                let call = StoredCall::authorizing(&state.authorizing, secrets);
                Self::Checking { call, refusal: state.refusal.clone() }
            }
            State::Checking(state) => {
                let call = StoredCall::calling(&state.calling, secrets);
                Self::Checking { call, refusal: state.refusal.clone() }
            }
            State::Redeeming(state) => {
                Self::Redeeming { consent: state.consent.clone(), progress: state.progress.kept(secrets) }
            }
            State::Finished(state) => match (&*state.outcome, secrets) {
                // The token is not stored; it is fetched again.
                (Outcome::Granted { consent, .. }, Secrets::Drop) => {
                    Self::Redeeming { consent: consent.clone().map(Box::new), progress: Progress::default() }
                }
                _ => Self::Finished { outcome: state.outcome.clone() },
            },
        }
    }

    fn into_state(self) -> State {
        match self {
            Self::Creating { call } => match call.into_calling() {
                Ok(calling) => State::Creating(Box::new(calling)),
                Err(progress) => State::creation(progress),
            },
            Self::AwaitingUser { view_uri, differences } => State::AwaitingUser(AwaitingUser { view_uri, differences }),
            Self::Checking { call, refusal } => match call.into_calling() {
                Ok(calling) => State::Checking(Checking { calling: Box::new(calling), refusal }),
                Err(progress) => State::check(progress, refusal),
            },
            Self::Redeeming { consent, progress } => State::redemption(consent, progress),
            Self::Finished { outcome } => State::Finished(Finished { outcome }),
        }
    }
}

impl StoredCall {
    fn authorizing(state: &Authorizing, secrets: Secrets) -> Self {
        Self { progress: state.progress.kept(secrets), token: None }
    }

    fn calling(state: &Calling, secrets: Secrets) -> Self {
        let token = (secrets == Secrets::Keep).then(|| state.token.clone());
        let refused_token = state.refused_token.clone();
        let progress = Progress { refused_token, attempts: state.attempts, ..Progress::default() };
        Self { progress, token }
    }

    /// The call itself when its token is there, else how far its exchange had come.
    fn into_calling(self) -> Result<Calling, Progress> {
        let Some(token) = self.token else { return Err(self.progress) };
        let Progress { refused_token, attempts, .. } = self.progress;
        Ok(Calling { token, refused_token, attempts })
    }
}
