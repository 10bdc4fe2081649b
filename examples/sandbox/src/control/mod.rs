//! What tests do that no client could: register, decide, move the clock, look inside.

mod clients;
mod clock;
mod consents;
mod delegations;
mod parties;
mod reply;
mod state;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/sandbox/health", get(state::health))
        .route("/sandbox/state", get(state::state))
        .route("/sandbox/reset", post(state::reset))
        .route("/sandbox/clock", get(clock::show).post(clock::set))
        .route("/sandbox/clients", post(clients::register))
        .route("/sandbox/parties", post(parties::register))
        .route("/sandbox/delegations", post(delegations::register))
        .route("/sandbox/consents/{id}/{decision}", post(consents::decide))
}
