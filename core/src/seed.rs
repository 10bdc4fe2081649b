//! Where all randomness of a flow comes from.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base64url;
use crate::error::ConsentError;
use crate::time::Timestamp;

/// 32 random bytes that enter a flow once, at its start. Everything unpredictable in it is derived from them.
///
/// `Debug` prints `[redacted]`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Seed([u8; 32]);

impl Seed {
    /// A seed from the operating system, or from `crypto.getRandomValues` in JavaScript.
    ///
    /// # Errors
    ///
    /// [`ConsentError::NoRandomness`] when there is no such source.
    pub fn random() -> Result<Self, ConsentError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| ConsentError::NoRandomness { reason: error.to_string() })?;
        Ok(Self(bytes))
    }

    /// A seed of the caller's own, for tests that must repeat.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Bytes that nobody can guess without the seed, different for each `purpose`, `count` and `time`.
    pub(crate) fn derive(&self, purpose: &str, count: u32, time: Timestamp) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(purpose.as_bytes());
        hash.update(count.to_be_bytes());
        hash.update(time.unix_micros().to_be_bytes());
        hash.finalize().into()
    }

    /// A version 4 UUID, for a `jti`.
    pub(crate) fn random_uuid(&self, purpose: &str, count: u32, time: Timestamp) -> Uuid {
        let bytes = self.derive(purpose, count, time);
        uuid::Builder::from_random_bytes(first(&bytes)).into_uuid()
    }

    /// A version 7 UUID, for a consent id.
    pub(crate) fn time_ordered_uuid(&self, purpose: &str, time: Timestamp) -> Uuid {
        let bytes = self.derive(purpose, 0, time);
        let millis = u64::try_from(time.unix_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &first(&bytes)).into_uuid()
    }
}

fn first<const N: usize>(bytes: &[u8; 32]) -> [u8; N] {
    std::array::from_fn(|at| bytes[at])
}

impl TryFrom<String> for Seed {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = base64url::decode(&text).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or("the seed is not 32 bytes in base64url")
    }
}

impl From<Seed> for String {
    fn from(seed: Seed) -> Self {
        base64url::encode(&seed.0)
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed([redacted])")
    }
}
