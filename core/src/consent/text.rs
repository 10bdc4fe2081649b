use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A text in Norwegian bokmål, nynorsk and English.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct LanguageText {
    /// Bokmål.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nb: Option<String>,
    /// Nynorsk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nn: Option<String>,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

/// The metadata of a right, for example `inntektsaar` to `2025`. Keys keep the letter case that they came with.
///
/// The values say what is shared about a person, so `Debug` prints the keys only.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(type = "Record<string, string>"))]
pub struct Metadata(
    /// Ordered by key, each key once. Rights have one or two keys, for which a map would take ten times the memory.
    Box<[(String, String)]>,
);

impl Metadata {
    /// The value of `key`, in any letter case.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
    }

    /// Keys and values, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn insert(&mut self, key: String, value: String) {
        match self.0.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => {
                let mut pairs = std::mem::take(&mut self.0).into_vec();
                pairs.insert(at, (key, value));
                self.0 = pairs.into_boxed_slice();
            }
        }
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Metadata {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut metadata = Self::default();
        for (key, value) in pairs {
            metadata.insert(key.into(), value.into());
        }
        metadata
    }
}

impl From<BTreeMap<String, String>> for Metadata {
    fn from(map: BTreeMap<String, String>) -> Self {
        Self(map.into_iter().collect())
    }
}

impl From<Metadata> for BTreeMap<String, String> {
    fn from(metadata: Metadata) -> Self {
        metadata.0.into_iter().collect()
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|(key, _)| key)).finish()
    }
}
