//! The whole consent as one value.

mod config;
mod state;
mod step;
mod stored;

pub use config::FlowConfig;
pub use step::{Answer, Outcome, Step};

use std::ops::Deref;
use std::sync::Arc;

use state::State;

use crate::authorization_detail::AuthorizationDetail;
use crate::base64url;
use crate::consent::{ConsentDifference, ConsentId, ConsentRequest};
use crate::consent_return;
use crate::error::ConsentError;
use crate::redirect_url::RedirectUrl;
use crate::seed::Seed;
use crate::time::Timestamp;
use crate::token::TokenRequest;
use crate::token_exchange::{Issuance, Progress, Secrets, TokenExchange};

/// One consent from the request to the token, as a value: `step` says what to do, `advance` takes the answer and gives
/// the next flow.
///
/// The states and their arrows are drawn in the [crate's documentation](crate). A flow that waits for the user can be
/// stored with [`ConsentFlow::to_json`] and go on in another process, or another language.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/>.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct ConsentFlow {
    context: Context,
    state: State,
}

/// What stays the same through the whole flow, and what was learnt from the grants so far.
#[derive(Clone, Debug, PartialEq)]
struct Context {
    /// Shared by all flows that come from one start, since `advance` leaves the old one as it was.
    terms: Arc<Terms>,
    issuance: Issuance,
}

/// What was agreed at the start.
#[derive(Debug, PartialEq)]
struct Terms {
    config: FlowConfig,
    request: ConsentRequest,
    id: ConsentId,
    seed: Seed,
}

impl Deref for Context {
    type Target = Terms;

    fn deref(&self) -> &Terms {
        &self.terms
    }
}

impl ConsentFlow {
    /// Begins a consent at `now`, with randomness from the operating system.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] that names the field; [`ConsentError::NoRandomness`].
    pub fn start(config: FlowConfig, request: ConsentRequest, now: Timestamp) -> Result<Self, ConsentError> {
        Self::start_with_seed(config, request, Seed::random()?, now)
    }

    /// Begins a consent whose every id follows from `seed`: for tests that must repeat.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] that names the field.
    pub fn start_with_seed(
        config: FlowConfig,
        request: ConsentRequest,
        seed: Seed,
        now: Timestamp,
    ) -> Result<Self, ConsentError> {
        config.check()?;
        request.check(now)?;
        for name in config.return_parameters() {
            if consent_return::has_parameter(request.redirect_url.as_str(), name) {
                let reason = format!("must not have the parameter {name}: the flow adds it");
                return Err(ConsentError::invalid("redirectUrl", reason));
            }
        }
        let id = request.id.unwrap_or_else(|| ConsentId::new(&seed, now));
        let terms = Arc::new(Terms { config, request, id, seed });
        let context = Context { terms, issuance: Issuance::default() };
        let state = State::creation(Progress::default());
        Ok(Self { context, state })
    }

    /// The consent's id, which is also in the return URL.
    #[must_use]
    pub fn id(&self) -> ConsentId {
        self.context.id
    }

    /// What is asked for.
    #[must_use]
    pub fn request(&self) -> &ConsentRequest {
        &self.context.request
    }

    /// Where Altinn is to send the user: the request's URL with the consent id, and the state if there is one.
    #[must_use]
    pub fn redirect_url(&self) -> RedirectUrl {
        self.context.redirect_url()
    }

    /// What the user is asked for differently from [`ConsentFlow::request`], while the flow waits for the user. There is
    /// something only when Altinn had a consent with the same id, whose members it keeps. An [`Outcome`] holds the consent
    /// itself: see [`ConsentState::differences`](crate::ConsentState::differences).
    #[must_use]
    pub fn differences(&self) -> &[ConsentDifference] {
        self.state.differences()
    }

    /// What to do at `now`. The same flow at the same time gives the same step; nothing changes.
    #[must_use]
    pub fn step(&self, now: Timestamp) -> Step {
        self.state.step(&self.context, now)
    }

    /// The exchange behind a [`Step::Sign`], for a host that runs it once for several flows and answers each with
    /// [`Answer::Authorized`]. `None` in all other states.
    #[must_use]
    pub fn token_exchange(&self) -> Option<TokenExchange> {
        self.state.exchange(&self.context)
    }

    /// The flow after `answer`, which came at `now`. This flow is left as it was: after an error the caller still has it,
    /// and may send the same request again or give another answer.
    ///
    /// # Errors
    ///
    /// `OutOfTurn` when the flow waits for something else; `ReturnMismatch` for a return URL of another consent;
    /// `InvalidInput` for a signature that is none; else what Altinn, Maskinporten or the network said.
    pub fn advance(&self, answer: Answer, now: Timestamp) -> Result<Self, ConsentError> {
        let (issuance, state) = self.state.advance(&self.context, answer, now)?;
        Ok(Self { context: Context { issuance, ..self.context.clone() }, state })
    }

    /// The flow as JSON with a version, to be read by [`ConsentFlow::from_json`] in any of the languages.
    ///
    /// It holds no key, assertion or token: a flow that was about to use one asks for it again. It does hold the party's
    /// number, so it is personal data.
    #[must_use]
    pub fn to_json(&self) -> String {
        stored::to_json(self, Secrets::Drop)
    }

    /// The flow as JSON with the token or assertion that it is about to use, for a binding that holds it as text between
    /// two calls. It must not leave the process; [`ConsentFlow::to_json`] is what to store.
    #[doc(hidden)]
    #[must_use]
    pub fn to_memory_json(&self) -> String {
        stored::to_json(self, Secrets::Keep)
    }

    /// Reads what [`ConsentFlow::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// [`ConsentError::UnreadableFlow`] for anything else, and for a flow of a later version.
    pub fn from_json(json: &str) -> Result<Self, ConsentError> {
        stored::from_json(json)
    }
}

impl Context {
    fn consent_token(&self) -> TokenRequest {
        let from_party = self.request.from_party.clone();
        self.config.consent_token(AuthorizationDetail::Consent { id: self.id, from_party })
    }

    fn exchange(&self, request: TokenRequest, progress: Progress) -> TokenExchange {
        TokenExchange::of_checked_parts(
            self.config.environment.clone(),
            self.config.client.clone(),
            request,
            self.config.retry.clone(),
            self.seed.clone(),
        )
        .after(self.issuance, progress)
    }

    /// Where Altinn is to send the user: the caller's URL with the consent id, and the state if there is one.
    fn redirect_url(&self) -> RedirectUrl {
        let url = self.request.redirect_url.with_parameter(&self.config.id_parameter, &self.id.to_string());
        match &self.config.state_parameter {
            Some(name) => url.with_parameter(name, &self.return_state()),
            None => url,
        }
    }

    /// 128 bits that only who has the flow can know.
    fn return_state(&self) -> String {
        let epoch = Timestamp::from_unix_micros(0);
        base64url::encode(&self.seed.derive("return state", 0, epoch)[..16])
    }
}
