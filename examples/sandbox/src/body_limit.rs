//! Reads each body before its handler runs, within a size and a time.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONNECTION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::LengthLimitError;
use serde_json::json;

use crate::app::Shared;

pub(crate) const MAX_BODY: usize = 1024 * 1024;

pub(crate) async fn read_body(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(app.options.read_timeout, to_bytes(body, MAX_BODY)).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(error)) => {
            let too_large = error.into_inner().is::<LengthLimitError>();
            if too_large {
                refuse(StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 1 MiB")
            } else {
                refuse(StatusCode::BAD_REQUEST, "The body ended too early")
            }
        }
        Err(_) => refuse(StatusCode::REQUEST_TIMEOUT, "The body took too long"),
    }
}

/// What is left of the body would be taken for the next request, so the connection ends here.
fn refuse(status: StatusCode, message: &str) -> Response {
    (status, [(CONNECTION, "close")], Json(json!({"statusCode": status.as_u16(), "message": message}))).into_response()
}
