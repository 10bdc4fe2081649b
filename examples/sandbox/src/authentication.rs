//! Altinn's authentication: the exchange of Maskinporten's token for one of Altinn's own.

use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::altinn::caller::bearer;
use crate::altinn::empty;
use crate::app::{App, Shared};
use crate::jwt::{self, Claims};
use crate::maskinporten::actor;
use crate::token_generator::issuer;

/// Seconds.
const LIFETIME: i64 = 1800;

/// The organization behind `?test=true`.
const TEST_ORGANIZATION: (&str, &str) = ("ttd", "405003309");

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/authentication/api/v1/exchange/maskinporten", get(exchange))
}

#[derive(Deserialize)]
struct Parameters {
    #[serde(default)]
    test: String,
}

/// The answer is the token as a JSON string.
async fn exchange(State(app): State<Shared>, Query(parameters): Query<Parameters>, headers: HeaderMap) -> Response {
    let Some(claims) = maskinporten_claims(&app, &headers) else { return empty(StatusCode::UNAUTHORIZED) };
    let as_test = parameters.test.eq_ignore_ascii_case("true");
    let signed = app.keys.read().sign_as_altinn(&exchanged(&app, claims, as_test));
    signed.map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        |token| ([(CONTENT_TYPE, "application/json; charset=utf-8")], Json(token)).into_response(),
    )
}

/// What Maskinporten said of the bearer; Altinn's own tokens are none of its.
fn maskinporten_claims(app: &App, headers: &HeaderMap) -> Option<Claims> {
    let claims = jwt::verify_own(bearer(headers)?, &app.keys.read(), app.clock.now())?;
    (jwt::text(&claims, "iss") == Some(app.issuer().as_str())).then_some(claims)
}

fn exchanged(app: &App, mut claims: Claims, as_test: bool) -> Value {
    let now = app.clock.now().unix_timestamp();
    if as_test {
        claims.insert("consumer".to_owned(), actor(TEST_ORGANIZATION.1));
        claims.insert("urn:altinn:org".to_owned(), json!(TEST_ORGANIZATION.0));
    }
    let number = claims.get("consumer").and_then(|consumer| consumer["ID"].as_str()?.rsplit_once(':'));
    let number = number.map(|(_, number)| number.to_owned()).unwrap_or_default();
    let altinns = [
        ("iss", json!(issuer(app, "tt02"))),
        ("iat", json!(now)),
        ("nbf", json!(now)),
        ("exp", json!(now + LIFETIME)),
        ("urn:altinn:orgNumber", json!(number)),
        ("urn:altinn:authenticatemethod", json!("maskinporten")),
        ("urn:altinn:authlevel", json!(3)),
    ];
    claims.extend(altinns.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(claims)
}
