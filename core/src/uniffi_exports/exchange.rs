//! The exchange of grants for one token, as an object that never changes.

use std::sync::Arc;

use super::{Shared, shared};
use crate::environment::Environment;
use crate::flow::Answer;
use crate::maskinporten_client::MaskinportenClient;
use crate::retry::RetryPolicy;
use crate::seed::Seed;
#[cfg(feature = "signer")]
use crate::signer::KeySigner;
use crate::time::Timestamp;
use crate::token::{TokenKey, TokenRequest};
use crate::token_exchange::{TokenExchange, TokenStep};

/// An exchange, and what to do next.
#[derive(uniffi::Record)]
pub(crate) struct TokenMove {
    /// The exchange.
    pub exchange: Arc<TokenExchange>,
    /// Its step.
    pub step: TokenStep,
    /// How many seconds Maskinporten's clock is ahead of the host's, as far as a refused grant told.
    pub clock_offset: i64,
}

impl TokenMove {
    fn to(exchange: TokenExchange, now: Timestamp) -> Self {
        let (step, clock_offset) = (exchange.step(now), exchange.clock_offset());
        Self { exchange: Arc::new(exchange), step, clock_offset }
    }
}

#[uniffi::export]
impl TokenExchange {
    /// Begins an exchange, with randomness from the operating system.
    #[uniffi::constructor(name = "start")]
    fn ffi_start(
        environment: Environment,
        client: MaskinportenClient,
        request: TokenRequest,
        policy: RetryPolicy,
    ) -> Shared<Arc<Self>> {
        shared(Seed::random().and_then(|seed| Self::start(environment, client, request, policy, seed)))
    }

    /// The kind of token that it is for: hosts share tokens by it.
    #[uniffi::method(name = "token_key")]
    fn ffi_token_key(&self) -> TokenKey {
        self.token_key()
    }

    /// Whether the token is to carry a consent. When Maskinporten gives none, the consent may be why: see
    /// `about_a_consent` of the error.
    #[uniffi::method(name = "is_for_consent")]
    fn ffi_is_for_consent(&self) -> bool {
        self.is_for_consent()
    }

    /// How many seconds Maskinporten's clock is ahead of the host's, as far as a refused grant told.
    #[uniffi::method(name = "clock_offset")]
    fn ffi_clock_offset(&self) -> i64 {
        self.clock_offset()
    }

    /// The same exchange for a host that knows already how many seconds Maskinporten's clock is ahead of its own.
    #[uniffi::method(name = "with_clock_offset")]
    fn ffi_with_clock_offset(&self, seconds: i64) -> Arc<Self> {
        Arc::new(self.clone().with_clock_offset(seconds))
    }

    /// What to do at `now`. The same exchange at the same time gives the same step.
    #[uniffi::method(name = "step")]
    fn ffi_step(&self, now: Timestamp) -> TokenStep {
        self.step(now)
    }

    /// The exchange after `answer`, which came at `now`. This one is left as it was.
    #[uniffi::method(name = "advance")]
    fn ffi_advance(&self, answer: Answer, now: Timestamp) -> Shared<Arc<Self>> {
        shared(self.advance(answer, now))
    }

    /// `advance` and the `step` after it in one call, for a loop that is to be quick: calls cost more than what they do.
    #[uniffi::method(name = "move_on")]
    fn ffi_move_on(&self, answer: Answer, now: Timestamp) -> Shared<TokenMove> {
        Ok(TokenMove::to(self.advance(answer, now)?, now))
    }
}

#[cfg(feature = "signer")]
#[uniffi::export]
impl TokenExchange {
    /// The exchange after its grant was signed with `signer` at `now`, and the step after that, in one call. When there is
    /// nothing to sign it is this exchange with its step.
    #[uniffi::method(name = "signed_by")]
    fn ffi_signed_by(&self, signer: &KeySigner, now: Timestamp) -> Shared<TokenMove> {
        let TokenStep::Sign { grant } = self.step(now) else { return Ok(TokenMove::to(self.clone(), now)) };
        let signature = signer.sign(&grant.signing_input, grant.algorithm)?;
        Ok(TokenMove::to(self.advance(Answer::Signed { grant, signature }, now)?, now))
    }
}
