//! What can be consented to.

use serde::{Deserialize, Serialize};

use crate::consent::LanguageText;

/// A resource of the registry, as far as a consent request has to do with it.
///
/// See <https://docs.altinn.studio/authorization/what-do-you-get/resourceregistry/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct ConsentResource {
    /// The id to ask for, for example `standard-samtykke-for-dele-data`.
    pub identifier: String,
    /// `Consent`, or a type that no consent can be asked for.
    pub resource_type: String,
    /// The name for people.
    pub title: LanguageText,
    /// The organization that has the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<ResourceOwner>,
    /// The id of the template of the consent page. All rights of one request need the same, in any letter case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_template: Option<String>,
    /// What the user reads, as Markdown. `{key}` stands for the value of the metadata key of exactly that spelling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_text: Option<LanguageText>,
    /// The metadata keys, by name.
    #[serde(default)]
    pub consent_metadata: Vec<MetadataKey>,
    /// Whether the user is told that the consent is for one use. Altinn does not enforce it; the owner of the data does.
    #[serde(default)]
    pub is_one_time_consent: bool,
    /// Whether only organizations on the owner's access list may ask (`accessListMode` is `Enabled`).
    #[serde(default)]
    pub has_access_list: bool,
    /// The version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_id: Option<i64>,
}

/// One metadata key of a resource.
///
/// See <https://docs.altinn.studio/api/resourceregistry/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct MetadataKey {
    /// The key, in the spelling to send.
    pub key: String,
    /// What the registry says. Altinn ignores it and demands every key.
    #[serde(default)]
    pub optional: bool,
}

/// The organization that has the data.
///
/// See <https://docs.altinn.studio/api/resourceregistry/>.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct ResourceOwner {
    /// Its organization number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Its short name in Altinn, for example `skd`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orgcode: Option<String>,
    /// Its name for people.
    pub name: LanguageText,
}

impl ConsentResource {
    /// Whether consent can be asked for it at all.
    #[must_use]
    pub fn is_consent(&self) -> bool {
        is_consent_type(&self.resource_type)
    }
}

pub(crate) fn is_consent_type(resource_type: &str) -> bool {
    resource_type.eq_ignore_ascii_case("consent")
}
