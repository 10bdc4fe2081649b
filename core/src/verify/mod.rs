//! The service owner's side: is this consent token genuine, and what does it give?

mod actor_id;
mod compact_token;
mod consent_detail;
mod consent_token_verifier;
mod jwk;
mod jwks_cache;
mod signature_check;
mod token_check;
mod token_claims;
mod verified_consent;

pub use actor_id::ActorId;
pub use consent_token_verifier::{ConsentTokenOptions, ConsentTokenVerifier, VerifyStep};
pub use jwk::Jwk;
pub use jwks_cache::JwksCache;
pub use signature_check::SignatureCheck;
pub use token_check::TokenCheck;
pub use verified_consent::VerifiedConsent;
