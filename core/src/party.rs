//! Who gives a consent and who may be named in an answer.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::error::ConsentError;
use crate::json;
use crate::organization_number::OrganizationNumber;
use crate::person_number::PersonNumber;

pub(crate) const PERSON_URN: &str = "urn:altinn:person:identifier-no:";
pub(crate) const ORGANIZATION_URN: &str = "urn:altinn:organization:identifier-no:";

/// A person or an organization.
///
/// `Debug` shows organizations and hides persons.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub enum Party {
    /// A person.
    Person {
        /// The person's number.
        number: PersonNumber,
    },
    /// An organization.
    Organization {
        /// The organization's number.
        number: OrganizationNumber,
    },
}

impl Party {
    /// Reads 11 digits (a person), 9 digits (an organization) or Altinn's URN for either.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] that says whether the length or a check digit is wrong.
    pub fn parse(text: &str) -> Result<Self, ConsentError> {
        if let Some(number) = text.strip_prefix(PERSON_URN) {
            return Ok(Self::Person { number: PersonNumber::parse(number)? });
        }
        if let Some(number) = text.strip_prefix(ORGANIZATION_URN) {
            return Ok(Self::Organization { number: OrganizationNumber::parse(number)? });
        }
        match text.len() {
            11 => Ok(Self::Person { number: PersonNumber::parse(text)? }),
            9 => Ok(Self::Organization { number: OrganizationNumber::parse(text)? }),
            _ => Err(ConsentError::invalid("party", "must be 11 digits (a person) or 9 digits (an organization)")),
        }
    }

    /// Altinn's URN for the party. A person's holds the number: do not log it.
    #[must_use]
    pub fn urn(&self) -> String {
        match self {
            Self::Person { number } => format!("{PERSON_URN}{}", number.digits()),
            Self::Organization { number } => number.urn(),
        }
    }

    /// The number as people write it. A person's is personal data: do not log it.
    #[must_use]
    pub fn formatted(&self) -> String {
        match self {
            Self::Person { number } => number.formatted(),
            Self::Organization { number } => number.formatted(),
        }
    }

    /// Whether it is made up, for tests.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        match self {
            Self::Person { number } => number.is_synthetic(),
            Self::Organization { number } => number.is_synthetic(),
        }
    }
}

impl<'de> Deserialize<'de> for Party {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::tagged(deserializer, |tag, members| {
            Ok(Some(match tag {
                "person" => Self::Person { number: members.take("number")? },
                "organization" => Self::Organization { number: members.take("number")? },
                _ => return Ok(None),
            }))
        })
    }
}

/// A URN that an answer names a party by, kept as it came.
///
/// Altinn answers with person and organization numbers, and in places with party UUIDs. `Debug` prints the kind only.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/>.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(type = "string"))]
pub struct PartyUrn(String);

impl PartyUrn {
    /// The whole URN. It may hold a person number: do not log it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The party, when the URN holds a person or organization number.
    #[must_use]
    pub fn party(&self) -> Option<Party> {
        self.0.starts_with("urn:").then(|| Party::parse(&self.0).ok()).flatten()
    }
}

impl From<String> for PartyUrn {
    fn from(urn: String) -> Self {
        Self(urn)
    }
}

impl fmt::Debug for PartyUrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.0.rsplit_once(':').map_or("", |(kind, _)| kind);
        write!(f, "PartyUrn({}:[redacted])", crate::redact::text(kind))
    }
}
