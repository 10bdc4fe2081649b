//! Altinn 3 consent: ask a Norwegian citizen or company for consent, and use it.
//!
//! The core is **sans-IO**: it builds requests, reads answers and says what comes next, but opens no socket, reads no
//! clock and holds no key. [`ConsentFlow`] is the whole consent as a value; the modules in [`endpoint`] are single calls;
//! [`client`] (feature `client`) is an async driver with a token cache; [`KeySigner`] (feature `signer`) signs with an
//! RSA key in memory.
//!
//! # The flow
//!
//! ```text
//!                  Signed, Responded            Responded 201
//!  AuthorizingCreation ────────────▶ Creating ───────────────▶ AwaitingUser ◀──────────┐
//!        ▲                              │ 401, once                │ Returned,         │ still Created
//!        └──────────────────────────────┘                          ▼ CheckStatus       │
//!                              ┌───────────────▶ AuthorizingCheck ───▶ Checking ───────┤
//!                              │                         ▲       401, once │           │
//!                              │ refused, perhaps        └─────────────────┘           │ Accepted
//!                              │ for the consent                                       │
//!   Finished ◀─── token ─── Redeeming ◀────────────────────────────────────────────────┤
//!      ▲                                                                               │
//!      └───────────────────── Rejected, Expired, Revoked, Deleted ─────────────────────┘
//! ```
//!
//! A creation that is answered with 200 was done before: it goes where the stored consent is, as a check would.
//!
//! A fault that may pass (no answer, 408, 429, 502 to 504, a bare 500) leads to [`Step::Wait`] and then to the same
//! request again.
//!
//! # The loop
//!
//! ```
//! use samtykke::{Answer, ConsentError, ConsentFlow, HttpRequest, Outcome, Step, Timestamp};
//!
//! # fn sign(_: &str) -> String { String::new() }
//! # fn send(_: HttpRequest) -> Answer { Answer::Failed { reason: String::new() } }
//! # fn sleep_until(_: Timestamp) {}
//! # fn visit(_: &str, _stored: String) -> Answer { Answer::CheckStatus }
//! fn run(mut flow: ConsentFlow, now: impl Fn() -> Timestamp) -> Result<Outcome, ConsentError> {
//!     loop {
//!         let answer = match flow.step(now()) {
//!             Step::Sign { grant } => Answer::Signed { signature: sign(&grant.signing_input), grant },
//!             Step::Send { request } => send(request),
//!             Step::Wait { until } => { sleep_until(until); continue }
//!             Step::Visit { url } => visit(&url, flow.to_json()),
//!             Step::Finish { outcome } => return Ok(outcome),
//!         };
//!         flow = flow.advance(answer, now())?;
//!     }
//! }
//! ```
//!
//! See Altinn's guide, <https://docs.altinn.studio/authorization/guides/system-vendor/consent/>.

// The derives of the binding crates write unsafe code; the plain build, which all tests use, proves that ours has none.
#![cfg_attr(not(any(feature = "uniffi", feature = "tsify")), forbid(unsafe_code))]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![warn(clippy::missing_errors_doc, clippy::missing_panics_doc)]

#[cfg(feature = "client")]
pub mod client;
pub mod endpoint;

mod authorization_detail;
mod base64url;
mod calendar;
mod call_attempts;
mod consent;
mod consent_return;
mod environment;
mod error;
mod event_feed;
mod event_filter;
mod flow;
mod grant;
mod http;
mod json;
mod known_code;
mod maskinporten_client;
mod number_input;
mod order;
mod organization_number;
mod party;
mod person_number;
mod problem;
mod redact;
mod redirect_url;
mod resource;
mod retry;
mod secret;
mod seed;
#[cfg(feature = "signer")]
mod signer;
mod time;
mod token;
mod token_cache;
mod token_exchange;
#[cfg(feature = "uniffi")]
mod uniffi_exports;
mod url;
mod verify;
mod view_uri;

pub use authorization_detail::AuthorizationDetail;
pub use call_attempts::CallAttempts;
pub use consent::{
    ConsentDifference, ConsentEvent, ConsentEventType, ConsentId, ConsentRequest, ConsentRight, ConsentState,
    ConsentStatus, ConsentStatusChange, LanguageText, Metadata, PortalViewMode, RequestProblem, RequestProblemKind,
};
pub use consent_return::{ConsentReturn, ReturnVerdict};
pub use environment::Environment;
pub use error::ConsentError;
pub use event_feed::{EventCursor, EventFeed, EventFeedConfig, FeedStep};
pub use event_filter::EventFilter;
pub use flow::{Answer, ConsentFlow, FlowConfig, Outcome, Step};
pub use grant::Grant;
pub use http::{HttpHeader, HttpMethod, HttpRequest, HttpResponse};
#[doc(hidden)]
pub use json::read_argument;
pub use known_code::ErrorClass;
pub use maskinporten_client::{KeyReference, MaskinportenClient, SigningAlgorithm};
pub use number_input::{NumberInput, NumberInputState};
pub use organization_number::OrganizationNumber;
pub use party::{Party, PartyUrn};
pub use person_number::PersonNumber;
pub use problem::{AltinnProblem, MaskinportenProblem, NestedProblem, ValidationError};
pub use redirect_url::RedirectUrl;
pub use resource::{ConsentResource, MetadataKey, ResourceOwner};
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use seed::Seed;
#[cfg(feature = "signer")]
pub use signer::KeySigner;
pub use time::Timestamp;
pub use token::{AccessToken, TokenKey, TokenRequest};
pub use token_cache::TokenCache;
pub use token_exchange::{TokenExchange, TokenStep};
pub use verify::{
    ActorId, ConsentTokenOptions, ConsentTokenVerifier, Jwk, JwksCache, SignatureCheck, TokenCheck, VerifiedConsent,
    VerifyStep,
};
pub use view_uri::skip_actor_choice;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

/// The README's examples compile and run with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
