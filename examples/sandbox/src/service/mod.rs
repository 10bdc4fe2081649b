//! A service owner: data that only a consent opens.

mod consent_token;
mod income;
mod resource;

use axum::Router;
use axum::routing::get;

use crate::app::Shared;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/service-owner/api/income", get(income::income))
        .route("/service-owner/api/resources/{resource}", get(resource::data))
}
