//! HTTP messages as values: the core describes them, the host sends them.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::ConsentError;
use crate::redact;

/// The method of a request.
///
/// See <https://www.rfc-editor.org/rfc/rfc9110#section-9>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum HttpMethod {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl HttpMethod {
    /// The method as it stands in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One header. Names are compared without regard to case.
///
/// See <https://www.rfc-editor.org/rfc/rfc9110#section-5>.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct HttpHeader {
    /// The name, for example `Content-Type`.
    pub name: String,
    /// The value; it may be a secret.
    pub value: String,
}

/// A request that the host is to send as it stands.
///
/// It may carry a token and a person number, so `Debug` prints neither headers' values nor the body.
///
/// See <https://www.rfc-editor.org/rfc/rfc9110#section-3.4>.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct HttpRequest {
    /// `GET` or `POST`.
    pub method: HttpMethod,
    /// The absolute URL.
    pub url: String,
    /// The headers, in the order to send them.
    pub headers: Vec<HttpHeader>,
    /// The body as UTF-8 text, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// What the server answered, status and body untouched.
///
/// See <https://www.rfc-editor.org/rfc/rfc9110#section-3.4>.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct HttpResponse {
    /// The status code, for example 201.
    pub status: u16,
    /// The headers; only those that the core asks for are needed (`Date`, `Retry-After`).
    #[serde(default)]
    pub headers: Vec<HttpHeader>,
    /// The body as text; bytes that are no UTF-8 may be replaced.
    #[serde(default)]
    pub body: String,
}

impl HttpRequest {
    pub(crate) fn get(url: String) -> Self {
        Self { method: HttpMethod::Get, url, headers: vec![], body: None }.header("Accept", "application/json")
    }

    pub(crate) fn post(url: String, content_type: &str, body: String) -> Self {
        Self { method: HttpMethod::Post, url, headers: vec![], body: Some(body) }
            .header("Accept", "application/json")
            .header("Content-Type", content_type)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push(HttpHeader { name: name.to_owned(), value: value.to_owned() });
        self
    }
}

impl HttpResponse {
    /// The longest body that is read, in bytes. No answer of Altinn or Maskinporten comes near it.
    const MAX_BODY: usize = 1024 * 1024;

    /// The value of the first header called `name`, in any letter case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value.as_str())
    }

    /// The body, unless it is too long to be read. Every reader of a body gets it here.
    pub(crate) fn readable(&self) -> Option<&str> {
        (self.body.len() <= Self::MAX_BODY).then_some(&self.body)
    }

    /// The body of an answer to `call`.
    pub(crate) fn text(&self, call: &str) -> Result<&str, ConsentError> {
        self.readable().ok_or_else(|| self.unexpected(call, "the body is larger than 1 MiB"))
    }

    /// What the body holds as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self, call: &str) -> Result<T, ConsentError> {
        crate::json::read(self.text(call)?).map_err(|error| self.unexpected(call, &error.to_string()))
    }

    /// The error for an answer to `call` whose token cannot be used. The body may hold a token all the same, so none of it
    /// is told.
    pub(crate) fn unusable_token(&self, call: &str, reason: &str) -> ConsentError {
        ConsentError::UnexpectedAnswer {
            call: call.to_owned(),
            status: self.status,
            reason: reason.to_owned(),
            excerpt: String::new(),
        }
    }

    /// The error for an answer to `call` that cannot be read. `reason` may quote the body.
    pub(crate) fn unexpected(&self, call: &str, reason: &str) -> ConsentError {
        ConsentError::UnexpectedAnswer {
            call: call.to_owned(),
            status: self.status,
            reason: redact::excerpt(reason),
            excerpt: redact::excerpt(&self.body),
        }
    }
}

impl fmt::Debug for HttpHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: [redacted]", self.name)
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body.as_ref().map_or(0, String::len);
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        write!(f, "HttpRequest({} {path}, {:?}, body of {body} bytes)", self.method.as_str(), self.headers)
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({}, {:?}, body of {} bytes)", self.status, self.headers, self.body.len())
    }
}
