//! One consent, from the request to the data.

use std::time::{Duration, Instant};

use reqwest::Client;
use samtykke::client::{ConsentClient, Pause};
use samtykke::{AccessToken, ConsentError, ConsentState, Outcome, TokenRequest};
use serde_json::Value;

use crate::browser;
use crate::console::Console;
use crate::failure::Failure;
use crate::json::pretty;
use crate::options::Person;
use crate::return_listener::ReturnListener;
use crate::setting::Setting;
use crate::timed_signer::TimedSigner;

/// Asks for a consent, waits for the person's choice, and goes for the data if that was yes.
///
/// # Errors
///
/// What Altinn, Maskinporten, the service or the network did not do. A person's no is none.
pub(crate) async fn play(setting: Setting, person: Person, console: &Console) -> Result<(), Failure> {
    let mut listener = ReturnListener::start().await?;
    let request = setting.request(&listener.url())?;
    let Setting { config, key, data_url, right, .. } = setting;
    let (signer, signed) = TimedSigner::new(key);
    let client = ConsentClient::new(signer)?;
    let http = browser::http()?;

    let started = Instant::now();
    client.token(&config, TokenRequest::with_scopes(&config.request_scopes)).await?;
    let token_endpoint = config.environment.token_endpoint();
    console.step("token", started.elapsed(), &format!("{} from {token_endpoint}", config.request_scopes.join(" ")));

    // The client keeps that token, so this is the creation alone.
    let started = Instant::now();
    let (mut flow, url) = match client.request_consent(config, request).await? {
        Pause::Visit { flow, url } => (flow, url),
        Pause::Finish { outcome } => return end(&outcome, started.elapsed(), console),
    };
    console.step("create", started.elapsed(), &format!("consent {} to {}", flow.id(), right.resource));

    let (outcome, returned) = loop {
        let return_url = visit(&http, &url, &mut listener, person, console).await?;
        let returned = Instant::now();
        match client.user_returned(&flow, &return_url).await {
            Ok(Pause::Finish { outcome }) => break (outcome, returned),
            Ok(Pause::Visit { flow: undecided, .. }) => {
                console.line("  There is no answer yet; the page still takes one.");
                flow = undecided;
            }
            Err(error @ ConsentError::ReturnMismatch { .. }) if person == Person::AtBrowser => {
                console.line(&format!("  Not counted: {error}."));
            }
            Err(error) => return Err(error.into()),
        }
    };
    let Outcome::Granted { token, consent } = outcome else { return end(&outcome, returned.elapsed(), console) };

    let signed = *signed.borrow();
    console.step("status", signed - returned, &consent.as_ref().map_or_else(String::new, status));
    console.step("token", signed.elapsed(), &format!("consent token with authorization_details from {token_endpoint}"));
    let data = match &data_url {
        Some(url) => Some(fetch(&http, url, &token, console).await?),
        None => None,
    };
    console.block("The consent token says", &pretty(&claims(&token)));
    if let Some(data) = data {
        console.block("The service's data", &pretty(&data));
    }
    console.line("");
    Ok(())
}

/// Lets the person choose; the URL with which the person came back.
async fn visit(
    http: &Client,
    url: &str,
    listener: &mut ReturnListener,
    person: Person,
    console: &Console,
) -> Result<String, Failure> {
    let decision = match person {
        Person::Approving => "approve",
        Person::Refusing => "reject",
        Person::AtBrowser => {
            console.line(&format!("\n  Open this page in a browser and choose; Ctrl-C gives up.\n  {url}\n"));
            let started = Instant::now();
            let return_url = listener.next_return().await?;
            console.step("return", started.elapsed(), &return_url);
            return Ok(return_url);
        }
    };
    let location = browser::choose(http, url, decision, console).await?;
    let started = Instant::now();
    let (page, return_url) = tokio::join!(browser::open(http, &location), listener.next_return());
    page?;
    let return_url = return_url?;
    console.step("return", started.elapsed(), &return_url);
    Ok(return_url)
}

/// Gets what the consent opens.
async fn fetch(http: &Client, url: &str, token: &AccessToken, console: &Console) -> Result<Value, Failure> {
    let started = Instant::now();
    let response = http.get(url).bearer_auth(token.value.expose()).send().await;
    let response = response.and_then(reqwest::Response::error_for_status);
    let response = response.map_err(|error| Failure::of_call("the service gave no data", &error))?;
    let status = response.status();
    let data = response.json().await.map_err(|error| Failure::of_call("the service's data", &error))?;
    console.step("data", started.elapsed(), &format!("{status} from {url}"));
    Ok(data)
}

/// The other endings; a person may say no.
fn end(outcome: &Outcome, elapsed: Duration, console: &Console) -> Result<(), Failure> {
    let (consent, sentence) = match outcome {
        Outcome::Granted { .. } => return Ok(()),
        Outcome::Rejected { consent } => (consent, "The person refused: there is no consent token, and no data."),
        Outcome::Expired { consent } => (consent, "The consent has expired: there is no consent token."),
        Outcome::Revoked { consent } => (consent, "The person took the consent back: there is no consent token."),
        Outcome::Deleted { consent } => (consent, "The request was deleted: there is no consent token."),
    };
    console.step("status", elapsed, &status(consent));
    console.line(&format!("\n{sentence}\n"));
    Ok(())
}

fn status(consent: &ConsentState) -> String {
    consent.status.clone().into()
}

fn claims(token: &AccessToken) -> Value {
    let claims = token.unverified_claims().and_then(|claims| serde_json::from_str(&claims).ok());
    claims.unwrap_or_else(|| Value::from("nothing: it is no JWT"))
}
