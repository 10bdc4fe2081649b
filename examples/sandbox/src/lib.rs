//! A local Altinn 3 consent service on one loopback port: the consent API, the page where the citizen answers,
//! Maskinporten, the resource registry and a service owner.
//!
//! It is written from the published behaviour of the real servers, so a client that runs against it needs only other
//! base addresses to run against Altinn. State lives in memory and belongs to one [`Sandbox`].
//!
//! ```no_run
//! # async fn story() -> std::io::Result<()> {
//! let sandbox = samtykke_sandbox::Sandbox::start().await?;
//! println!("Maskinporten's issuer is {}/", sandbox.origin());
//! # Ok(()) }
//! ```

// A refusal is a whole HTTP response here; it is made at most once per request.
#![allow(clippy::result_large_err)]

mod altinn;
mod altinn_path;
mod altinn_time;
mod app;
mod authentication;
mod bff;
mod body_limit;
mod citizen;
mod clock;
mod consent;
mod consents;
mod control;
mod faults;
mod jwt;
mod locked;
mod maskinporten;
mod options;
mod party;
mod portal;
mod redirect;
mod register;
mod registry;
mod sandbox;
mod server;
mod service;
mod signing_key;
mod store;
mod token_generator;

pub use options::SandboxOptions;
pub use sandbox::Sandbox;
