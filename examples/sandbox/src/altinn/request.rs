//! The body of a create, read as System.Text.Json reads it.

use std::collections::BTreeMap;

use axum::response::Response;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use super::aspnet::{self, member};
use crate::altinn_time;
use crate::consent::PortalViewMode;
use crate::party::PartyUrn;

const REQUEST: &str = "Altinn.Authorization.Api.Contracts.Consent.ConsentRequestDto";
const RIGHT: &str = "Altinn.Authorization.Api.Contracts.Consent.ConsentRightDto";
const ATTRIBUTE: &str = "Altinn.Authorization.Api.Contracts.Consent.ConsentResourceAttributeDto";
const PARTY: &str = "Altinn.Authorization.Api.Contracts.Consent.ConsentPartyUrn";

pub(super) struct ConsentRequestDto {
    pub(super) id: Uuid,
    pub(super) from: PartyUrn,
    pub(super) to: PartyUrn,
    pub(super) required_delegator: Option<PartyUrn>,
    pub(super) valid_to: OffsetDateTime,
    pub(super) consent_rights: Vec<ConsentRightDto>,
    pub(super) request_message: Option<BTreeMap<String, Option<String>>>,
    pub(super) redirect_url: String,
    pub(super) portal_view_mode: PortalViewMode,
}

pub(super) struct ConsentRightDto {
    pub(super) action: Vec<String>,
    pub(super) resource: Vec<AttributeDto>,
    /// `None` for an empty value. Two keys that differ only in case stay apart here.
    pub(super) metadata: BTreeMap<String, Option<String>>,
}

pub(super) struct AttributeDto {
    pub(super) r#type: String,
    pub(super) value: String,
}

/// Why the body is no request.
pub(super) enum Unreadable {
    /// The framework's 400, with the JSON path it names and the text.
    Binding(String, String),
    /// A `null` that passes the framework and breaks the code behind it.
    Exception,
}

impl Unreadable {
    pub(super) fn into_response(self) -> Response {
        match self {
            Self::Binding(path, text) => aspnet::binding(&[
                (path.as_str(), text.as_str()),
                ("consentRequest", "The consentRequest field is required."),
            ]),
            Self::Exception => aspnet::unhandled(),
        }
    }

    fn conversion(path: &str, target: &str) -> Self {
        let text = format!(
            "The JSON value could not be converted to {target}. Path: {path} | LineNumber: 0 | BytePositionInLine: 0."
        );
        Self::Binding(path.to_owned(), text)
    }

    fn missing(path: &str, target: &str, names: &[&str]) -> Self {
        let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
        let text = format!(
            "JSON deserialization for type '{target}' was missing required properties including: {}.",
            names.join(", ")
        );
        Self::Binding(path.to_owned(), text)
    }
}

type Read<T> = Result<T, Unreadable>;

impl ConsentRequestDto {
    pub(super) fn parse(body: &[u8]) -> Read<Self> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Err(Unreadable::Binding(String::new(), "A non-empty request body is required.".to_owned()));
        }
        let value: Value = serde_json::from_slice(body).map_err(|error| {
            let (line, column) = (error.line().saturating_sub(1), error.column());
            let text =
                format!("The body is not valid JSON. Path: $ | LineNumber: {line} | BytePositionInLine: {column}.");
            Unreadable::Binding("$".to_owned(), text)
        })?;
        if value.is_null() {
            return Err(Unreadable::Binding(String::new(), "A non-empty request body is required.".to_owned()));
        }
        let Value::Object(object) = value else { return Err(Unreadable::conversion("$", REQUEST)) };
        Self::from_object(&object)
    }

    fn from_object(object: &Map<String, Value>) -> Read<Self> {
        // Conversions fail while reading, before the framework sees which required members were missing.
        let id = optional(object, "id", guid)?;
        let from = nullable(object, "from", party)?;
        let required_delegator = nullable(object, "requiredDelegator", party)?;
        let to = nullable(object, "to", party)?;
        let valid_to = optional(object, "validTo", date_time)?;
        let consent_rights = nullable(object, "consentRights", rights)?;
        let request_message = nullable(object, "requestMessage", string_map)?;
        let redirect_url = nullable(object, "redirectUrl", string)?;
        let portal_view_mode = nullable(object, "portalViewMode", view_mode)?;
        let required = ["id", "from", "to", "validTo", "consentRights", "redirectUrl"];
        require(object, "$", REQUEST, &required)?;
        Ok(Self {
            id: id.ok_or(Unreadable::Exception)?,
            from: from.ok_or(Unreadable::Exception)?,
            to: to.ok_or(Unreadable::Exception)?,
            required_delegator,
            valid_to: valid_to.ok_or(Unreadable::Exception)?,
            consent_rights: consent_rights.ok_or(Unreadable::Exception)?,
            request_message,
            redirect_url: redirect_url.ok_or(Unreadable::Exception)?,
            portal_view_mode: portal_view_mode.unwrap_or_default(),
        })
    }
}

fn require(object: &Map<String, Value>, path: &str, target: &str, names: &[&str]) -> Read<()> {
    let missing: Vec<_> = names.iter().copied().filter(|name| member(object, name).is_none()).collect();
    if missing.is_empty() { Ok(()) } else { Err(Unreadable::missing(path, target, &missing)) }
}

fn optional<T>(object: &Map<String, Value>, name: &str, read: fn(&Value, &str) -> Read<T>) -> Read<Option<T>> {
    member(object, name).map(|value| read(value, &format!("$.{name}"))).transpose()
}

fn nullable<T>(object: &Map<String, Value>, name: &str, read: fn(&Value, &str) -> Read<T>) -> Read<Option<T>> {
    match member(object, name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => read(value, &format!("$.{name}")).map(Some),
    }
}

fn guid(value: &Value, path: &str) -> Read<Uuid> {
    value
        .as_str()
        .filter(|text| text.len() == 36)
        .and_then(|text| Uuid::parse_str(text).ok())
        .ok_or_else(|| Unreadable::conversion(path, "System.Guid"))
}

fn party(value: &Value, path: &str) -> Read<PartyUrn> {
    value.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| Unreadable::conversion(path, PARTY))
}

fn date_time(value: &Value, path: &str) -> Read<OffsetDateTime> {
    value.as_str().and_then(altinn_time::parse).ok_or_else(|| Unreadable::conversion(path, "System.DateTimeOffset"))
}

fn string(value: &Value, path: &str) -> Read<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| Unreadable::conversion(path, "System.String"))
}

fn view_mode(value: &Value, path: &str) -> Read<PortalViewMode> {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.to_ascii_lowercase().as_str() {
        "hide" | "0" => Ok(PortalViewMode::Hide),
        "show" | "1" => Ok(PortalViewMode::Show),
        _ => Err(Unreadable::conversion(path, "Altinn.Authorization.Api.Contracts.Consent.ConsentPortalViewMode")),
    }
}

fn string_map(value: &Value, path: &str) -> Read<BTreeMap<String, Option<String>>> {
    const TARGET: &str = "System.Collections.Generic.Dictionary`2[System.String,System.String]";
    let object = value.as_object().ok_or_else(|| Unreadable::conversion(path, TARGET))?;
    let entry = |(key, value): (&String, &Value)| match value {
        Value::Null => Ok((key.clone(), None)),
        value => Ok((key.clone(), Some(string(value, &format!("{path}.{key}"))?))),
    };
    object.iter().map(entry).collect()
}

fn list<T>(value: &Value, path: &str, read: fn(&Value, &str) -> Read<T>) -> Read<Vec<T>> {
    let items = value.as_array().ok_or_else(|| Unreadable::conversion(path, "System.Collections.Generic.List`1"))?;
    items.iter().enumerate().map(|(index, item)| read(item, &format!("{path}[{index}]"))).collect()
}

fn rights(value: &Value, path: &str) -> Read<Vec<ConsentRightDto>> {
    list(value, path, right)
}

fn right(value: &Value, path: &str) -> Read<ConsentRightDto> {
    let object = object(value, path, RIGHT)?;
    require(object, path, RIGHT, &["action", "resource"])?;
    let part = |name: &str| match member(object, name) {
        None | Some(Value::Null) => Err(Unreadable::Exception),
        Some(value) => Ok((value, format!("{path}.{name}"))),
    };
    let (action, action_path) = part("action")?;
    let (resource, resource_path) = part("resource")?;
    let metadata = match member(object, "metadata") {
        None | Some(Value::Null) => BTreeMap::new(),
        Some(value) => string_map(value, &format!("{path}.metadata"))?,
    };
    Ok(ConsentRightDto {
        action: list(action, &action_path, string)?,
        resource: list(resource, &resource_path, attribute)?,
        metadata,
    })
}

fn attribute(value: &Value, path: &str) -> Read<AttributeDto> {
    let object = object(value, path, ATTRIBUTE)?;
    require(object, path, ATTRIBUTE, &["type", "value"])?;
    let text = |name: &str| match member(object, name) {
        None | Some(Value::Null) => Err(Unreadable::Exception),
        Some(value) => string(value, &format!("{path}.{name}")),
    };
    Ok(AttributeDto { r#type: text("type")?, value: text("value")? })
}

fn object<'a>(value: &'a Value, path: &str, target: &str) -> Read<&'a Map<String, Value>> {
    match value {
        Value::Object(object) => Ok(object),
        Value::Null => Err(Unreadable::Exception),
        _ => Err(Unreadable::conversion(path, target)),
    }
}
