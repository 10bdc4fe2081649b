//! The body of a create as the framework reads it, before any code of Altinn's sees it: the first thing that does not
//! fit in the order of the text is the answer, and `null` fits wherever .NET has a reference.

use axum::response::Response;
use time::OffsetDateTime;
use uuid::Uuid;

use super::json::Json;
use super::{aspnet, guid};
use crate::altinn_time;
use crate::party::PartyUrn;

const REQUEST: &str = "Altinn.Authorization.Api.Contracts.Consent.ConsentRequestDto";
const RIGHT: &str = "Altinn.Authorization.Api.Contracts.Consent.ConsentRightDto";
const ATTRIBUTE: &str = "Altinn.Authorization.Api.Contracts.Consent.ConsentResourceAttributeDto";
const PARTY: &str = "Altinn.Authorization.Api.Contracts.Consent.ConsentPartyUrn";
const VIEW_MODE: &str = "System.Nullable`1[Altinn.Authorization.Api.Contracts.Consent.ConsentPortalViewMode]";
const STRING_MAP: &str = "System.Collections.Generic.Dictionary`2[System.String,System.String]";
const NO_BODY: &str = "A non-empty request body is required.";

/// Texts by name, in the order in which the names came first.
pub(super) type StringMap = Vec<(String, Option<String>)>;

pub(super) struct ConsentRequestDto {
    pub(super) id: Uuid,
    pub(super) from: Option<PartyUrn>,
    pub(super) to: Option<PartyUrn>,
    pub(super) required_delegator: Option<PartyUrn>,
    pub(super) valid_to: OffsetDateTime,
    pub(super) consent_rights: Option<Vec<Option<ConsentRightDto>>>,
    pub(super) request_message: Option<StringMap>,
    pub(super) redirect_url: Option<String>,
    /// .NET's number for the mode, known or not.
    pub(super) portal_view_mode: Option<i64>,
}

pub(super) struct ConsentRightDto {
    pub(super) action: Option<Vec<Option<String>>>,
    pub(super) resource: Option<Vec<Option<AttributeDto>>>,
    pub(super) metadata: Option<StringMap>,
}

pub(super) struct AttributeDto {
    pub(super) r#type: Option<String>,
    pub(super) value: Option<String>,
}

/// The framework's 400, with the JSON path that it names and its text.
#[derive(Debug)]
pub(super) struct Unreadable {
    path: String,
    text: String,
}

impl Unreadable {
    pub(super) fn into_response(self) -> Response {
        let required = ("consentRequest", "The consentRequest field is required.");
        aspnet::binding(&[(self.path.as_str(), self.text.as_str()), required])
    }

    fn conversion(path: &str, target: &str) -> Self {
        let text = format!(
            "The JSON value could not be converted to {target}. Path: {path} | LineNumber: 0 | BytePositionInLine: 0."
        );
        Self { path: path.to_owned(), text }
    }
}

type Read<T> = Result<T, Unreadable>;

impl ConsentRequestDto {
    pub(super) fn parse(body: &[u8]) -> Read<Self> {
        let no_body = || Unreadable { path: String::new(), text: NO_BODY.to_owned() };
        if body.iter().all(u8::is_ascii_whitespace) {
            return Err(no_body());
        }
        let json = Json::parse(body).map_err(|error| {
            let place = format!("LineNumber: {} | BytePositionInLine: {}", error.line, error.byte);
            Unreadable { path: "$".to_owned(), text: format!("The body is not valid JSON. Path: $ | {place}.") }
        })?;
        nullable(&json, "$", request)?.ok_or_else(no_body)
    }
}

fn request(json: &Json, path: &str) -> Read<ConsentRequestDto> {
    let (mut id, mut valid_to) = (None, None);
    let (mut from, mut to, mut rights, mut redirect_url) = (None, None, None, None);
    let (mut required_delegator, mut request_message, mut portal_view_mode) = (None, None, None);
    for (name, value) in members(json, path, REQUEST)? {
        let path = &child(path, name);
        match name.to_ascii_lowercase().as_str() {
            "id" => id = Some(guid(value, path)?),
            "from" => from = Some(nullable(value, path, party)?),
            "to" => to = Some(nullable(value, path, party)?),
            "requireddelegator" => required_delegator = nullable(value, path, party)?,
            "validto" => valid_to = Some(date_time(value, path)?),
            "consentrights" => rights = Some(nullable(value, path, |list, path| items(list, path, right))?),
            "requestmessage" => request_message = nullable(value, path, string_map)?,
            "redirecturl" => redirect_url = Some(nullable(value, path, string)?),
            "portalviewmode" => portal_view_mode = nullable(value, path, view_mode)?,
            _ => {}
        }
    }
    match (id, from, to, valid_to, rights, redirect_url) {
        (Some(id), Some(from), Some(to), Some(valid_to), Some(consent_rights), Some(redirect_url)) => {
            Ok(ConsentRequestDto {
                id,
                from,
                to,
                required_delegator,
                valid_to,
                consent_rights,
                request_message,
                redirect_url,
                portal_view_mode,
            })
        }
        (id, from, to, valid_to, rights, redirect_url) => Err(missing(
            path,
            REQUEST,
            &[
                ("id", id.is_none()),
                ("from", from.is_none()),
                ("to", to.is_none()),
                ("validTo", valid_to.is_none()),
                ("consentRights", rights.is_none()),
                ("redirectUrl", redirect_url.is_none()),
            ],
        )),
    }
}

fn right(json: &Json, path: &str) -> Read<ConsentRightDto> {
    let (mut action, mut resource, mut metadata) = (None, None, None);
    for (name, value) in members(json, path, RIGHT)? {
        let path = &child(path, name);
        match name.to_ascii_lowercase().as_str() {
            "action" => action = Some(nullable(value, path, |list, path| items(list, path, string))?),
            "resource" => resource = Some(nullable(value, path, |list, path| items(list, path, attribute))?),
            "metadata" => metadata = nullable(value, path, string_map)?,
            _ => {}
        }
    }
    match (action, resource) {
        (Some(action), Some(resource)) => Ok(ConsentRightDto { action, resource, metadata }),
        (action, resource) => {
            Err(missing(path, RIGHT, &[("action", action.is_none()), ("resource", resource.is_none())]))
        }
    }
}

fn attribute(json: &Json, path: &str) -> Read<AttributeDto> {
    let (mut r#type, mut text) = (None, None);
    for (name, value) in members(json, path, ATTRIBUTE)? {
        let path = &child(path, name);
        match name.to_ascii_lowercase().as_str() {
            "type" => r#type = Some(nullable(value, path, string)?),
            "value" => text = Some(nullable(value, path, string)?),
            _ => {}
        }
    }
    match (r#type, text) {
        (Some(r#type), Some(value)) => Ok(AttributeDto { r#type, value }),
        (r#type, text) => Err(missing(path, ATTRIBUTE, &[("type", r#type.is_none()), ("value", text.is_none())])),
    }
}

fn missing(path: &str, target: &str, members: &[(&str, bool)]) -> Unreadable {
    let names = members.iter().filter(|(_, missing)| *missing).map(|(name, _)| format!("'{name}'"));
    let names = names.collect::<Vec<_>>().join(", ");
    let text = format!("JSON deserialization for type '{target}' was missing required properties including: {names}.");
    Unreadable { path: path.to_owned(), text }
}

fn members<'a>(json: &'a Json, path: &str, target: &str) -> Read<&'a [(String, Json)]> {
    match json {
        Json::Object(members) => Ok(members),
        _ => Err(Unreadable::conversion(path, target)),
    }
}

fn nullable<T>(json: &Json, path: &str, read: impl Fn(&Json, &str) -> Read<T>) -> Read<Option<T>> {
    if matches!(json, Json::Null) { Ok(None) } else { read(json, path).map(Some) }
}

fn items<T>(json: &Json, path: &str, read: fn(&Json, &str) -> Read<T>) -> Read<Vec<Option<T>>> {
    let Json::Array(items) = json else {
        return Err(Unreadable::conversion(path, "System.Collections.Generic.List`1"));
    };
    items.iter().enumerate().map(|(index, item)| nullable(item, &format!("{path}[{index}]"), read)).collect()
}

/// A name that comes again replaces the earlier value.
fn string_map(json: &Json, path: &str) -> Read<StringMap> {
    let mut map: StringMap = Vec::new();
    for (name, value) in members(json, path, STRING_MAP)? {
        let text = nullable(value, &child(path, name), string)?;
        match map.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = text,
            None => map.push((name.clone(), text)),
        }
    }
    Ok(map)
}

fn string(json: &Json, path: &str) -> Read<String> {
    text(json).map(str::to_owned).ok_or_else(|| Unreadable::conversion(path, "System.String"))
}

fn guid(json: &Json, path: &str) -> Read<Uuid> {
    text(json).and_then(guid::parse_json).ok_or_else(|| Unreadable::conversion(path, "System.Guid"))
}

fn party(json: &Json, path: &str) -> Read<PartyUrn> {
    text(json).and_then(|text| text.parse().ok()).ok_or_else(|| Unreadable::conversion(path, PARTY))
}

fn date_time(json: &Json, path: &str) -> Read<OffsetDateTime> {
    text(json).and_then(altinn_time::parse).ok_or_else(|| Unreadable::conversion(path, "System.DateTimeOffset"))
}

/// A name in any case, or any number at all.
fn view_mode(json: &Json, path: &str) -> Read<i64> {
    let number = match json {
        Json::Number(number) => *number,
        Json::String(text) if text.eq_ignore_ascii_case("hide") => Some(0),
        Json::String(text) if text.eq_ignore_ascii_case("show") => Some(1),
        Json::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| i32::try_from(*number).is_ok()).ok_or_else(|| Unreadable::conversion(path, VIEW_MODE))
}

fn text(json: &Json) -> Option<&str> {
    match json {
        Json::String(text) => Some(text),
        _ => None,
    }
}

fn child(path: &str, name: &str) -> String {
    let special = |letter: char| letter.is_whitespace() || ".'/\"[]()\\".contains(letter);
    if name.contains(special) { format!("{path}['{name}']") } else { format!("{path}.{name}") }
}
