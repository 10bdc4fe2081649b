//! A back end's two routes: `/start` sends the user to Altinn, `/return` takes the user back and fetches the data.

mod settings;

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use samtykke::client::{ConsentClient, Pause};
use samtykke::{AccessToken, ConsentError, ConsentFlow, Outcome};
use serde_json::Value;
use settings::Settings;

struct Bank {
    settings: Settings,
    client: ConsentClient,
    /// The flow of each browser that is at Altinn, as text, by the value of its cookie. A real bank has them in its
    /// database, so that any of its processes can go on; they are personal data.
    flows: Mutex<HashMap<String, String>>,
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
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", Settings::port()?)).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let settings = Settings::from_environment(&origin)?;
    let client = ConsentClient::new(settings.key()?)?;
    let bank = Arc::new(Bank { settings, client, flows: Mutex::default() });
    println!("Open {origin}/start");
    let routes = Router::new().route("/start", get(start)).route("/return", get(returned)).with_state(bank);
    Ok(axum::serve(listener, routes).await?)
}

/// Creates the request, keeps the flow for this browser, and sends it to Altinn.
async fn start(State(bank): State<Arc<Bank>>) -> Result<Response, Refusal> {
    let pause = bank.client.request_consent(bank.settings.config(), bank.settings.request()).await?;
    let Pause::Visit { flow, url } = pause else { return Err(Refusal::NoFlow) };
    println!("asked for {}", flow.id());
    let session = uuid::Uuid::new_v4().to_string();
    bank.flows.lock().unwrap_or_else(PoisonError::into_inner).insert(session.clone(), flow.to_json());
    // Lax: the browser must send it when Altinn sends the user back. Behind https add `Secure`.
    let cookie = format!("session={session}; HttpOnly; SameSite=Lax; Path=/return; Max-Age=3600");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&url)).into_response())
}

/// Goes on with this browser's flow. `Status=OK` in the URL is only a hint: the client asks Altinn before it believes it.
async fn returned(State(bank): State<Arc<Bank>>, headers: HeaderMap, uri: Uri) -> Result<Response, Refusal> {
    let session = session(&headers).ok_or(Refusal::NoFlow)?;
    let stored = bank.flows.lock().unwrap_or_else(PoisonError::into_inner).get(session).cloned();
    let flow = ConsentFlow::from_json(&stored.ok_or(Refusal::NoFlow)?)?;
    let outcome = match bank.client.user_returned(&flow, &uri.to_string()).await? {
        Pause::Visit { url, .. } => return Ok(Redirect::to(&url).into_response()),
        Pause::Finish { outcome } => outcome,
    };
    bank.flows.lock().unwrap_or_else(PoisonError::into_inner).remove(session);
    let (word, page) = match outcome {
        Outcome::Granted { token, .. } => ("granted", income(&bank.settings.data_url, &token).await?),
        Outcome::Rejected { .. } => ("rejected", "You said no. Nothing was fetched.".to_owned()),
        _ => ("ended", "The consent has ended. Nothing was fetched.".to_owned()),
    };
    println!("{word}: {}", flow.id());
    Ok(page.into_response())
}

/// The token stays on the server; the browser gets what it opened.
async fn income(data_url: &str, token: &AccessToken) -> Result<String, Refusal> {
    let request = reqwest::Client::new().get(data_url).bearer_auth(token.value.expose());
    let response = request.send().await.and_then(reqwest::Response::error_for_status).map_err(Refusal::Data)?;
    let data: Value = response.json().await.map_err(Refusal::Data)?;
    Ok(format!("Your income in 2025: {} NOK", data["income"][0]["amount"]))
}

fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split("; ").find_map(|cookie| cookie.strip_prefix("session="))
}

/// Why a page cannot be shown.
enum Refusal {
    /// The browser has no flow under way.
    NoFlow,
    Consent(ConsentError),
    Data(reqwest::Error),
}

impl From<ConsentError> for Refusal {
    fn from(error: ConsentError) -> Self {
        Self::Consent(error)
    }
}

impl IntoResponse for Refusal {
    /// The log says what happened, for no error holds a token or a person number; the user reads one sentence.
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::NoFlow => {
                return (StatusCode::NOT_FOUND, "There is nothing to go on with. Begin at /start.").into_response();
            }
            Self::Consent(error @ ConsentError::ReturnMismatch { .. }) => (StatusCode::BAD_REQUEST, error.to_string()),
            Self::Consent(error) => (StatusCode::BAD_GATEWAY, error.to_string()),
            Self::Data(error) => (StatusCode::BAD_GATEWAY, error.without_url().to_string()),
        };
        println!("{}: {text}", status.as_u16());
        (status, "That did not work. Please try again.").into_response()
    }
}
