//! One file for each HTTP call: `request` builds it, `parse` reads the answer. For programs that want a single call and no
//! flow.

pub mod create_consent_request;
pub mod jwks;
pub mod read_consent_request;
pub mod token;
mod wire;
