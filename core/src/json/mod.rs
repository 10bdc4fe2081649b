//! Reads JSON into the types of this crate.
//!
//! Everything is parsed into [`Value`] and read from there by one deserializer, so each type's code exists once: it is
//! two thirds of what a wasm build would weigh otherwise. Errors name the member, and no value: it may be a secret.

mod value;

pub(crate) use value::{Map, Number, Value};

use std::fmt;

use serde::Deserialize;
use serde::de::value::StringDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, Expected, MapAccess, SeqAccess, Unexpected};
use serde::de::{IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::error::ConsentError;

/// Reads `T` from text.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    of_value(parse(text)?)
}

/// Reads a value whose objects have no duplicate members, at any depth.
///
/// Parsers differ in which of two equal members they take, so a signed text with duplicates means different things to
/// different readers. See <https://www.rfc-editor.org/rfc/rfc7519#section-4>.
pub(crate) fn read_strictly(text: &[u8]) -> Result<Value, StrictError> {
    let value: Value = serde_json::from_slice(text).map_err(|_| StrictError::NoJson)?;
    if value.has_duplicates() { Err(StrictError::Duplicates) } else { Ok(value) }
}

/// Why [`read_strictly`] refused a text.
#[derive(Debug)]
pub(crate) enum StrictError {
    NoJson,
    Duplicates,
}

/// Reads `T` from a value that was parsed before.
pub(crate) fn of_value<T: DeserializeOwned>(value: Value) -> Result<T, Unreadable> {
    T::deserialize(Node(Some(value)))
}

/// Reads an argument that a binding was given as JSON.
///
/// # Errors
///
/// [`ConsentError::InvalidInput`] whose field is `argument` and the path in it, for example `request.rights[0].resource`.
#[doc(hidden)]
pub fn read_argument<T: DeserializeOwned>(argument: &str, text: &str) -> Result<T, ConsentError> {
    read(text).map_err(|error| wrong_argument(argument, &error))
}

#[inline(never)]
fn wrong_argument(argument: &str, error: &Unreadable) -> ConsentError {
    let Fault { path, reason, .. } = &*error.0;
    let reason = if error.0.is_about_path() { reason.clone() } else { format!("cannot be read: {reason}") };
    ConsentError::invalid(format!("{argument}{path}"), reason)
}

/// Reads an enum that serde writes with the tag `type`: what is derived for reading it would weigh ten times as much.
/// `variant` is given the tag and the members, and answers `None` for a tag that it does not know.
pub(crate) fn tagged<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    variant: impl FnOnce(&str, &mut Tagged) -> Result<Option<T>, Unreadable>,
) -> Result<T, D::Error> {
    let Value::Object(members) = Value::deserialize(deserializer)? else {
        return Err(D::Error::custom("must be an object"));
    };
    let mut members = Tagged(members);
    let read = members.take::<String>("type").and_then(|tag| variant(&tag, &mut members));
    read.and_then(|value| value.ok_or_else(Unreadable::unknown_tag)).map_err(D::Error::custom)
}

/// The members of a tagged enum.
pub(crate) struct Tagged(Map);

impl Tagged {
    /// The member called `name`; an `Option` need not be there.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Unreadable> {
        T::deserialize(Node(self.0.take(name))).map_err(|error| error.below_field(name))
    }
}

fn parse(text: &str) -> Result<Value, Unreadable> {
    serde_json::from_str(text).map_err(|error| Unreadable::custom(format_args!("is no JSON: {error}")))
}

/// JSON that has not the shape that a type says. One pointer, because every result that is handed up holds it.
#[derive(Debug)]
pub(crate) struct Unreadable(Box<Fault>);

#[derive(Debug)]
struct Fault {
    /// Where: `.rights[0].resource`, or nothing for the whole.
    path: String,
    /// What is wrong.
    reason: String,
    /// The index of a field that is not there, until its name is put into the path.
    absent: Option<usize>,
}

impl Unreadable {
    #[inline(never)]
    fn new(reason: String) -> Self {
        Self(Box::new(Fault { path: String::new(), reason, absent: None }))
    }

    #[inline(never)]
    fn must_be(expected: &dyn Expected) -> Self {
        Self::new(format!("must be {expected}"))
    }

    #[inline(never)]
    fn below_field(mut self, name: &str) -> Self {
        self.0.path = format!(".{name}{}", self.0.path);
        self
    }

    #[inline(never)]
    fn unknown_tag() -> Self {
        Self::new("must have a type that is known".to_owned())
    }

    #[inline(never)]
    fn below_index(mut self, index: usize) -> Self {
        self.0.path = format!("[{index}]{}", self.0.path);
        self
    }

    /// Names the field that is not there.
    #[inline(never)]
    fn named(mut self, fields: &[&str]) -> Self {
        match self.0.absent.take().and_then(|index| fields.get(index)) {
            Some(name) => self.below_field(name),
            None => self,
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { path, reason, .. } = &*self.0;
        match path.strip_prefix('.').unwrap_or(path) {
            path if !path.is_empty() && self.0.is_about_path() => write!(f, "{path} {reason}"),
            _ => f.write_str(reason),
        }
    }
}

impl Fault {
    /// Whether the reason is the end of a sentence that begins with the path. What types say of themselves names its own
    /// subject.
    fn is_about_path(&self) -> bool {
        ["must ", "is "].iter().any(|begin| self.reason.starts_with(begin))
    }
}

impl std::error::Error for Unreadable {}

impl Error for Unreadable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::must_be(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::must_be(expected)
    }

    /// Of a field that is not there: see [`Fields`].
    fn invalid_length(index: usize, _: &dyn Expected) -> Self {
        let mut error = Self::new("is missing".to_owned());
        error.0.absent = Some(index);
        error
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("must be one of {}", expected.join(", ")))
    }
}

/// A value, or the place of a member that is not there.
struct Node(Option<Value>);

impl<'de> Deserializer<'de> for Node {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Some(Value::Null) => visitor.visit_unit(),
            Some(Value::Bool(value)) => visitor.visit_bool(value),
            Some(Value::Number(Number::Natural(number))) => visitor.visit_u64(number),
            Some(Value::Number(Number::Negative(number))) => visitor.visit_i64(number),
            Some(Value::Number(Number::Fraction(number))) => visitor.visit_f64(number),
            Some(Value::String(text)) => visitor.visit_string(text),
            Some(Value::Array(_)) => self.deserialize_seq(visitor),
            Some(Value::Object(_)) => self.deserialize_map(visitor),
            None => Err(Unreadable::must_be(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Some(Value::String(text)) => visitor.visit_string(text),
            _ => Err(Unreadable::must_be(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_string(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Some(Value::Bool(value)) => visitor.visit_bool(value),
            _ => Err(Unreadable::must_be(&visitor)),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0.as_ref().and_then(Value::as_u64) {
            Some(number) => visitor.visit_u64(number),
            None => Err(Unreadable::must_be(&visitor)),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0.as_ref().and_then(Value::as_i64) {
            Some(number) => visitor.visit_i64(number),
            None => Err(Unreadable::must_be(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.as_ref().is_none_or(Value::is_null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Some(Value::Array(elements)) => visitor.visit_seq(Elements { rest: elements.into_iter(), index: 0 }),
            _ => Err(Unreadable::must_be(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Some(Value::Object(members)) => visitor.visit_map(Members::new(members)),
            _ => Err(Unreadable::must_be(&visitor)),
        }
    }

    /// The members in the order of the fields, which takes half the code that members in any order do. So no field can
    /// have an alias.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.0 {
            Some(Value::Object(members)) => {
                visitor.visit_seq(Fields { members, names: fields.iter() }).map_err(|error| error.named(fields))
            }
            _ => Err(Unreadable::new("must be an object".to_owned())),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.0 {
            Some(Value::String(text)) => visitor.visit_enum(name(text)),
            _ => Err(Unreadable::new("must be a word".to_owned())),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i8 i16 i32 u8 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier }
}

fn name(text: String) -> StringDeserializer<Unreadable> {
    text.into_deserializer()
}

struct Fields {
    members: Map,
    names: std::slice::Iter<'static, &'static str>,
}

impl Fields {
    #[inline(never)]
    fn next_field(&mut self) -> Option<(&'static str, Node)> {
        let name = *self.names.next()?;
        Some((name, Node(self.members.take(name))))
    }
}

impl<'de> SeqAccess<'de> for Fields {
    type Error = Unreadable;

    /// `None` stands for a field that is not there and has no value of its own for that: its default applies, or it is
    /// missing.
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        let Some((name, node)) = self.next_field() else { return Ok(None) };
        let is_absent = node.0.is_none();
        match seed.deserialize(node) {
            Ok(value) => Ok(Some(value)),
            Err(_) if is_absent => Ok(None),
            Err(error) => Err(error.below_field(name)),
        }
    }
}

struct Members {
    rest: <Map as IntoIterator>::IntoIter,
    key: String,
    value: Value,
}

impl Members {
    fn new(members: Map) -> Self {
        Self { rest: members.into_iter(), key: String::new(), value: Value::Null }
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.key.clone_from(&key);
        self.value = value;
        seed.deserialize(name(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        let value = std::mem::take(&mut self.value);
        seed.deserialize(Node(Some(value))).map_err(|error| error.below_field(&self.key))
    }
}

struct Elements {
    rest: std::vec::IntoIter<Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Elements {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        let Some(value) = self.rest.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Node(Some(value))).map(Some).map_err(|error| error.below_index(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::ConsentRequest;

    const WHOLE: &str = r#"{"fromParty":{"type":"person","number":"21818297804"},"toParty":"991825827",
        "validTo":"2027-01-01T00:00:00Z","rights":[{"resource":"a"},{"resource":"b","actions":["x"],
        "metadata":{"k":"v"}}],"redirectUrl":"https://a.no"}"#;

    #[test]
    fn an_error_names_the_member_and_no_value() {
        let cases = [
            (r#""b""#, "7", "request.rights[1].resource must be a string"),
            (r#"["x"]"#, r#""secret""#, "request.rights[1].actions must be a sequence"),
            (r#""v""#, "null", "request.rights[1].metadata.k must be a string"),
            (r#""991825827""#, "[]", "request.toParty must be a string"),
            (r#"{"resource":"a"}"#, "[]", "request.rights[0] must be an object"),
            (r#""resource":"b","#, "", "request.rights[1].resource is missing"),
            ("21818297804", "21818297805", "request.fromParty cannot be read: personNumber has a wrong check digit"),
            ("\"person\"", "\"nobody\"", "request.fromParty must have a type that is known"),
            ("2027-01", "2027-99", "request.validTo cannot be read: timestamp is not an RFC 3339 date-time"),
            (WHOLE, "null", "request must be an object"),
            (WHOLE, "{}", "request.fromParty is missing"),
        ];
        assert!(read_argument::<ConsentRequest>("request", WHOLE).is_ok());
        for (part, instead, wanted) in cases {
            let json = WHOLE.replacen(part, instead, 1);
            assert_ne!(json, WHOLE);
            assert_eq!(read_argument::<ConsentRequest>("request", &json).unwrap_err().to_string(), wanted);
        }
    }

    #[test]
    fn text_that_is_no_json_is_refused() {
        let error = read_argument::<ConsentRequest>("request", "{").unwrap_err();
        assert!(error.to_string().starts_with("request is no JSON"), "{error}");
    }
}
