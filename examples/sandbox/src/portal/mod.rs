//! The citizen's side: the pages where consents are given, seen and withdrawn, and the JSON behind such pages.

mod active;
mod agreement;
mod answer;
mod api;
mod cookie;
mod frame;
mod language;
mod log;
mod markdown;
mod norwegian_time;
mod page;
mod person;
mod session;
mod texts;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};

use crate::app::Shared;

pub(crate) use session::acting_person;

const UI: &str = "/accessmanagement/ui";
const REQUEST_PAGE: &str = "/accessmanagement/ui/consent/request";
const ACTIVE_PAGE: &str = "/accessmanagement/ui/consent/active";
const LOG_PAGE: &str = "/accessmanagement/ui/consent/log";
const AGREEMENT_PAGE: &str = "/accessmanagement/ui/consent/agreement";
const CHOOSE_PERSON: &str = "/accessmanagement/ui/person";
const STYLE: &str = "/accessmanagement/ui/assets/consent.css";

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route(REQUEST_PAGE, get(page::show).post(answer::answer))
        .route(ACTIVE_PAGE, get(active::show))
        .route(LOG_PAGE, get(log::show))
        .route(AGREEMENT_PAGE, get(agreement::show).post(agreement::revoke))
        .route(CHOOSE_PERSON, post(person::choose))
        .route(STYLE, get(style))
        .merge(api::routes())
}

async fn style() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "max-age=3600")],
        include_str!("../../templates/consent.css"),
    )
}
