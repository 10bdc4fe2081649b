//! The form in which a binding holds an exchange between two calls.

use serde::{Deserialize, Serialize};

use super::{Issuance, Progress, State, TokenExchange};
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::maskinporten_client::MaskinportenClient;
use crate::redact;
use crate::retry::RetryPolicy;
use crate::seed::Seed;
use crate::token::{AccessToken, TokenRequest};

pub(super) fn to_json(exchange: &TokenExchange) -> String {
    let token = match &exchange.state {
        State::Finished { token } => Some(token.clone()),
        _ => None,
    };
    let held = HeldExchange {
        environment: exchange.environment.clone(),
        client: exchange.client.clone(),
        request: exchange.request.clone(),
        policy: exchange.policy.clone(),
        seed: exchange.seed.clone(),
        issuance: exchange.issuance,
        progress: exchange.progress(),
        token,
    };
    // A struct of text and numbers always serializes.
    serde_json::to_string(&held).unwrap_or_default()
}

pub(super) fn from_json(json: &str) -> Result<TokenExchange, ConsentError> {
    let unreadable =
        |error: crate::json::Unreadable| ConsentError::UnreadableFlow { reason: redact::text(&error.to_string()) };
    let HeldExchange { environment, client, request, policy, seed, issuance, progress, token } =
        crate::json::read(json).map_err(unreadable)?;
    let exchange =
        TokenExchange::of_checked_parts(environment, client, request, policy, seed).after(issuance, progress);
    Ok(match token {
        Some(token) => TokenExchange { state: State::Finished { token }, ..exchange },
        None => exchange,
    })
}

#[derive(Serialize, Deserialize)]
struct HeldExchange {
    environment: Environment,
    client: MaskinportenClient,
    request: TokenRequest,
    policy: RetryPolicy,
    seed: Seed,
    issuance: Issuance,
    progress: Progress,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<AccessToken>,
}
