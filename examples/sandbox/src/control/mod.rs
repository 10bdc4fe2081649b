//! What tests do that no client could: register, decide, move the clock, break things, look inside.

mod clients;
mod clock;
mod consents;
mod delegations;
mod faults;
mod keys;
mod openapi;
mod parties;
mod registry;
mod reply;
mod state;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/sandbox/openapi.json", get(openapi::document))
        .route("/sandbox/health", get(state::health))
        .route("/sandbox/state", get(state::state))
        .route("/sandbox/reset", post(state::reset))
        .route("/sandbox/clock", get(clock::show).post(clock::set))
        .route("/sandbox/clients", post(clients::register))
        .route("/sandbox/clients/{id}/keys", post(clients::add_key))
        .route("/sandbox/keys", get(keys::list).delete(keys::retire))
        .route("/sandbox/keys/rotate", post(keys::rotate))
        .route("/sandbox/parties", get(parties::list).post(parties::register))
        .route("/sandbox/delegations", post(delegations::register))
        .route("/sandbox/resources", post(registry::register_resource))
        .route("/sandbox/templates", post(registry::register_template))
        .route("/sandbox/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/sandbox/consents", get(consents::list))
        .route("/sandbox/consents/{id}/{decision}", post(consents::decide))
}
