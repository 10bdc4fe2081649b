//! A person at the consent page, as far as a program can be one.

use std::time::{Duration, Instant};

use reqwest::header::LOCATION;
use reqwest::{Client, Response, Url};

use crate::console::Console;
use crate::failure::Failure;
use crate::form::Form;

const TIMEOUT: Duration = Duration::from_secs(30);

/// An HTTP client for this machine: it follows no redirect and uses no proxy.
///
/// # Errors
///
/// When TLS cannot be set up.
pub(crate) fn http() -> Result<Client, Failure> {
    let client = Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).no_proxy().build();
    client.map_err(|error| Failure::of_call("no HTTP client", &error))
}

/// Opens the consent page and presses the button of `decision`; where Altinn redirects to.
///
/// # Errors
///
/// When the page has no such button, or an answer is none that a consent page gives.
pub(crate) async fn choose(
    http: &Client,
    page_url: &str,
    decision: &str,
    console: &Console,
) -> Result<String, Failure> {
    let started = Instant::now();
    let page = checked(http.get(page_url).send().await, "the consent page")?;
    let html = page.text().await.map_err(|error| Failure::of_call("the consent page", &error))?;
    let form = Form::first_in(&html).filter(|form| form.method == "post").ok_or_else(|| missing("the form"))?;
    let button = form.button("decision", decision).ok_or_else(|| missing(&format!("the button to {decision}")))?;
    console.step("visit", started.elapsed(), page_url);

    let started = Instant::now();
    let action = Url::parse(page_url).and_then(|page| page.join(&form.action));
    let action = action.map_err(|error| Failure::because("the consent form's address", error))?;
    let answer = http.post(action).form(&form.pressed(button)).send().await;
    let answer = checked(answer, "the answer to the consent form")?;
    let location = answer.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let location = location.ok_or_else(|| missing("the redirect after the form"))?;
    console.step("choose", started.elapsed(), &format!("\u{201c}{}\u{201d}", button.text));
    Ok(location.to_owned())
}

/// Opens a page.
///
/// # Errors
///
/// When it cannot be had.
pub(crate) async fn open(http: &Client, url: &str) -> Result<(), Failure> {
    checked(http.get(url).send().await, "the page to come back to").map(drop)
}

fn checked(result: Result<Response, reqwest::Error>, call: &str) -> Result<Response, Failure> {
    let response = result.map_err(|error| Failure::of_call(call, &error))?;
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        return Err(Failure::because(call, format!("it answered {status}")));
    }
    Ok(response)
}

fn missing(what: &str) -> Failure {
    Failure::because("the consent page", format!("{what} is missing"))
}
