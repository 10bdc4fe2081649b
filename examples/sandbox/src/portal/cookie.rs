//! The portal's cookies.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use uuid::Uuid;

/// The Altinn token of who is logged in.
pub(super) const SESSION: &str = "AltinnStudioRuntime";
pub(super) const LANGUAGE: &str = "selectedLanguage";
pub(super) const PARTY: &str = "AltinnPartyUuid";
pub(super) const LOGOUT: &str = "AltinnLogoutInfo";
pub(super) const ANTIFORGERY: &str = "AS-XSRF-TOKEN";
/// Its script-readable half, which calls repeat in a header.
pub(super) const ANTIFORGERY_REQUEST: &str = "XSRF-TOKEN";

pub(super) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(_, value)| !value.is_empty()).find_map(|(key, value)| (key == name).then_some(value))
}

/// A cookie for scripts as well, or for the server only.
pub(super) fn set(name: &str, value: &str, for_scripts: bool) -> Option<HeaderValue> {
    let (same_site, server_only) = if for_scripts { ("Strict", "") } else { ("Lax", "; HttpOnly") };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; SameSite={same_site}{server_only}")).ok()
}

pub(super) fn forget(name: &str) -> HeaderValue {
    let cookie = format!("{name}=; Path=/; Max-Age=0");
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}

/// The two halves that protect the JSON routes from other sites; the same ones again for another page.
pub(super) fn antiforgery(headers: &HeaderMap) -> [Option<HeaderValue>; 2] {
    let token = read(headers, ANTIFORGERY).and_then(|token| Uuid::parse_str(token).ok()).unwrap_or_else(Uuid::new_v4);
    let token = token.simple().to_string();
    [set(ANTIFORGERY, &token, false), set(ANTIFORGERY_REQUEST, &token, true)]
}
