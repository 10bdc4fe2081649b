//! The routes of Altinn's test-token generator.

mod authorization;
mod enterprise;
mod own_key;
mod parameters;
mod personal;

use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use crate::app::{App, Shared};
use parameters::{Fault, Parameters};

pub(crate) use own_key::OwnKey;
pub(crate) use personal::{issuer, portal_token};

/// More would only keep a runtime busy.
const MAX_BULK: u64 = 2800;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/GetEnterpriseToken", get(enterprise_token))
        .route("/api/GetPersonalToken", get(personal_token))
        .route("/api/.well-known/oauth-authorization-server", get(metadata))
        .route("/api/.well-known/jwks.json", get(jwks))
}

async fn enterprise_token(State(app): State<Shared>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    generate(&app, &headers, query.as_deref(), authorization::ENTERPRISE, enterprise::claims)
}

async fn personal_token(State(app): State<Shared>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    generate(&app, &headers, query.as_deref(), authorization::PERSONAL, personal::claims)
}

async fn metadata(State(app): State<Shared>) -> Json<Value> {
    let issuer = format!("{}/api/.well-known/oauth-authorization-server", app.origin);
    Json(json!({"issuer": issuer, "jwks_uri": format!("{}/api/.well-known/jwks.json", app.origin)}))
}

/// The generator's own key, and those of the environments, which Altinn publishes.
async fn jwks(State(app): State<Shared>) -> Json<Value> {
    let mut jwks = app.keys.read().jwks();
    if let Some(keys) = jwks["keys"].as_array_mut() {
        keys.insert(0, app.generator_key.jwk());
    }
    Json(jwks)
}

/// The claims of one token, and the number that it is for.
type Claims = fn(&App, &Parameters, Option<&str>) -> (String, Value);

fn generate(app: &App, headers: &HeaderMap, query: Option<&str>, scope: &str, claims: Claims) -> Response {
    if let Err(refusal) = authorization::check(app, headers, scope) {
        return refusal;
    }
    let parameters = match Parameters::parse(query.unwrap_or_default(), scope == authorization::ENTERPRISE) {
        Ok(parameters) => parameters,
        Err(faults) => return refuse(&faults),
    };
    let signed = match parameters.bulk_count {
        0 => claim_one(app, &parameters, claims),
        count => claim_many(app, &parameters, claims, count.min(MAX_BULK)),
    };
    signed.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn claim_one(app: &App, parameters: &Parameters, claims: Claims) -> Result<Response, aws_lc_rs::error::Unspecified> {
    let (_, claims) = claims(app, parameters, None);
    let text = if parameters.dump {
        let header = if parameters.is_for_altinn() { app.keys.read().altinn_header() } else { OwnKey::header() };
        format!("{header:#}\n.\n{claims:#}")
    } else {
        sign(app, parameters, &claims)?
    };
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

fn claim_many(
    app: &App,
    parameters: &Parameters,
    claims: Claims,
    count: u64,
) -> Result<Response, aws_lc_rs::error::Unspecified> {
    let mut tokens = Map::new();
    for number in parameters.random_numbers(count) {
        let (number, claims) = claims(app, parameters, Some(&number));
        tokens.insert(number, Value::String(sign(app, parameters, &claims)?));
    }
    Ok(Json(tokens).into_response())
}

fn sign(app: &App, parameters: &Parameters, claims: &Value) -> Result<String, aws_lc_rs::error::Unspecified> {
    if parameters.is_for_altinn() { app.keys.read().sign_as_altinn(claims) } else { app.generator_key.sign(claims) }
}

fn refuse(faults: &[(&'static str, Fault)]) -> Response {
    let body: Map<String, Value> =
        faults.iter().map(|(name, fault)| ((*name).to_owned(), json!(fault.text()))).collect();
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
