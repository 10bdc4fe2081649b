//! Altinn's consent API for data consumers.

pub(crate) mod aspnet;
pub(crate) mod caller;
mod create;
mod details;
mod event_filter;
mod events;
pub(crate) mod guid;
mod json;
mod lookup;
pub(crate) mod method;
pub(crate) mod problem;
mod read;
mod request;
mod request_body;
mod rules;

use axum::Router;
use axum::routing::get;

use crate::app::Shared;
use method::{only_get, only_post};

pub(crate) use aspnet::empty;
pub(crate) use details::{details, event_json, rights, view_mode};

pub(crate) const CONSENT_REQUESTS: &str = "/accessmanagement/api/v1/enterprise/consentrequests";

const LOOKUP: &str = "/accessmanagement/api/v1/maskinporten/consent/lookup";

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route(CONSENT_REQUESTS, only_post(create::create))
        .route(&format!("{CONSENT_REQUESTS}/events"), only_get(events::events))
        .route(&format!("{CONSENT_REQUESTS}/{{id}}"), get(read::read).head(read::refuse).fallback(read::refuse))
        .route(LOOKUP, only_post(lookup::lookup))
}
