use serde::{Deserialize, Serialize};

use super::Metadata;
use super::request_problem::lower;
use crate::error::ConsentError;

/// One thing that is asked for: the actions on one resource, with the metadata that narrows it down.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(hashmap_as_object))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct ConsentRight {
    /// The resource's id in Altinn's resource registry, for example `standard-samtykke-for-dele-data`.
    pub resource: String,
    /// What may be done with it; real resources know `consent`.
    #[serde(default = "default_actions")]
    pub actions: Vec<String>,
    /// Exactly the keys that the resource lists, with values that are not empty.
    #[serde(default)]
    pub metadata: Metadata,
}

impl ConsentRight {
    /// The action `consent` on `resource`, without metadata.
    #[must_use]
    pub fn new(resource: impl Into<String>) -> Self {
        Self { resource: resource.into(), actions: default_actions(), metadata: Metadata::default() }
    }

    /// The same right with `key` set to `value`.
    #[must_use]
    pub fn with_metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }

    pub(crate) fn check(&self, field: &str) -> Result<(), ConsentError> {
        if self.resource.trim().is_empty() {
            return Err(ConsentError::invalid(format!("{field}.resource"), "must not be empty"));
        }
        if self.actions.is_empty() {
            return Err(ConsentError::invalid(format!("{field}.actions"), "must name at least one action"));
        }
        if let Some((key, _)) = self.metadata.iter().find(|(_, value)| value.is_empty()) {
            return Err(ConsentError::invalid(format!("{field}.metadata.{key}"), "must not be empty"));
        }
        let mut met: Vec<String> = vec![];
        if let Some((key, _)) = self.metadata.iter().find(|(key, _)| is_met_again(&mut met, key)) {
            let reason = "is there twice, in different letter case";
            return Err(ConsentError::invalid(format!("{field}.metadata.{key}"), reason));
        }
        Ok(())
    }
}

fn default_actions() -> Vec<String> {
    vec!["consent".to_owned()]
}

fn is_met_again(met: &mut Vec<String>, key: &str) -> bool {
    let key = lower(key);
    let is_known = met.contains(&key);
    met.push(key);
    is_known
}
