//! Tokens and what they are asked for by.

use std::sync::Arc;

use super::Shared;
use crate::authorization_detail::AuthorizationDetail;
use crate::consent::ConsentId;
use crate::environment::Environment;
use crate::flow::FlowConfig;
use crate::maskinporten_client::MaskinportenClient;
use crate::party::Party;
use crate::time::Timestamp;
use crate::token::{AccessToken, TokenKey, TokenRequest};

#[uniffi::export]
impl AccessToken {
    /// Whether the token still holds for more than 5 seconds from `now`.
    #[uniffi::method(name = "is_fresh")]
    fn ffi_is_fresh(&self, now: Timestamp) -> bool {
        self.is_fresh(now)
    }

    /// A digest that names the token without giving it away.
    #[uniffi::method(name = "fingerprint")]
    fn ffi_fingerprint(&self) -> String {
        self.fingerprint()
    }

    /// The claims of a token that is a JWT, as JSON, read without verification: for display, never for a decision.
    #[uniffi::method(name = "unverified_claims")]
    fn ffi_unverified_claims(&self) -> Option<String> {
        self.unverified_claims()
    }
}

/// The key that tokens of this kind are shared by.
#[uniffi::export]
fn token_key(request: TokenRequest, environment: Environment, client: MaskinportenClient) -> Shared<TokenKey> {
    Ok(request.key(&environment, &client))
}

/// What to ask for to call Altinn's consent API.
#[uniffi::export]
fn api_token_request(config: FlowConfig) -> Shared<TokenRequest> {
    Ok(config.api_token())
}

/// What to ask for to get the data, with the consent `id` that `from_party` gave in the token.
#[uniffi::export]
fn consent_token_request(config: FlowConfig, id: ConsentId, from_party: Party) -> Shared<TokenRequest> {
    Ok::<_, Arc<_>>(config.consent_token(AuthorizationDetail::Consent { id, from_party }))
}
