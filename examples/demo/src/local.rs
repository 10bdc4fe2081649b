//! The setting in the sandbox: a bank asks a test person for her income.

use std::time::Instant;

use samtykke::{ConsentRight, Environment, FlowConfig, KeySigner, MaskinportenClient, OrganizationNumber, Party};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser;
use crate::console::Console;
use crate::failure::Failure;
use crate::sandbox::Sandbox;
use crate::setting::Setting;

/// Synthetic: Skatteetaten adds 80 to the month of test persons.
const PERSON: &str = "21818297804";
const BANK: &str = "810419512";
const RESOURCE: &str = "standard-samtykke-for-dele-data";
const KID: &str = "demo-key";
const REQUEST_SCOPE: &str = "altinn:consentrequests.write";
const DATA_SCOPE: &str = "ttd:inntekt";

/// Makes a key and registers it with a client of the bank.
///
/// # Errors
///
/// When the sandbox does not take the client.
pub(crate) async fn setting(sandbox: &Sandbox, console: &Console) -> Result<Setting, Failure> {
    let started = Instant::now();
    let key = KeySigner::generate()?;
    let client_id = register(sandbox, &key).await?;
    console.step("key", started.elapsed(), "a new RSA key of 2048 bits, registered at Maskinporten");
    let environment = Environment::Custom { platform: sandbox.platform.clone(), issuer: sandbox.issuer.clone() };
    let client = MaskinportenClient::with_kid(client_id, KID);
    Ok(Setting {
        config: FlowConfig::new(environment, client).with_token_scopes([DATA_SCOPE]),
        key,
        from_party: Party::parse(PERSON)?,
        to_party: OrganizationNumber::parse(BANK)?,
        right: ConsentRight::new(RESOURCE).with_metadata("inntektsaar", "2025"),
        data_url: Some(format!("{}/api/income", sandbox.service)),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registered {
    client_id: String,
}

async fn register(sandbox: &Sandbox, key: &KeySigner) -> Result<String, Failure> {
    const CALL: &str = "the sandbox did not register the client";
    let jwk: Value = serde_json::from_str(&key.public_jwk(KID)).map_err(|error| Failure::because(CALL, error))?;
    let client = json!({"organization": BANK, "scopes": [REQUEST_SCOPE, DATA_SCOPE], "keys": [jwk]});
    let url = format!("{}/clients", sandbox.control);
    let response = browser::http()?.post(url).json(&client).send().await;
    let response = response.and_then(reqwest::Response::error_for_status);
    let response = response.map_err(|error| Failure::of_call(CALL, &error))?;
    let registered: Registered = response.json().await.map_err(|error| Failure::of_call(CALL, &error))?;
    Ok(registered.client_id)
}
