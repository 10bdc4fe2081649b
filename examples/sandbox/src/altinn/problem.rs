//! Altinn's problem details: a code, a text, and members beside them.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::aspnet;

/// One problem with an Altinn code.
#[derive(Clone)]
pub(crate) struct Problem {
    status: u16,
    code: &'static str,
    detail: &'static str,
    extensions: Map<String, Value>,
}

/// One entry of `validationErrors`.
pub(crate) struct ValidationError {
    pub(crate) code: &'static str,
    pub(crate) detail: &'static str,
    pub(crate) path: String,
}

impl Problem {
    pub(crate) fn new(status: u16, code: &'static str, detail: &'static str) -> Self {
        Self { status, code, detail, extensions: Map::new() }
    }

    pub(crate) fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extensions.insert(name.into(), value.into());
        self
    }

    pub(crate) fn consent_not_found() -> Self {
        Self::new(404, "AM-00001", "Consent not found")
    }

    /// STD-00000 over some errors; `None` when there are none.
    pub(crate) fn validation(errors: Vec<ValidationError>) -> Option<Self> {
        if errors.is_empty() {
            return None;
        }
        let errors: Vec<Value> = errors
            .into_iter()
            .map(|error| json!({"code": error.code, "detail": error.detail, "paths": [error.path]}))
            .collect();
        Some(Self::new(400, "STD-00000", "One or more validation errors occurred.").with("validationErrors", errors))
    }

    /// One problem stands for itself; several become the HTTP 500 that Altinn wraps them in.
    pub(crate) fn collect(mut problems: Vec<Self>) -> Option<Self> {
        if problems.len() < 2 {
            return problems.pop();
        }
        let nested: Vec<Value> = problems.into_iter().map(Self::nested).collect();
        Some(Self::new(500, "STD-00001", "Multiple problems occurred.").with("problems", nested))
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) fn detail(&self) -> &'static str {
        self.detail
    }

    /// Without type and title, and without `validationErrors`, which the serializer of the list drops.
    fn nested(mut self) -> Value {
        self.extensions.remove("validationErrors");
        let mut body = json!({"status": self.status, "detail": self.detail, "code": self.code});
        extend(&mut body, self.extensions);
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (section, title) = match self.status {
            400 => ("15.5.1", "Bad Request"),
            401 => ("15.5.2", "Unauthorized"),
            403 => ("15.5.4", "Forbidden"),
            404 => ("15.5.5", "Not Found"),
            _ => ("15.6.1", "An error occurred while processing your request."),
        };
        let mut body = json!({
            "type": format!("https://tools.ietf.org/html/rfc9110#section-{section}"),
            "title": title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        });
        extend(&mut body, self.extensions);
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        aspnet::problem_json(status, &body)
    }
}

fn extend(body: &mut Value, extensions: Map<String, Value>) {
    if let Some(members) = body.as_object_mut() {
        members.extend(extensions);
    }
}
