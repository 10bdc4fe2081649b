//! One consent on the command line: ask for it, print the link, wait for the person, fetch the data.

use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use samtykke::client::{ConsentClient, Pause};
use samtykke::{
    AccessToken, ConsentRequest, ConsentRight, Environment, FlowConfig, KeySigner, MaskinportenClient,
    OrganizationNumber, Outcome, Party, RedirectUrl, Timestamp,
};
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    // One client for the whole program: it shares connections and tokens. The key signs, and never leaves this process.
    let (config, key, request) = (config()?, key()?, request()?);
    let data_url = setting("SAMTYKKE_DATA_URL")?;
    let client = ConsentClient::new(key)?;

    // Ask. The person has to choose on Altinn's page.
    let Pause::Visit { flow, url } = client.request_consent(config, request).await? else {
        return Err("the consent was decided before anybody saw it".into());
    };
    println!("Open this page and choose:\n  {url}");

    // Nobody comes back to a command line, so look at the status now and then. What there is to keep is `flow.to_json()`:
    // with it another process goes on, also tomorrow.
    let pause = client.wait_for_decision(&flow, Duration::from_secs(1), now().plus(Duration::from_secs(600))).await?;
    match pause {
        Pause::Finish { outcome: Outcome::Granted { token, .. } } => show(&data_url, &token).await,
        Pause::Finish { outcome: Outcome::Rejected { .. } } => say("The person said no."),
        Pause::Finish { .. } => say("The consent has ended."),
        Pause::Visit { .. } => say("Nobody has chosen within ten minutes."),
    }
}

/// Who asks, and at which Altinn and Maskinporten. At the real ones it is `Environment::Tt02` or `Environment::Production`,
/// and `with_token_scopes` names the scope of the service that has the data.
fn config() -> Result<FlowConfig> {
    let environment =
        Environment::Custom { platform: setting("SAMTYKKE_PLATFORM")?, issuer: setting("SAMTYKKE_ISSUER")? };
    let client = MaskinportenClient::with_kid(setting("SAMTYKKE_CLIENT_ID")?, setting("SAMTYKKE_KID")?);
    Ok(FlowConfig::new(environment, client))
}

/// What is asked for: one year's income, for a day.
fn request() -> Result<ConsentRequest> {
    let from = Party::parse(&setting("SAMTYKKE_FROM")?)?;
    let to = OrganizationNumber::parse(&setting("SAMTYKKE_TO")?)?;
    let tomorrow = now().plus(Duration::from_secs(24 * 60 * 60));
    let right = ConsentRight::new("standard-samtykke-for-dele-data").with_metadata("inntektsaar", "2025");
    let redirect_url = RedirectUrl::parse("https://bank.example/return")?;
    Ok(ConsentRequest::new(from, to, tomorrow, redirect_url).with_right(right))
}

/// The key from a PEM or JWK file.
fn key() -> Result<KeySigner> {
    let file = setting("SAMTYKKE_PRIVATE_KEY")?;
    let text = std::fs::read_to_string(&file).map_err(|error| format!("SAMTYKKE_PRIVATE_KEY: {file}: {error}"))?;
    Ok(KeySigner::parse(&text)?)
}

/// Calls the service with the consent token, at once: the token lives for minutes.
async fn show(data_url: &str, token: &AccessToken) -> Result<()> {
    let response = reqwest::Client::new().get(data_url).bearer_auth(token.value.expose()).send().await?;
    let data: Value = response.error_for_status()?.json().await?;
    let income = &data["income"][0];
    say(&format!("The person said yes. Income in {}: {} NOK", income["year"].as_str().unwrap_or("?"), income["amount"]))
}

fn setting(name: &str) -> Result<String> {
    std::env::var(name).map_err(|_| format!("{name} is not set: see README.md").into())
}

fn say(text: &str) -> Result<()> {
    println!("{text}");
    Ok(())
}

/// The core reads no clock.
fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_seconds(i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX))
}
