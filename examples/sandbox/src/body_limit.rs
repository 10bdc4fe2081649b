//! Reads each body before its handler runs, within a size and a time.

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONNECTION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use serde_json::json;

use crate::app::Shared;

pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// How much of a refused body is read and thrown away: clients that send all before they read would otherwise see a
/// broken connection instead of the answer.
const MAX_WASTE: usize = 16 * MAX_BODY;

pub(crate) async fn read_body(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(app.options.read_timeout, read(body)).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(Flaw::TooLarge)) => refuse(StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 1 MiB"),
        Ok(Err(Flaw::BrokenOff)) => refuse(StatusCode::BAD_REQUEST, "The body ended too early"),
        Err(_) => refuse(StatusCode::REQUEST_TIMEOUT, "The body took too long"),
    }
}

enum Flaw {
    TooLarge,
    BrokenOff,
}

async fn read(mut body: Body) -> Result<Vec<u8>, Flaw> {
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Flaw::BrokenOff)?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length <= MAX_BODY {
            bytes.extend_from_slice(&data);
        } else if length > MAX_WASTE {
            break;
        }
    }
    if length > MAX_BODY { Err(Flaw::TooLarge) } else { Ok(bytes) }
}

/// What is left of the body would be taken for the next request, so the connection ends here.
fn refuse(status: StatusCode, message: &str) -> Response {
    (status, [(CONNECTION, "close")], Json(json!({"statusCode": status.as_u16(), "message": message}))).into_response()
}
