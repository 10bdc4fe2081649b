//! The checks that a service owner makes on a consent token.

use axum::Json;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::altinn::caller::bearer;
use crate::altinn_time;
use crate::app::App;
use crate::jwt::{self, Claims};

/// A consent for one resource, taken from a token that holds.
pub(super) struct ConsentForResource {
    pub(super) id: Uuid,
    pub(super) from: String,
    /// The metadata of every right that names the resource.
    pub(super) metadata: Vec<Value>,
}

impl ConsentForResource {
    /// The consent in the `Authorization` header, if it covers `resource`.
    ///
    /// # Errors
    ///
    /// 401 when the token does not hold, 403 when it holds but does not open this.
    pub(super) fn from_headers(app: &App, headers: &HeaderMap, resource: &str) -> Result<Self, Response> {
        let token = bearer(headers)
            .ok_or_else(|| unauthorized("missing_token", "Send a consent token as Authorization: Bearer"))?;
        let claims = jwt::verify_own(token, &app.keys.read(), app.clock.now());
        let claims = claims
            .ok_or_else(|| unauthorized("invalid_token", "The token is expired, or Maskinporten did not sign it"))?;
        if jwt::text(&claims, "iss") != Some(&app.issuer()) {
            return Err(unauthorized("invalid_token", "The token has another issuer than this Maskinporten"));
        }
        let detail = consent_detail(&claims)?;
        if detail["to"]["ID"] != claims.get("consumer").unwrap_or(&Value::Null)["ID"] {
            return Err(forbidden(
                "wrong_consumer",
                "The consent was given to another organisation than the token's consumer",
            ));
        }
        let valid_to = detail["validTo"].as_str().and_then(altinn_time::parse);
        if valid_to.is_none_or(|valid_to| valid_to <= app.clock.now()) {
            return Err(forbidden("consent_expired", "The consent is no longer valid"));
        }
        let rights = detail["consentRights"].as_array().map(Vec::as_slice).unwrap_or_default();
        let metadata: Vec<Value> =
            rights.iter().filter(|right| names(right, resource)).map(|right| right["metadata"].clone()).collect();
        if metadata.is_empty() {
            return Err(forbidden("wrong_resource", &format!("The consent does not cover the resource {resource}")));
        }
        let id = detail["id"].as_str().and_then(|id| Uuid::parse_str(id).ok());
        let id = id.ok_or_else(|| forbidden("not_a_consent_token", "The consent in the token has no id"))?;
        Ok(Self { id, from: detail["from"].as_str().unwrap_or_default().to_owned(), metadata })
    }

    /// Every value that was consented for `key`, whatever the key's case.
    pub(super) fn values(&self, key: &str) -> Vec<&str> {
        let objects = self.metadata.iter().filter_map(Value::as_object);
        let pairs = objects.flatten().filter(|(name, _)| name.eq_ignore_ascii_case(key));
        pairs.filter_map(|(_, value)| value.as_str()).collect()
    }
}

pub(super) fn unauthorized(error: &str, message: &str) -> Response {
    let body = Json(json!({"error": error, "message": message}));
    (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")], body).into_response()
}

pub(super) fn forbidden(error: &str, message: &str) -> Response {
    (StatusCode::FORBIDDEN, Json(json!({"error": error, "message": message}))).into_response()
}

fn consent_detail(claims: &Claims) -> Result<&Value, Response> {
    let details = claims.get("authorization_details").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    match details {
        [detail] if detail["type"] == "urn:altinn:consent" => Ok(detail),
        _ => Err(forbidden(
            "not_a_consent_token",
            "The token must hold one authorization detail of type urn:altinn:consent",
        )),
    }
}

fn names(right: &Value, resource: &str) -> bool {
    let resources = right["resource"].as_array().map(Vec::as_slice).unwrap_or_default();
    resources.iter().any(|item| item["type"] == "urn:altinn:resource" && item["value"] == resource)
}
