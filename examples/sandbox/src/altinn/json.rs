//! JSON as System.Text.Json walks through it: members in their order, repeated ones too, and 32 levels at most.

use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

const MAX_DEPTH: u8 = 32;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) enum Json {
    Null,
    Bool,
    /// The value when it is an integer.
    Number(Option<i64>),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Why a text is no JSON, and where.
pub(super) struct NoJson {
    pub(super) line: usize,
    pub(super) byte: usize,
}

impl Json {
    pub(super) fn parse(text: &[u8]) -> Result<Self, NoJson> {
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        let place = |error: serde_json::Error| NoJson { line: error.line().saturating_sub(1), byte: error.column() };
        let json = Level(MAX_DEPTH).deserialize(&mut deserializer).map_err(place)?;
        deserializer.end().map_err(place)?;
        Ok(json)
    }
}

/// How many levels may still open.
#[derive(Clone, Copy)]
struct Level(u8);

impl Level {
    fn inner<E: Error>(self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Json;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Bool)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(Some(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(i64::try_from(number).ok()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number(None))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(name) = members.next_key()? {
            list.push((name, members.next_value_seed(inner)?));
        }
        Ok(Json::Object(list))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_ends_at_32() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(Json::parse(nested(32).as_bytes()).is_ok());
        assert!(Json::parse(nested(33).as_bytes()).is_err());
    }

    #[test]
    fn members_keep_their_order_and_repetitions() {
        let Ok(Json::Object(members)) = Json::parse(b"\xef\xbb\xbf{\"b\": 1, \"a\": null, \"b\": true}") else {
            panic!("this is an object")
        };
        assert_eq!(members.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["b", "a", "b"]);
    }

    #[test]
    fn nothing_may_follow() {
        assert!(Json::parse(b"{} x").is_err());
        assert!(Json::parse(b"{\"a\": \"\xff\"}").is_err());
    }
}
