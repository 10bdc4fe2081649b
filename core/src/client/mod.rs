//! An async client over reqwest: it signs, sends, waits and shares tokens.
//!
//! ```no_run
//! use samtykke::client::{ConsentClient, Pause};
//! use samtykke::{ConsentRequest, Environment, FlowConfig, KeySigner, MaskinportenClient, Outcome};
//!
//! # async fn example(request: ConsentRequest, pem: &str, return_url: &str) -> Result<(), samtykke::ConsentError> {
//! let client = ConsentClient::new(KeySigner::from_pem(pem)?)?;
//! let config = FlowConfig::new(Environment::Tt02, MaskinportenClient::with_kid("client id", "key id"))
//!     .with_token_scopes(["skatteetaten:inntekt"]);
//!
//! let pending = client.request_consent(config, request).await?;
//! let Pause::Visit { flow, url } = pending else { return Ok(()) };
//! let stored = flow.to_json(); // send the user to `url`; later, when the user is back:
//!
//! let flow = samtykke::ConsentFlow::from_json(&stored)?;
//! if let Pause::Finish { outcome: Outcome::Granted { token, .. } } = client.user_returned(&flow, return_url).await? {
//!     // call the service with `token`
//! }
//! # Ok(())
//! # }
//! ```

mod calls;
mod events;
mod signer;
mod token_store;
mod transport;
#[cfg(feature = "signer")]
mod verify;

pub use events::ConsentEvents;
pub use signer::{Signer, SigningFuture};

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::consent::ConsentRequest;
use crate::error::ConsentError;
use crate::flow::{Answer, ConsentFlow, FlowConfig, Outcome, Step};
use crate::http::HttpResponse;
use crate::problem::MaskinportenProblem;
use crate::time::Timestamp;
use crate::token::AccessToken;
use crate::token_exchange::{TokenExchange, TokenStep};
use token_store::TokenStore;
use transport::Transport;

/// Drives flows. Clones share connections, key and tokens.
#[derive(Clone)]
pub struct ConsentClient {
    transport: Transport,
    signer: Arc<dyn Signer>,
    tokens: Arc<TokenStore>,
    #[cfg(feature = "signer")]
    keys: Arc<verify::KeyStore>,
    /// How many seconds Maskinporten's clock is ahead of this machine's, as far as a refused grant told.
    clock_offset: Arc<AtomicI64>,
}

/// Where a flow stopped and needs somebody else.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one is made for each step of a user, never many at once")]
pub enum Pause {
    /// The user must decide: store the flow, send the user to the URL.
    Visit {
        /// The flow, to be stored.
        flow: ConsentFlow,
        /// Altinn's page.
        url: String,
    },
    /// The flow is at its end.
    Finish {
        /// How it ended.
        outcome: Outcome,
    },
}

impl ConsentClient {
    /// A client that signs with `signer`.
    ///
    /// # Errors
    ///
    /// [`ConsentError::Transport`] when TLS cannot be set up.
    pub fn new(signer: impl Signer + 'static) -> Result<Self, ConsentError> {
        Ok(Self {
            transport: Transport::new()?,
            signer: Arc::new(signer),
            tokens: Arc::default(),
            #[cfg(feature = "signer")]
            keys: Arc::default(),
            clock_offset: Arc::default(),
        })
    }

    /// Creates the consent request.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`].
    pub async fn request_consent(&self, config: FlowConfig, request: ConsentRequest) -> Result<Pause, ConsentError> {
        self.drive(ConsentFlow::start(config, request, now())?).await
    }

    /// Goes on after the user came back to `url`: reads the status and fetches the consent token.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`]; `flow` can be used again.
    pub async fn user_returned(&self, flow: &ConsentFlow, url: &str) -> Result<Pause, ConsentError> {
        self.drive(flow.advance(Answer::Returned { url: url.to_owned() }, now())?).await
    }

    /// Goes on without the user: [`Pause::Visit`] again while nothing is decided.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`]; `flow` can be used again.
    pub async fn check_status(&self, flow: &ConsentFlow) -> Result<Pause, ConsentError> {
        self.drive(flow.advance(Answer::CheckStatus, now())?).await
    }

    /// Asks for the status every `interval` until the user has decided or `deadline` has passed: [`Pause::Visit`] then, with
    /// the flow to go on with.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`]; `flow` can be used again.
    pub async fn wait_for_decision(
        &self,
        flow: &ConsentFlow,
        interval: Duration,
        deadline: Timestamp,
    ) -> Result<Pause, ConsentError> {
        let mut flow = flow.clone();
        loop {
            match self.check_status(&flow).await? {
                Pause::Visit { flow: next, .. } if now().plus(interval) < deadline => flow = next,
                pause => return Ok(pause),
            }
            sleep_until(now().plus(interval)).await;
        }
    }

    /// Does all steps up to the next one that needs the user, or to the end.
    ///
    /// # Errors
    ///
    /// Any [`ConsentError`].
    pub async fn drive(&self, mut flow: ConsentFlow) -> Result<Pause, ConsentError> {
        loop {
            let answer = match flow.step(now()) {
                Step::Sign { grant } => self.authorize(flow.token_exchange(), grant.refused_token.as_deref()).await?,
                Step::Send { request } => answered(self.transport.send(request).await),
                Step::Wait { until } => {
                    sleep_until(until).await;
                    continue;
                }
                Step::Visit { url } => return Ok(Pause::Visit { flow, url }),
                Step::Finish { outcome } => return Ok(Pause::Finish { outcome }),
            };
            flow = flow.advance(answer, now())?;
        }
    }

    /// The answer to a step that signs.
    async fn authorize(&self, exchange: Option<TokenExchange>, refused: Option<&str>) -> Result<Answer, ConsentError> {
        let exchange = exchange.ok_or_else(not_waiting)?;
        let is_for_consent = exchange.is_for_consent();
        match self.token_for(exchange, refused).await {
            Ok(token) => Ok(Answer::Authorized { token }),
            // The flow may find out that the consent is what it is about.
            Err(error) if is_for_consent => {
                let problem = MaskinportenProblem::about_a_consent(&error).ok_or(error)?;
                Ok(Answer::Denied { problem: *problem })
            }
            Err(error) => Err(error),
        }
    }

    async fn token_for(&self, exchange: TokenExchange, refused: Option<&str>) -> Result<AccessToken, ConsentError> {
        let exchange = exchange.with_clock_offset(self.clock_offset.load(Ordering::Relaxed));
        self.tokens.find_or(&exchange.token_key(), refused, async || self.fetch(exchange).await).await
    }

    async fn fetch(&self, mut exchange: TokenExchange) -> Result<AccessToken, ConsentError> {
        loop {
            let answer = match exchange.step(now()) {
                TokenStep::Sign { grant } => {
                    let signature = self.signer.sign(&grant.signing_input, grant.algorithm).await?;
                    Answer::Signed { grant, signature }
                }
                TokenStep::Send { request } => answered(self.transport.send(request).await),
                TokenStep::Wait { until } => {
                    sleep_until(until).await;
                    continue;
                }
                TokenStep::Finish { token } => return Ok(token),
            };
            exchange = exchange.advance(answer, now())?;
            self.clock_offset.store(exchange.clock_offset(), Ordering::Relaxed);
        }
    }
}

fn answered(result: Result<HttpResponse, String>) -> Answer {
    match result {
        Ok(response) => Answer::Responded { response },
        Err(reason) => Answer::Failed { reason },
    }
}

fn not_waiting() -> ConsentError {
    ConsentError::OutOfTurn { expected: "a step that signs".to_owned(), given: "another".to_owned() }
}

#[expect(clippy::disallowed_methods, reason = "the client is where the core meets the clock")]
fn now() -> Timestamp {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_micros(i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX))
}

async fn sleep_until(until: Timestamp) {
    tokio::time::sleep(until.since(now())).await;
}
