//! A resource as the registry writes it, read tolerantly.

use std::collections::BTreeMap;

use crate::json::{Map, Value};
use serde::Deserialize;

use crate::consent::LanguageText;
use crate::environment::Environment;
use crate::resource::{ConsentResource, MetadataKey, ResourceOwner};

pub(super) fn resources_url(environment: &Environment) -> String {
    format!("{}/resourceregistry/api/v1/resource", environment.platform())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResourceBody {
    identifier: String,
    resource_type: Option<String>,
    title: Option<LanguageText>,
    has_competent_authority: Option<OwnerBody>,
    consent_template: Option<String>,
    consent_text: Option<LanguageText>,
    consent_metadata: Option<Value>,
    is_one_time_consent: Option<bool>,
    access_list_mode: Option<String>,
    version_id: Option<i64>,
}

#[derive(Deserialize)]
struct OwnerBody {
    organization: Option<String>,
    orgcode: Option<String>,
    name: Option<LanguageText>,
}

impl ResourceBody {
    pub(super) fn into_resource(self) -> ConsentResource {
        let metadata = self.consent_metadata.as_ref().and_then(Value::as_object);
        ConsentResource {
            identifier: self.identifier,
            resource_type: self.resource_type.unwrap_or_default(),
            title: self.title.unwrap_or_default(),
            owner: self.has_competent_authority.map(OwnerBody::into_owner),
            consent_template: self.consent_template,
            consent_text: self.consent_text,
            consent_metadata: metadata.map(metadata_keys).unwrap_or_default(),
            is_one_time_consent: self.is_one_time_consent.unwrap_or_default(),
            has_access_list: self.access_list_mode.is_some_and(|mode| mode.eq_ignore_ascii_case("enabled")),
            version_id: self.version_id,
        }
    }
}

impl OwnerBody {
    fn into_owner(self) -> ResourceOwner {
        ResourceOwner { organization: self.organization, orgcode: self.orgcode, name: self.name.unwrap_or_default() }
    }
}

fn metadata_keys(members: &Map) -> Vec<MetadataKey> {
    let mut is_optional = BTreeMap::new();
    for (key, options) in members.iter() {
        is_optional.insert(key, options.get("optional") == Some(&Value::Bool(true)));
    }
    is_optional.into_iter().map(|(key, optional)| MetadataKey { key: key.to_owned(), optional }).collect()
}
