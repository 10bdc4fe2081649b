use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::party::PartyUrn;

/// A text per language: `nb`, `nn`, `en`.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct LangMap(pub(crate) BTreeMap<String, String>);

impl LangMap {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text in `language`, else in bokmål, else empty.
    pub(crate) fn get(&self, language: &str) -> &str {
        self.0.get(language).or_else(|| self.0.get("nb")).map_or("", String::as_str)
    }
}

/// The frame of texts around the rights of a consent.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Template {
    pub(crate) id: String,
    pub(crate) version: u32,
    #[serde(default)]
    pub(crate) is_poa: bool,
    pub(crate) texts: TemplateTexts,
    #[serde(flatten)]
    pub(crate) other: BTreeMap<String, Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TemplateTexts {
    pub(crate) title: ByGiver,
    pub(crate) heading: ByGiver,
    pub(crate) service_intro: ByGiver,
    pub(crate) service_intro_accepted: ByGiver,
    pub(crate) title_accepted: LangMap,
    #[serde(default)]
    pub(crate) overridden_delegation_context: Option<LangMap>,
    pub(crate) expiration: LangMap,
    pub(crate) expiration_one_time: LangMap,
    pub(crate) handled_by: LangMap,
    #[serde(flatten)]
    pub(crate) other: BTreeMap<String, Value>,
}

/// A text in a variant for persons and one for organisations.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ByGiver {
    pub(crate) person: LangMap,
    pub(crate) org: LangMap,
}

impl ByGiver {
    pub(crate) fn of(&self, giver: &PartyUrn) -> &LangMap {
        if matches!(giver, PartyUrn::Organization(_)) { &self.org } else { &self.person }
    }
}
