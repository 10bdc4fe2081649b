use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LangMap;
use crate::party::PartyUrn;

/// A resource as the registry shows it; members that the consent rules do not read are kept as they are.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Resource {
    pub(crate) identifier: String,
    pub(crate) title: LangMap,
    pub(crate) resource_type: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) consent_template: String,
    #[serde(default, skip_serializing_if = "LangMap::is_empty")]
    pub(crate) consent_text: LangMap,
    #[serde(default)]
    pub(crate) consent_metadata: BTreeMap<String, Value>,
    #[serde(default)]
    pub(crate) is_one_time_consent: bool,
    #[serde(default = "disabled")]
    pub(crate) access_list_mode: String,
    #[serde(default = "first_version")]
    pub(crate) version_id: u32,
    /// Organisations that may request a resource whose `accessListMode` is `Enabled`; not part of the real registry.
    #[serde(default, rename = "sandboxAccessList", skip_serializing)]
    pub(crate) access_list: Vec<String>,
    #[serde(flatten)]
    pub(crate) other: BTreeMap<String, Value>,
}

impl Resource {
    pub(crate) fn is_consent(&self) -> bool {
        self.resource_type.eq_ignore_ascii_case("Consent")
    }

    /// Whether a citizen may pass rights to it on, as giving a consent does.
    pub(crate) fn is_delegable(&self) -> bool {
        self.other.get("delegable") != Some(&Value::Bool(false))
    }

    /// The policy decision on `requestconsent`.
    pub(crate) fn may_be_requested_by(&self, consumer: &PartyUrn) -> bool {
        let listed = || self.access_list.iter().any(|number| Some(number.as_str()) == consumer.number());
        !self.access_list_mode.eq_ignore_ascii_case("Enabled") || listed()
    }
}

fn disabled() -> String {
    "Disabled".to_owned()
}

fn first_version() -> u32 {
    1
}
