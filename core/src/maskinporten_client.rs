//! The client that is registered at Maskinporten.

use serde::{Deserialize, Deserializer, Serialize};

use crate::error::ConsentError;
use crate::json;

/// The organization's client at Maskinporten, and which key its grants are signed with.
///
/// See <https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct MaskinportenClient {
    /// The client id.
    pub client_id: String,
    /// How the grant names the key.
    pub key: KeyReference,
    /// How grants are signed.
    #[serde(default)]
    pub algorithm: SigningAlgorithm,
}

/// How a grant names the key that signed it: exactly one of the two.
///
/// See <https://www.rfc-editor.org/rfc/rfc7515#section-4.1.4>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum KeyReference {
    /// The id of a key that is registered on the client.
    Kid {
        /// The key id.
        kid: String,
    },
    /// The chain of an enterprise certificate.
    X5c {
        /// Certificates as base64 (not base64url) of their DER, the leaf first.
        certificates: Vec<String>,
    },
}

/// The algorithms that Maskinporten takes.
///
/// See <https://www.rfc-editor.org/rfc/rfc7518#section-3.3>.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[default]
    #[serde(rename = "RS256")]
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    #[serde(rename = "RS384")]
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    #[serde(rename = "RS512")]
    Rs512,
}

impl MaskinportenClient {
    /// A client whose grants name a registered key and are signed with RS256.
    #[must_use]
    pub fn with_kid(client_id: impl Into<String>, kid: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            key: KeyReference::Kid { kid: kid.into() },
            algorithm: SigningAlgorithm::Rs256,
        }
    }

    pub(crate) fn check(&self) -> Result<(), ConsentError> {
        if self.client_id.trim().is_empty() {
            return Err(ConsentError::invalid("client.clientId", "must not be empty"));
        }
        match &self.key {
            KeyReference::Kid { kid } if kid.trim().is_empty() => {
                Err(ConsentError::invalid("client.key.kid", "must not be empty"))
            }
            KeyReference::X5c { certificates } if certificates.is_empty() => {
                Err(ConsentError::invalid("client.key.certificates", "must hold at least one certificate"))
            }
            KeyReference::X5c { certificates } if !certificates.iter().all(|text| is_base64(text)) => {
                let reason = "must hold base64 of DER certificates, without line breaks (not base64url, not PEM)";
                Err(ConsentError::invalid("client.key.certificates", reason))
            }
            _ => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for KeyReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::tagged(deserializer, |tag, members| {
            Ok(Some(match tag {
                "kid" => Self::Kid { kid: members.take("kid")? },
                "x5c" => Self::X5c { certificates: members.take("certificates")? },
                _ => return Ok(None),
            }))
        })
    }
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    !digits.is_empty() && text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && digits.bytes().all(is_digit)
}
