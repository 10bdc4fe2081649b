use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::ConsentError;
use crate::seed::Seed;
use crate::time::Timestamp;

/// The id of a consent: a UUID that the data consumer chooses, which makes the creation repeatable without harm.
///
/// See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/>.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(type = "string"))]
pub struct ConsentId(Uuid);

impl ConsentId {
    /// A new UUIDv7 from the time and the seed: the same two give the same id.
    #[must_use]
    pub fn new(seed: &Seed, now: Timestamp) -> Self {
        Self(seed.time_ordered_uuid("consent id", now))
    }

    /// Reads a UUID of any version.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `consentId`.
    pub fn parse(text: &str) -> Result<Self, ConsentError> {
        let id = Uuid::try_parse(text).map_err(|_| ConsentError::invalid("consentId", "is not a UUID"))?;
        Ok(Self(id))
    }
}

impl fmt::Display for ConsentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for ConsentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConsentId({self})")
    }
}

impl TryFrom<String> for ConsentId {
    type Error = ConsentError;

    fn try_from(text: String) -> Result<Self, ConsentError> {
        Self::parse(&text)
    }
}

impl From<ConsentId> for String {
    fn from(id: ConsentId) -> Self {
        id.to_string()
    }
}
