//! How the value types cross to Kotlin, Swift and Python.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::consent::{ConsentId, Metadata};
use crate::organization_number::OrganizationNumber;
use crate::party::PartyUrn;
use crate::person_number::PersonNumber;
use crate::redirect_url::RedirectUrl;
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::token::TokenKey;

// A number crosses without a buffer; uniffi.toml makes it each language's own type for a time.
uniffi::custom_type!(Timestamp, i64, {
    try_lift: |micros| Ok(Timestamp::from_unix_micros(micros)),
    lower: |timestamp| timestamp.unix_micros(),
});

// A value that cannot be read must reach the caller as the error type of the call, which is `Arc<ConsentError>`.

uniffi::custom_type!(PersonNumber, String, {
    try_lift: |text| Ok(PersonNumber::parse(&text).map_err(Arc::new)?),
    lower: |number| number.digits().to_owned(),
});

uniffi::custom_type!(OrganizationNumber, String, {
    try_lift: |text| Ok(OrganizationNumber::parse(&text).map_err(Arc::new)?),
    lower: |number| number.digits().to_owned(),
});

uniffi::custom_type!(PartyUrn, String, {
    try_lift: |urn| Ok(PartyUrn::from(urn)),
    lower: |urn| urn.as_str().to_owned(),
});

uniffi::custom_type!(ConsentId, String, {
    try_lift: |text| Ok(ConsentId::parse(&text).map_err(Arc::new)?),
    lower: |id| id.to_string(),
});

uniffi::custom_type!(RedirectUrl, String, {
    try_lift: |text| Ok(RedirectUrl::parse(&text).map_err(Arc::new)?),
    lower: |url| url.as_str().to_owned(),
});

uniffi::custom_type!(TokenKey, String, {
    try_lift: |text| Ok(TokenKey::from(text)),
    lower: |key| key.as_str().to_owned(),
});

uniffi::custom_type!(Secret, String, {
    try_lift: |text| Ok(Secret::new(text)),
    lower: |secret| secret.expose().to_owned(),
});

uniffi::custom_type!(Metadata, HashMap<String, String>, {
    try_lift: |map| Ok(map.into_iter().collect()),
    lower: |metadata| metadata.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
});

/// What a problem holds beyond the standard's members, by name.
type Extensions = BTreeMap<String, String>;

uniffi::custom_type!(Extensions, HashMap<String, String>, {
    remote,
    try_lift: |map| Ok(map.into_iter().collect()),
    lower: |extensions| extensions.into_iter().collect(),
});
