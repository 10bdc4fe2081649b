//! Altinn's consent API for data consumers.

pub(crate) mod aspnet;
pub(crate) mod caller;
mod create;
mod details;
mod events;
mod lookup;
pub(crate) mod problem;
mod read;
mod request;
mod rules;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;

pub(crate) use aspnet::empty;
pub(crate) use details::{details, event_json, rights, view_mode};

pub(crate) const CONSENT_REQUESTS: &str = "/accessmanagement/api/v1/enterprise/consentrequests";

const LOOKUP: &str = "/accessmanagement/api/v1/maskinporten/consent/lookup";

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route(CONSENT_REQUESTS, post(create::create))
        .route(&format!("{CONSENT_REQUESTS}/"), post(create::create))
        .route(&format!("{CONSENT_REQUESTS}/events"), get(events::events))
        .route(&format!("{CONSENT_REQUESTS}/{{id}}"), get(read::read))
        .route(LOOKUP, post(lookup::lookup))
        .route(&format!("{LOOKUP}/"), post(lookup::lookup))
}
