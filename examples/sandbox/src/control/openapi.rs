use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// The description of the control routes.
pub(super) async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], include_str!("../../data/openapi.json"))
}
