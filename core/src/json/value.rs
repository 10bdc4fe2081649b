use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::order::sorted;

/// Any JSON. Like `serde_json`'s, with objects that are lists: a tree of maps would weigh several times as much in a wasm
/// build, and no object here is large.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Value>),
    Object(Map),
}

/// A number, as far as anything here looks at it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Natural(u64),
    Negative(i64),
    Fraction(f64),
}

/// The members of an object as they came, also those whose name comes again.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Map(Vec<(String, Value)>);

impl Value {
    pub(crate) const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    pub(crate) const fn as_object(&self) -> Option<&Map> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    pub(crate) fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Number(Number::Natural(number)) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(Number::Natural(number)) => i64::try_from(*number).ok(),
            Self::Number(Number::Negative(number)) => Some(*number),
            _ => None,
        }
    }

    /// A number that is written with a point or an exponent.
    pub(crate) const fn as_fraction(&self) -> Option<f64> {
        match self {
            Self::Number(Number::Fraction(number)) => Some(*number),
            _ => None,
        }
    }

    /// The member called `name`, when this is an object that has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// Whether an object in it, at any depth, has two members of one name.
    pub(crate) fn has_duplicates(&self) -> bool {
        match self {
            Self::Array(elements) => elements.iter().any(Self::has_duplicates),
            Self::Object(members) => members.has_duplicates(),
            _ => false,
        }
    }
}

impl Map {
    /// The member called `name`: of several the last, as most parsers have it.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub(crate) fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Takes the value of the member called `name` and leaves null there, where [`Map::remove`] moves all that follow.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.iter_mut().rev().find(|(key, _)| key == name).map(|(_, value)| std::mem::take(value))
    }

    /// Takes the member called `name` out.
    #[inline(never)]
    pub(crate) fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().rposition(|(key, _)| key == name)?;
        let (_, value) = self.0.remove(at);
        Some(value)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    fn has_duplicates(&self) -> bool {
        let names = sorted(self.0.iter().map(|(key, _)| key.as_str()));
        names.windows(2).any(|pair| pair[0] == pair[1]) || self.0.iter().any(|(_, value)| value.has_duplicates())
    }
}

impl IntoIterator for Map {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// As JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(Number::Natural(number)) => serializer.serialize_u64(*number),
            Self::Number(Number::Negative(number)) => serializer.serialize_i64(*number),
            Self::Number(Number::Fraction(number)) => serializer.collect_str(&Thousandths(*number)),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(elements) => elements.serialize(serializer),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.0.len()))?;
                for (key, value) in &members.0 {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// A fraction for people to read, cut after three digits. To write every fraction exactly takes tables of 10 kB.
struct Thousandths(f64);

impl fmt::Display for Thousandths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(clippy::cast_possible_truncation, reason = "what is too large is cut as well")]
        let thousandths = (self.0 * 1_000.0) as i64;
        let sign = if thousandths < 0 { "-" } else { "" };
        let (whole, rest) = (thousandths.unsigned_abs() / 1_000, thousandths.unsigned_abs() % 1_000);
        write!(f, "{sign}{whole}.{rest:03}")
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(u64::try_from(value).map_or(Number::Negative(value), Number::Natural)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(Number::Natural(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(Number::Fraction(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut array = vec![];
        while let Some(element) = elements.next_element()? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = vec![];
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Value::Object(Map(object)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Value, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn reads_and_writes_what_serde_json_does() {
        let text = r#"{"a":[1,-2,true,null,"æ\n"],"b":{"c":{}}}"#;
        assert_eq!(read(text).unwrap().to_string(), text);
        assert_eq!(read(text).unwrap().get("b").and_then(|b| b.get("c")), Some(&Value::Object(Map::default())));
    }

    #[test]
    fn a_fraction_can_be_read_by_people() {
        for (number, text) in [("3.5", "3.500"), ("-0.25", "-0.250"), ("1e3", "1000.000"), ("2.0009", "2.000")] {
            assert_eq!(read(number).unwrap().to_string(), format!("{text:?}"), "{number}");
        }
    }

    #[test]
    fn the_last_of_two_members_counts() {
        let mut value = read(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        assert_eq!(value.get("a").and_then(Value::as_u64), Some(3));
        let Value::Object(members) = &mut value else { panic!("it is an object") };
        assert_eq!(members.remove("a").and_then(|value| value.as_i64()), Some(3));
    }

    #[test]
    fn duplicate_members_are_found_at_any_depth() {
        for text in [r#"{"a":1,"a":1}"#, r#"[{"b":{"a":1,"a":2}}]"#, r#"{"a":1,"\u0061":2}"#] {
            assert!(read(text).unwrap().has_duplicates(), "{text}");
        }
        assert!(!read(r#"{"a":{"a":1},"b":[{"a":1},{"a":1}]}"#).unwrap().has_duplicates());
    }

    #[test]
    fn depth_is_limited() {
        assert!(read(&"[".repeat(100_000)).unwrap_err().is_syntax());
    }
}
