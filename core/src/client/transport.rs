use std::time::Duration;

use crate::error::ConsentError;
use crate::http::{HttpHeader, HttpMethod, HttpRequest, HttpResponse};
use crate::url;

/// No answer of either server comes near this.
const MAX_BODY: usize = 1024 * 1024;

const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(super) struct Transport {
    /// For https, through the system's proxy where there is one.
    http: reqwest::Client,
    /// For this machine. What goes there is not encrypted, so no proxy may see it.
    loopback: reqwest::Client,
}

impl Transport {
    pub(super) fn new() -> Result<Self, ConsentError> {
        let failed = |error: reqwest::Error| ConsentError::transport("setting up TLS", &reason(&error), 0);
        let http = builder().build().map_err(failed)?;
        let loopback = builder().no_proxy().build().map_err(failed)?;
        Ok(Self { http, loopback })
    }

    /// Sends the request: a whole answer with any status, or why none came.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, String> {
        let method = match request.method {
            HttpMethod::Get => reqwest::Method::GET,
            HttpMethod::Post => reqwest::Method::POST,
        };
        let http = if url::scheme(&request.url).as_deref() == Some("http") { &self.loopback } else { &self.http };
        let mut builder = http.request(method, &request.url);
        for header in &request.headers {
            builder = builder.header(&header.name, &header.value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let mut response = builder.send().await.map_err(|error| reason(&error))?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| HttpHeader {
                name: name.as_str().to_owned(),
                value: String::from_utf8_lossy(value.as_bytes()).into_owned(),
            })
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err("the answer is larger than 1 MiB".to_owned());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpResponse { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .timeout(TIMEOUT)
        // A redirect would carry the token to another place.
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("samtykke/", env!("CARGO_PKG_VERSION")))
}

/// The innermost cause, which names the fault; the outer text would only repeat the URL.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if error.is_timeout() { format!("no answer within {} s", TIMEOUT.as_secs()) } else { cause.to_string() }
}
