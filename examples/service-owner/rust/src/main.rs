//! An API that accepts consent tokens: `GET /income/{year}` gives the income of the person who consented to that year.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use samtykke::{
    ConsentError, ConsentRight, ConsentTokenOptions, ConsentTokenVerifier, Environment, HttpRequest, HttpResponse,
    JwksCache, Timestamp, VerifiedConsent, VerifyStep,
};
use serde_json::json;
use tokio::sync::Mutex;

/// What this API has, and what a consent must name.
const RESOURCE: &str = "standard-samtykke-for-dele-data";

struct Api {
    verifier: ConsentTokenVerifier,
    /// Maskinporten's public keys: fetched when the first token comes, and again when they are old.
    keys: Mutex<JwksCache>,
    http: reqwest::Client,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn std::error::Error>> {
    // At the real Maskinporten it is `Environment::Tt02` or `Environment::Production`.
    let environment =
        Environment::Custom { platform: setting("SAMTYKKE_PLATFORM")?, issuer: setting("SAMTYKKE_ISSUER")? };
    let keys = Mutex::new(JwksCache::new(&environment));
    let verifier = ConsentTokenVerifier::new(ConsentTokenOptions::new(environment, [setting("SAMTYKKE_SCOPE")?]))?;
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
    let port: u16 = setting("PORT")?.parse().map_err(|_| "PORT must be a number from 0 to 65535")?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("GET http://{}/income/2025 with a consent token", listener.local_addr()?);
    let api = Arc::new(Api { verifier, keys, http });
    Ok(axum::serve(listener, Router::new().route("/income/{year}", get(income)).with_state(api)).await?)
}

async fn income(State(api): State<Arc<Api>>, Path(year): Path<String>, headers: HeaderMap) -> Response {
    // Two questions: is the token genuine and ours to take, and does the consent in it cover this year?
    let wanted = ConsentRight::new(RESOURCE).with_metadata("inntektsaar", &year);
    let consent = match api.verify(bearer(&headers)).await {
        Ok(consent) => consent,
        Err(error @ ConsentError::Transport { .. }) => return refuse(StatusCode::SERVICE_UNAVAILABLE, &error),
        Err(error) => return refuse(StatusCode::UNAUTHORIZED, &error),
    };
    if let Err(error) = consent.check(&consent.from_party, &wanted) {
        return refuse(StatusCode::FORBIDDEN, &error);
    }
    // The consent's id and who called may be logged; whose data it was may not.
    println!("200 consent {} for {}", consent.id, consent.consumer.id);
    // A real API looks the person up here, by `consent.from_party`.
    Json(json!({"year": year, "amount": 512_000, "currency": "NOK"})).into_response()
}

impl Api {
    /// The core does no I/O: it says what to fetch, and does the arithmetic.
    async fn verify(&self, token: &str) -> Result<VerifiedConsent, ConsentError> {
        let mut keys = self.keys.lock().await;
        loop {
            match self.verifier.step(token, &keys, now())? {
                VerifyStep::FetchKeys { request } => {
                    *keys = match self.fetch(request).await {
                        Ok(response) => keys.responded(&response, now()),
                        Err(error) => keys.failed(&error.to_string(), now()),
                    };
                }
                VerifyStep::VerifySignature { check } => {
                    drop(keys);
                    return self.verifier.finish(&check, check.is_valid(), now());
                }
            }
        }
    }

    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
        let response = self.http.get(&request.url).send().await?;
        let status = response.status().as_u16();
        Ok(HttpResponse { status, headers: vec![], body: response.text().await? })
    }
}

/// The token, or nothing, which is no token either.
fn bearer(headers: &HeaderMap) -> &str {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default()
}

/// The error says which check failed, and nothing of what is in the token.
fn refuse(status: StatusCode, error: &ConsentError) -> Response {
    println!("{} {error}", status.as_u16());
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
    (status, challenge, Json(json!({"error": error.to_string()}))).into_response()
}

fn setting(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("{name} is not set: see README.md"))
}

fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_seconds(i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX))
}
