//! The citizen's side: the pages where consents are given, seen and withdrawn, and the JSON behind such pages.

mod active;
mod agreement;
mod answer;
mod api;
mod cookie;
mod form;
mod frame;
mod list;
mod log;
mod markdown;
mod norwegian_time;
mod person;
mod request;
mod session;
mod texts;
mod visit;
mod words;

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
const ICON: &str = "/accessmanagement/ui/assets/icon.svg";

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route(REQUEST_PAGE, get(request::show).post(answer::answer))
        .route(ACTIVE_PAGE, get(active::show))
        .route(LOG_PAGE, get(log::show))
        .route(AGREEMENT_PAGE, get(agreement::show).post(agreement::revoke))
        .route(CHOOSE_PERSON, post(person::choose))
        .route(STYLE, get(style))
        .route(ICON, get(icon))
        .merge(api::routes())
}

async fn style() -> impl IntoResponse {
    asset("text/css; charset=utf-8", include_str!("../../templates/consent.css"))
}

async fn icon() -> impl IntoResponse {
    asset("image/svg+xml", include_str!("../../templates/icon.svg"))
}

fn asset(content_type: &'static str, content: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "max-age=3600")], content)
}
