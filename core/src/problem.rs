//! What the servers say when they refuse.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ConsentError;
use crate::http::HttpResponse;
use crate::json::{Map, Value};
use crate::redact;

/// A problem that Altinn named, in either generation of its problem details.
///
/// See <https://www.rfc-editor.org/rfc/rfc9457>.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(hashmap_as_object))]
pub struct AltinnProblem {
    /// The HTTP status of the answer.
    pub status: u16,
    /// Altinn's code, such as `AM-00016`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The text for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The faults of single fields.
    pub validation_errors: Vec<ValidationError>,
    /// The problems inside, when the code is `STD-00001`.
    pub problems: Vec<NestedProblem>,
    /// All other members, as text.
    pub extensions: BTreeMap<String, String>,
    /// What to quote to support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// The beginning of the body.
    pub excerpt: String,
}

/// One fault of one field.
///
/// See <https://www.rfc-editor.org/rfc/rfc9457#section-3.2>.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(hashmap_as_object))]
pub struct ValidationError {
    /// Altinn's code, such as `AM.VLD-00027`; none when the framework itself refused the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The text for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where in the request.
    pub paths: Vec<String>,
    /// All other members, as text.
    pub extensions: BTreeMap<String, String>,
}

/// One of several problems.
///
/// See <https://www.rfc-editor.org/rfc/rfc9457#section-3.2>.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(hashmap_as_object))]
pub struct NestedProblem {
    /// The HTTP status that it would have had alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Altinn's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The text for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The faults of single fields.
    pub validation_errors: Vec<ValidationError>,
    /// All other members, as text.
    pub extensions: BTreeMap<String, String>,
}

/// What Maskinporten answered instead of a token.
///
/// See <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct MaskinportenProblem {
    /// The HTTP status of the answer.
    pub status: u16,
    /// The OAuth error, such as `invalid_grant`.
    pub error: String,
    /// The text for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The code in the text, such as `MP-124` or, for a consent, `AM-00014`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The page that explains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_uri: Option<String>,
    /// The beginning of the body.
    pub excerpt: String,
}

/// Turns an answer that is no success into the error that it means. A 401 or 403 without a code says no more in JSON than
/// with an empty body.
pub(crate) fn altinn_error(call: &str, response: &HttpResponse) -> ConsentError {
    if let Err(error) = response.text(call) {
        return error;
    }
    let call = call.to_owned();
    let excerpt = redact::excerpt(&response.body);
    let may_be_empty = matches!(response.status, 401 | 403);
    match ProblemBody::read(&response.body) {
        Some(body) if body.code.is_some() || !may_be_empty => {
            let problem = Box::new(body.into_problem(response.status, excerpt));
            ConsentError::Altinn { call, problem }
        }
        _ if response.status == 401 => ConsentError::Unauthorized { call, excerpt },
        _ if response.status == 403 => ConsentError::Forbidden { call, excerpt },
        _ => {
            let reason = "the body is no problem description".to_owned();
            ConsentError::UnexpectedAnswer { call, status: response.status, reason, excerpt }
        }
    }
}

/// Turns an answer of the token endpoint that is no token into the error that it means.
pub(crate) fn maskinporten_error(call: &str, response: &HttpResponse) -> ConsentError {
    if let Err(error) = response.text(call) {
        return error;
    }
    let excerpt = redact::excerpt(&response.body);
    let Ok(body) = crate::json::read::<OAuthErrorBody>(&response.body) else {
        let reason = "the body is no OAuth error".to_owned();
        return ConsentError::UnexpectedAnswer { call: call.to_owned(), status: response.status, reason, excerpt };
    };
    let description = body.error_description.as_deref().map(redact::text);
    let code = [description.as_deref(), Some(body.error.as_str())].into_iter().flatten().find_map(code_in);
    let problem = MaskinportenProblem {
        status: response.status,
        error: redact::text(&body.error),
        description,
        code,
        error_uri: body.error_uri.as_deref().map(redact::text),
        excerpt,
    };
    ConsentError::Maskinporten { problem: Box::new(problem) }
}

impl MaskinportenProblem {
    /// The refusal of a consent token, when the consent may be the reason. What Maskinporten says of one that was not
    /// accepted, revoked or expired is not published: only a code of its own tells that the client is at fault.
    #[doc(hidden)]
    #[must_use]
    pub fn about_a_consent(error: &ConsentError) -> Option<Box<Self>> {
        let problem = match error {
            ConsentError::Maskinporten { problem } => problem.clone(),
            ConsentError::UnexpectedAnswer { status, reason, excerpt, .. } => {
                Box::new(Self::unreadable(*status, reason, excerpt))
            }
            _ => return None,
        };
        let code = problem.code.as_deref().unwrap_or_default();
        let is_of_client = code.starts_with("MP-") && code != "MP-303";
        let is_refusal = (400..500).contains(&problem.status) && ![408, 429].contains(&problem.status);
        (!is_of_client && (is_refusal || code.starts_with("AM-"))).then_some(problem)
    }

    /// A refusal that is no OAuth error, with the code that its body may hold.
    fn unreadable(status: u16, reason: &str, excerpt: &str) -> Self {
        Self {
            status,
            error: reason.to_owned(),
            description: None,
            code: code_in(excerpt),
            error_uri: None,
            excerpt: excerpt.to_owned(),
        }
    }
}

impl fmt::Display for AltinnProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_problem(f, self.status, self.code.as_deref(), self.detail.as_deref())?;
        for error in &self.validation_errors {
            write!(f, "; {}", error.paths.join(", "))?;
            write!(f, ": {}", error.detail.as_deref().or(error.code.as_deref()).unwrap_or("is not valid"))?;
        }
        for nested in &self.problems {
            f.write_str("; ")?;
            write_problem(f, nested.status.unwrap_or(self.status), nested.code.as_deref(), nested.detail.as_deref())?;
        }
        Ok(())
    }
}

impl fmt::Display for MaskinportenProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.error, self.status)?;
        self.description.as_ref().map_or(Ok(()), |text| write!(f, ": {text}"))
    }
}

fn write_problem(f: &mut fmt::Formatter<'_>, status: u16, code: Option<&str>, detail: Option<&str>) -> fmt::Result {
    match (code, detail) {
        (Some(code), Some(detail)) => write!(f, "{code} {detail} ({status})"),
        (Some(text), None) | (None, Some(text)) => write!(f, "{text} ({status})"),
        (None, None) => write!(f, "status {status}"),
    }
}

/// The first `MP-nnn` or `AM-nnnnn` in `text`.
fn code_in(text: &str) -> Option<String> {
    [("MP-", 3), ("AM-", 5)].into_iter().find_map(|(prefix, digits)| {
        text.match_indices(prefix).find_map(|(at, _)| {
            let end = at + prefix.len() + digits;
            let number = text.get(at + prefix.len()..end)?;
            number.bytes().all(|byte| byte.is_ascii_digit()).then(|| text[at..end].to_owned())
        })
    })
}

#[derive(Deserialize)]
struct OAuthErrorBody {
    error: String,
    error_description: Option<String>,
    error_uri: Option<String>,
}

/// A problem description, one of several, or the fault of one field: they have nearly the same members.
struct ProblemBody {
    status: Option<u16>,
    code: Option<Value>,
    detail: Option<Value>,
    trace_id: Option<Value>,
    paths: Vec<String>,
    validation_errors: Vec<Self>,
    problems: Vec<Self>,
    /// ASP.NET's own field errors: path to texts.
    errors: Map,
    extensions: Map,
}

impl ProblemBody {
    /// A gateway's JSON has no code, title or detail and is left as an excerpt.
    fn read(body: &str) -> Option<Self> {
        let problem = Self::of(crate::json::read(body).ok()?)?;
        (problem.code.is_some() || problem.detail.is_some()).then_some(problem)
    }

    fn of(members: Value) -> Option<Self> {
        let Value::Object(mut members) = members else { return None };
        let mut take = |name: &str| members.remove(name).filter(|value| !value.is_null());
        let all = |list: Option<Value>| match list {
            None => Some(vec![]),
            Some(Value::Array(items)) => items.into_iter().map(Self::of).collect(),
            Some(_) => None,
        };
        let (detail, title) = (take("detail"), take("title"));
        let errors = match take("errors") {
            Some(Value::Object(errors)) => errors,
            Some(_) => return None,
            None => Map::default(),
        };
        Some(Self {
            status: take("status").and_then(|status| u16::try_from(status.as_u64()?).ok()),
            code: take("code"),
            detail: detail.or(title),
            trace_id: take("traceId").or_else(|| take("trace_id")),
            paths: take("paths").map_or_else(|| Some(vec![]), |paths| crate::json::of_value(paths).ok())?,
            validation_errors: all(take("validationErrors"))?,
            problems: all(take("problems"))?,
            errors,
            extensions: members,
        })
    }

    fn into_problem(self, status: u16, excerpt: String) -> AltinnProblem {
        // By path: the order of members says nothing.
        let mut texts_of = BTreeMap::new();
        for (path, texts) in self.errors {
            texts_of.insert(path, texts.as_array().map_or_else(|| shown(&texts), joined));
        }
        let by_framework = texts_of.into_iter().map(|(path, texts)| ValidationError {
            code: None,
            detail: Some(texts),
            paths: vec![redact::text(&path)],
            extensions: BTreeMap::new(),
        });
        AltinnProblem {
            status,
            code: self.code.as_ref().map(shown),
            detail: self.detail.as_ref().map(shown),
            validation_errors: self
                .validation_errors
                .into_iter()
                .map(Self::into_validation)
                .chain(by_framework)
                .collect(),
            problems: self.problems.into_iter().map(Self::into_nested).collect(),
            extensions: shown_extensions(self.extensions),
            trace_id: self.trace_id.as_ref().map(shown),
            excerpt,
        }
    }

    fn into_validation(self) -> ValidationError {
        let paths = self.paths.iter().map(|path| redact::text(path)).collect();
        ValidationError {
            code: self.code.as_ref().map(shown),
            detail: self.detail.as_ref().map(shown),
            paths,
            extensions: shown_extensions(self.extensions),
        }
    }

    fn into_nested(self) -> NestedProblem {
        NestedProblem {
            status: self.status,
            code: self.code.as_ref().map(shown),
            detail: self.detail.as_ref().map(shown),
            validation_errors: self.validation_errors.into_iter().map(Self::into_validation).collect(),
            extensions: shown_extensions(self.extensions),
        }
    }
}

fn shown_extensions(extensions: Map) -> BTreeMap<String, String> {
    let is_extension = |(name, _): &(String, Value)| name != "type";
    let mut told = BTreeMap::new();
    for (name, value) in extensions.into_iter().filter(is_extension) {
        told.insert(redact::text(&name), shown(&value));
    }
    told
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| redact::text(&value.to_string()), redact::text)
}

fn joined(texts: &[Value]) -> String {
    texts.iter().map(shown).collect::<Vec<_>>().join(" ")
}
