use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::reply::{failed, parse, refuse};
use crate::altinn_time;
use crate::app::{App, Shared};
use crate::clock::ClockSetting;
use crate::store::Kind;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClockBody {
    offset_seconds: Option<f64>,
    now: Option<String>,
    #[serde(default)]
    frozen: bool,
}

pub(super) async fn show(State(app): State<Shared>) -> Json<Value> {
    Json(state(&app))
}

/// Moves the clock by an offset from the system's, or to a moment from which it runs on, or where it stays.
pub(super) async fn set(State(app): State<Shared>, body: Bytes) -> Response {
    let body: ClockBody = match parse(&body) {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let before = app.clock.setting();
    let moved = match (body.offset_seconds, body.now.as_deref().map(altinn_time::parse)) {
        (Some(seconds), None) if !body.frozen => {
            Duration::checked_seconds_f64(seconds).is_some_and(|offset| app.clock.set_offset(offset))
        }
        (None, Some(Some(now))) => app.clock.set_now(now, body.frozen),
        _ => false,
    };
    if !moved {
        let message = "Send offsetSeconds or an RFC 3339 now, within the years 1970 to 9000";
        return refuse(StatusCode::BAD_REQUEST, "invalid_clock", message);
    }
    if app.store.put(Kind::Clock, "", &app.clock.setting()).is_err() {
        app.clock.set(before);
        return failed();
    }
    Json(state(&app)).into_response()
}

pub(super) fn state(app: &App) -> Value {
    let now = app.clock.now();
    let (offset, frozen) = match app.clock.setting() {
        ClockSetting::Offset(micros) => (Duration::microseconds(micros), false),
        ClockSetting::Frozen(_) => (now - OffsetDateTime::now_utc(), true),
    };
    let offset = offset.as_seconds_f64();
    json!({"now": altinn_time::format(now), "offsetSeconds": offset, "frozen": frozen})
}
