//! One struct for each moment of a feed.

use serde::{Deserialize, Serialize};

use super::EventFeedConfig;
use crate::consent::ConsentStatusChange;
use crate::retry::Attempts;
use crate::seed::Seed;
use crate::time::Timestamp;
use crate::token::AccessToken;
use crate::token_exchange::{Issuance, Progress, TokenExchange};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    Authorizing(Authorizing),
    Reading(Reading),
    Delivering(Delivering),
    Finished,
}

/// A token is on its way, once it is time for the next look.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Authorizing {
    pub(super) exchange: Box<TokenExchange>,
    pub(super) not_before: Option<Timestamp>,
}

/// A page is on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Reading {
    pub(super) token: AccessToken,
    /// The fingerprint of the refused token that this one replaces; a second refusal is an error.
    pub(super) refused_token: Option<String>,
    pub(super) attempts: Attempts,
    /// The page was asked for at this time or later.
    pub(super) since: Timestamp,
}

/// The host acts on events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Delivering {
    pub(super) events: Vec<ConsentStatusChange>,
    pub(super) continuation_token: Option<String>,
    pub(super) reading: Reading,
}

impl State {
    /// At the token for the next look.
    pub(super) fn authorization(
        config: &EventFeedConfig,
        seed: &Seed,
        issuance: Issuance,
        progress: Progress,
        not_before: Option<Timestamp>,
    ) -> Self {
        let (environment, client) = (config.environment.clone(), config.client.clone());
        let exchange = TokenExchange::of_checked_parts(
            environment,
            client,
            config.token_request(),
            config.retry.clone(),
            seed.clone(),
        );
        Self::Authorizing(Authorizing { exchange: Box::new(exchange.after(issuance, progress)), not_before })
    }
}
