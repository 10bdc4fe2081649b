//! The registry's anonymous routes.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use super::{LangMap, Resource};
use crate::altinn::aspnet::not_valid;
use crate::altinn::empty;
use crate::altinn::method::only_get;
use crate::app::Shared;

const BASE: &str = "/resourceregistry/api/v1/resource";

/// Where Altinn's documentation publishes the consent templates, on the host of raw GitHub files.
const TEMPLATES: &str = "/Altinn/altinn-studio-docs/master/content/authorization/architecture/resourceregistry/\
                         consent_templates.json";

/// The registry's types with .NET's numbers for them.
const TYPES: [(&str, u32); 9] = [
    ("default", 0),
    ("systemresource", 1),
    ("maskinportenschema", 2),
    ("altinn2service", 4),
    ("altinnapp", 8),
    ("genericaccessresource", 16),
    ("brokerservice", 32),
    ("correspondenceservice", 64),
    ("consent", 128),
];

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route(&format!("{BASE}/search"), only_get(search))
        .route(&format!("{BASE}/resourcelist"), only_get(list))
        .route(&format!("{BASE}/{{id}}"), only_get(one))
        .route(TEMPLATES, get(templates))
}

async fn one(
    State(app): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Response {
    let version = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes())
        .find(|(name, value)| name.eq_ignore_ascii_case("versionId") && !value.trim().is_empty())
        .map(|(_, value)| value.trim().parse::<i32>().map_err(|_| not_valid("versionId", &value)));
    let version = match version.transpose() {
        Ok(version) => version,
        Err(refusal) => return refusal,
    };
    let registry = app.registry.read();
    let resource = path.ok().and_then(|Path(id)| registry.find(&id));
    let resource =
        resource.filter(|resource| version.is_none_or(|version| u32::try_from(version) == Ok(resource.version_id)));
    resource.map_or_else(|| empty(StatusCode::NOT_FOUND), json)
}

async fn list(State(app): State<Shared>) -> Response {
    json(app.registry.read().resources())
}

async fn templates(State(app): State<Shared>) -> Response {
    Json(app.registry.read().templates()).into_response()
}

async fn search(State(app): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let mut wanted: Vec<(String, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
        let (name, mut value) = (name.to_ascii_lowercase(), value.to_lowercase());
        if name == "resourcetype" {
            match TYPES.iter().find(|(known, number)| *known == value || number.to_string() == value) {
                Some((known, _)) => (*known).clone_into(&mut value),
                None => return not_valid("ResourceType", &value),
            }
        }
        wanted.push((name, value));
    }
    let registry = app.registry.read();
    let fits = |resource: &&Resource| wanted.iter().all(|(name, value)| matches(resource, name, value));
    json(registry.resources().iter().filter(fits).collect::<Vec<_>>())
}

fn json(body: impl Serialize) -> Response {
    ([(CONTENT_TYPE, "application/json; charset=utf-8")], Json(body)).into_response()
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
