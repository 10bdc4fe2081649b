use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A few texts by name, in the order in which they came: every consent keeps some, and a tree would be ten times as large.
#[derive(Clone)]
pub(crate) struct TextMap<T>(Box<[(String, T)]>);

impl<T> TextMap<T> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &T)> {
        self.0.iter().map(|(name, text)| (name, text))
    }
}

impl<T> FromIterator<(String, T)> for TextMap<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for TextMap<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TextMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Texts(PhantomData))
    }
}

struct Texts<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Texts<T> {
    type Value = TextMap<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("texts by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<TextMap<T>, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = members.next_entry()? {
            texts.push(text);
        }
        Ok(TextMap(texts.into_boxed_slice()))
    }
}
