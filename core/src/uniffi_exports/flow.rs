//! The flow as an object that never changes.

use std::sync::Arc;

use super::{Shared, shared};
use crate::consent::{ConsentDifference, ConsentId, ConsentRequest, ConsentState};
use crate::flow::{Answer, ConsentFlow, FlowConfig, Outcome, Step};
use crate::redirect_url::RedirectUrl;
use crate::time::Timestamp;
use crate::token_exchange::TokenExchange;

/// A flow, and what to do next.
#[derive(uniffi::Record)]
pub(crate) struct FlowMove {
    /// The flow.
    pub flow: Arc<ConsentFlow>,
    /// Its step.
    pub step: Step,
}

#[uniffi::export]
impl ConsentFlow {
    /// Begins a consent at `now`, with randomness from the operating system.
    #[uniffi::constructor(name = "start")]
    fn ffi_start(config: FlowConfig, request: ConsentRequest, now: Timestamp) -> Shared<Arc<Self>> {
        shared(Self::start(config, request, now))
    }

    /// Reads what `to_json` wrote, in any of the languages.
    #[uniffi::constructor(name = "from_json")]
    fn ffi_from_json(json: &str) -> Shared<Arc<Self>> {
        shared(Self::from_json(json))
    }

    /// The consent's id, which is also in the return URL.
    #[uniffi::method(name = "id")]
    fn ffi_id(&self) -> ConsentId {
        self.id()
    }

    /// What is asked for.
    #[uniffi::method(name = "request")]
    fn ffi_request(&self) -> ConsentRequest {
        self.request().clone()
    }

    /// Where Altinn is to send the user: the request's URL with the consent id, and the state if there is one.
    #[uniffi::method(name = "redirect_url")]
    fn ffi_redirect_url(&self) -> RedirectUrl {
        self.redirect_url()
    }

    /// What the user is asked for differently from `request`, while the flow waits for the user. There is something only
    /// when Altinn had a consent with the same id, whose members it keeps.
    #[uniffi::method(name = "differences")]
    fn ffi_differences(&self) -> Vec<ConsentDifference> {
        self.differences().to_vec()
    }

    /// What to do at `now`. The same flow at the same time gives the same step; nothing changes.
    #[uniffi::method(name = "step")]
    fn ffi_step(&self, now: Timestamp) -> Step {
        self.step(now)
    }

    /// The exchange behind a step that signs, for a host that runs it once for several flows and answers each with
    /// `Authorized`. Nothing in all other states.
    #[uniffi::method(name = "token_exchange")]
    fn ffi_token_exchange(&self) -> Option<Arc<TokenExchange>> {
        self.token_exchange().map(Arc::new)
    }

    /// The flow after `answer`, which came at `now`. This flow is left as it was.
    #[uniffi::method(name = "advance")]
    fn ffi_advance(&self, answer: Answer, now: Timestamp) -> Shared<Arc<Self>> {
        shared(self.advance(answer, now))
    }

    /// `advance` and the `step` after it in one call, for a loop that is to be quick: calls cost more than what they do.
    #[uniffi::method(name = "move_on")]
    fn ffi_move_on(&self, answer: Answer, now: Timestamp) -> Shared<FlowMove> {
        let flow = self.advance(answer, now)?;
        Ok(FlowMove { step: flow.step(now), flow: Arc::new(flow) })
    }

    /// The flow as JSON. It holds no key, assertion or token; it does hold the party's number, so it is personal data.
    #[uniffi::method(name = "to_json")]
    fn ffi_to_json(&self) -> String {
        self.to_json()
    }
}

/// What a consent came to that has ended; nothing for one that waits for its user or is in force.
#[uniffi::export]
fn outcome_of_ended(consent: ConsentState, now: Timestamp) -> Shared<Option<Outcome>> {
    Ok(Outcome::of_ended(consent, now))
}
