//! The JSON back end of the portal's own pages.

mod bodies;
mod handlers;
mod logout;
mod problem;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;

pub(super) use bodies::is_active;

const BASE: &str = "/accessmanagement/api/v1/consent";

pub(super) fn routes() -> Router<Shared> {
    // A trailing slash is taken everywhere.
    let router = ["", "/"].into_iter().fold(Router::new(), |router, end| {
        let path = |rest: &str| format!("{BASE}/{rest}{end}");
        router
            .route(&path("request/{id}"), get(handlers::request))
            .route(&path("request/{id}/approve"), post(handlers::approve))
            .route(&path("request/{id}/reject"), post(handlers::reject))
            .route(&path("request/{id}/logout"), get(logout::start))
            .route(&path("count/{party}"), get(handlers::count))
            .route(&path("active/{party}"), get(handlers::active))
            .route(&path("log/{party}"), get(handlers::log))
            .route(&path("{id}"), get(handlers::consent))
            .route(&path("{id}/revoke"), post(handlers::revoke))
    });
    router
        .route("/authentication/api/v1/logout", get(logout::log_out))
        .route("/accessmanagement/api/v1/logoutredirect", get(logout::go_back))
        .route("/accessmanagement/api/v1/authentication/refresh", get(handlers::refresh))
}
