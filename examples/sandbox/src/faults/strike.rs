//! The layer around the routes where faults strike.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::half_body::HalfBody;
use super::rule::Fault;
use crate::app::Shared;
use crate::server::BreakOff;
use crate::store::Kind;

const GATEWAY_PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad \
                            Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
const GARBAGE: &[u8] = b"{\"id\": \"0198c0\xff\xfe\x00\x07 <<<";

pub(crate) async fn strike(State(app): State<Shared>, request: Request, next: Next) -> Response {
    if app.faults.read().is_empty() {
        return next.run(request).await;
    }
    let blow = {
        let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let mut faults = app.faults.write();
        let mut left = faults.clone();
        let blow = left.next(request.method().as_str(), route, request.uri().path());
        if app.store.put(Kind::Faults, "", &left).is_err() {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
        *faults = left;
        blow
    };
    if blow.delay_millis > 0 {
        tokio::time::sleep(Duration::from_millis(blow.delay_millis)).await;
    }
    let Some(fault) = blow.fault else { return next.run(request).await };
    if matches!(fault, Fault::HalfBody) {
        return halve(next.run(request).await).await;
    }
    if blow.handled {
        next.run(request).await;
    }
    spoil(fault)
}

fn spoil(fault: Fault) -> Response {
    match fault {
        Fault::Status { status, body, content_type } => with_status(status, body, content_type),
        Fault::Garbage => (StatusCode::OK, [(CONTENT_TYPE, "application/json")], GARBAGE).into_response(),
        Fault::GatewayHtml { status } => (code(status), [(CONTENT_TYPE, "text/html")], GATEWAY_PAGE).into_response(),
        Fault::TooManyRequests { retry_after } => {
            let message = format!("Rate limit is exceeded. Try again in {retry_after} seconds.");
            let body = Json(json!({"statusCode": 429, "message": message}));
            (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, retry_after.to_string())], body).into_response()
        }
        Fault::DropConnection | Fault::HalfBody | Fault::Latency { .. } => {
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(BreakOff);
            response
        }
    }
}

/// A text as it is, anything else as JSON.
fn with_status(status: u16, body: Option<Value>, content_type: Option<String>) -> Response {
    let (text, default_type) = match body {
        None => return code(status).into_response(),
        Some(Value::String(text)) => (text, "text/plain; charset=utf-8"),
        Some(value) => (value.to_string(), "application/json; charset=utf-8"),
    };
    let content_type = content_type.and_then(|text| HeaderValue::from_str(&text).ok());
    let content_type = content_type.unwrap_or(HeaderValue::from_static(default_type));
    (code(status), [(CONTENT_TYPE, content_type)], text).into_response()
}

async fn halve(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return spoil(Fault::DropConnection) };
    // An empty answer has no half, so one byte more is promised than there is.
    let promised = bytes.len().max(1);
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(promised));
    Response::from_parts(parts, Body::new(HalfBody::new(bytes.slice(..bytes.len() / 2))))
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY)
}
