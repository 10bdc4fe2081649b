//! The JSON back end of the portal's own pages.

mod bodies;
mod handlers;
mod logout;
mod problem;

use axum::Router;

use crate::altinn::method::{only_get, only_post};
use crate::app::Shared;

pub(super) use bodies::is_active;

const BASE: &str = "/accessmanagement/api/v1/consent";

pub(super) fn routes() -> Router<Shared> {
    // A trailing slash is taken everywhere.
    let router = ["", "/"].into_iter().fold(Router::new(), |router, end| {
        let path = |rest: &str| format!("{BASE}/{rest}{end}");
        router
            .route(&path("request/{id}"), only_get(handlers::request))
            .route(&path("request/{id}/approve"), only_post(handlers::approve))
            .route(&path("request/{id}/reject"), only_post(handlers::reject))
            .route(&path("request/{id}/logout"), only_get(logout::start))
            .route(&path("count/{party}"), only_get(handlers::count))
            .route(&path("active/{party}"), only_get(handlers::active))
            .route(&path("log/{party}"), only_get(handlers::log))
            .route(&path("{id}"), only_get(handlers::consent))
            .route(&path("{id}/revoke"), only_post(handlers::revoke))
    });
    router
        .route("/authentication/api/v1/logout", only_get(logout::log_out))
        .route("/accessmanagement/api/v1/logoutredirect", only_get(logout::go_back))
        .route("/accessmanagement/api/v1/authentication/refresh", only_get(handlers::refresh))
}
