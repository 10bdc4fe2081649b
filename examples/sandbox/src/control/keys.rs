use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::reply::failed;
use crate::app::{App, Shared};

/// The ids of Maskinporten's signing keys.
pub(super) async fn list(State(app): State<Shared>) -> Response {
    answer(&app)
}

/// Signs with a fresh key from here on; tokens of the older keys still verify.
pub(super) async fn rotate(State(app): State<Shared>) -> Response {
    let rotating = app.clone();
    // Making an RSA key takes long enough to hold up a runtime.
    let rotated = tokio::task::spawn_blocking(move || rotating.keys.write().rotate(&rotating.store)).await;
    if matches!(rotated, Ok(Ok(()))) { answer(&app) } else { failed() }
}

/// Takes all keys but the one in use out of the published set.
pub(super) async fn retire(State(app): State<Shared>) -> Response {
    let retired = app.keys.write().retire(&app.store);
    if retired.is_ok() { answer(&app) } else { failed() }
}

fn answer(app: &App) -> Response {
    let keys = app.keys.read();
    Json(json!({"kid": keys.kid(), "kids": keys.kids()})).into_response()
}
