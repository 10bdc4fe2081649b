//! The registry's anonymous routes.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use super::{LangMap, Resource};
use crate::altinn::empty;
use crate::app::Shared;

const BASE: &str = "/resourceregistry/api/v1/resource";

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route(&format!("{BASE}/search"), get(search))
        .route(&format!("{BASE}/resourcelist"), get(list))
        .route(&format!("{BASE}/{{id}}"), get(one))
}

async fn one(State(app): State<Shared>, Path(id): Path<String>) -> Response {
    match app.registry.read().find(&id) {
        Some(resource) => Json(resource).into_response(),
        None => empty(StatusCode::NOT_FOUND),
    }
}

async fn list(State(app): State<Shared>) -> Response {
    Json(app.registry.read().resources()).into_response()
}

async fn search(State(app): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let wanted: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_lowercase()))
        .collect();
    let registry = app.registry.read();
    let fits = |resource: &&Resource| wanted.iter().all(|(name, value)| matches(resource, name, value));
    Json(registry.resources().iter().filter(fits).collect::<Vec<_>>()).into_response()
}

fn matches(resource: &Resource, name: &str, wanted: &str) -> bool {
    let owner = |member: &str| {
        let text = resource.other.get("hasCompetentAuthority").and_then(|owner| owner[member].as_str());
        text.is_some_and(|text| text.to_lowercase() == wanted)
    };
    match name {
        "id" => resource.identifier.to_lowercase().contains(wanted),
        "title" => any_language(&resource.title, wanted),
        "resourcetype" => resource.resource_type.to_lowercase() == wanted,
        "orgcode" => owner("orgcode"),
        "organizationid" => owner("organization"),
        "description" | "keyword" | "reference" => {
            let text = resource.other.get(name).map(ToString::to_string).unwrap_or_default();
            text.to_lowercase().contains(wanted)
        }
        _ => true,
    }
}

fn any_language(texts: &LangMap, wanted: &str) -> bool {
    texts.0.values().any(|text| text.to_lowercase().contains(wanted))
}
