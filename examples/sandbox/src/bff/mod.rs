//! The API behind the portal: what a logged-in citizen may see and decide.

pub(crate) mod binding;
mod handlers;
mod model;
pub(crate) mod operations;
mod refusal;

use axum::Router;

use crate::altinn::method::{only_get, only_post};
use crate::app::Shared;

pub(crate) use refusal::BffRefusal;

const BASE: &str = "/accessmanagement/api/v1/bff";

pub(crate) fn routes() -> Router<Shared> {
    // A trailing slash is taken everywhere.
    ["", "/"].into_iter().fold(Router::new(), |router, end| {
        let path = |rest: &str| format!("{BASE}/{rest}{end}");
        router
            .route(&path("consentrequests/{id}"), only_get(handlers::request))
            .route(&path("consentrequests/{id}/accept"), only_post(handlers::accept))
            .route(&path("consentrequests/{id}/reject"), only_post(handlers::reject))
            .route(&path("consentrequests/list/{party}"), only_get(handlers::list))
            .route(&path("consentrequests/count/{party}"), only_get(handlers::count))
            .route(&path("consents/{id}"), only_get(handlers::consent))
            .route(&path("consents/{id}/revoke"), only_post(handlers::revoke))
    })
}
