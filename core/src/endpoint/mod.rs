//! One file for each HTTP call: `request` builds it, `parse` reads the answer. For programs that want a single call and no
//! flow.

pub mod create_consent_request;
pub mod exchange_token;
pub mod jwks;
pub mod list_consent_resources;
pub mod read_consent_request;
pub mod read_events;
pub mod read_resource;
mod resource_body;
pub mod token;
mod wire;
