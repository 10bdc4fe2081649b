//! The methods of a route: to ASP.NET, HEAD is not GET, and every other one is refused by name.

use axum::handler::Handler;
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

use crate::app::Shared;

pub(crate) fn only_get<H: Handler<T, Shared>, T: 'static>(handler: H) -> MethodRouter<Shared> {
    let refuse = || async { not_allowed("GET") };
    get(handler).head(refuse).fallback(refuse)
}

pub(crate) fn only_post<H: Handler<T, Shared>, T: 'static>(handler: H) -> MethodRouter<Shared> {
    post(handler).fallback(|| async { not_allowed("POST") })
}

/// 405 without a body, naming the method that is taken.
pub(crate) fn not_allowed(method: &'static str) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, method)]).into_response()
}
