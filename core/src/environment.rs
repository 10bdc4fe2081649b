//! Which Altinn, and the Maskinporten that belongs to it.

use serde::{Deserialize, Deserializer, Serialize};

use crate::error::ConsentError;
use crate::json;
use crate::url;

/// An Altinn environment and the Maskinporten to pair with it.
///
/// Only in `Tt02` and `Production` can a consent token be fetched: the test Maskinporten looks consents up in TT02.
///
/// See <https://docs.digdir.no/docs/Maskinporten/maskinporten_func_wellknown>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum Environment {
    /// The real one.
    Production,
    /// The test environment for everybody.
    Tt02,
    /// Altinn's own test environment AT22.
    At22,
    /// Altinn's own test environment AT23.
    At23,
    /// Altinn's own test environment AT24.
    At24,
    /// The performance environment YT01.
    Yt01,
    /// Another one, such as a local sandbox.
    Custom {
        /// Base URL of Altinn's platform without trailing slash, for example `http://127.0.0.1:4010`.
        platform: String,
        /// Maskinporten's issuer with its trailing slash, for example `http://127.0.0.1:4010/`. The endpoints `token` and
        /// `jwk` lie below it.
        issuer: String,
    },
}

impl Environment {
    /// The environment called `name`: `prod`, `tt02`, `at22`, `at23`, `at24` or `yt01`, in any letter case.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `environment`: an unknown name never becomes some default.
    pub fn named(name: &str) -> Result<Self, ConsentError> {
        match name.to_ascii_lowercase().as_str() {
            "prod" | "production" => Ok(Self::Production),
            "tt02" => Ok(Self::Tt02),
            "at22" => Ok(Self::At22),
            "at23" => Ok(Self::At23),
            "at24" => Ok(Self::At24),
            "yt01" => Ok(Self::Yt01),
            _ => Err(ConsentError::invalid("environment", "must be prod, tt02, at22, at23, at24 or yt01")),
        }
    }

    /// Base URL of Altinn's platform, without trailing slash.
    #[must_use]
    pub fn platform(&self) -> &str {
        match self {
            Self::Production => "https://platform.altinn.no",
            Self::Tt02 => "https://platform.tt02.altinn.no",
            Self::At22 => "https://platform.at22.altinn.cloud",
            Self::At23 => "https://platform.at23.altinn.cloud",
            Self::At24 => "https://platform.at24.altinn.cloud",
            Self::Yt01 => "https://platform.yt01.altinn.cloud",
            Self::Custom { platform, .. } => platform.trim_end_matches('/'),
        }
    }

    /// Maskinporten's issuer, with its trailing slash: the only right `aud` of a grant.
    ///
    /// See <https://docs.digdir.no/docs/Maskinporten/maskinporten_func_wellknown>.
    #[must_use]
    pub fn issuer(&self) -> &str {
        match self {
            Self::Production => "https://maskinporten.no/",
            Self::Custom { issuer, .. } => issuer,
            _ => "https://test.maskinporten.no/",
        }
    }

    /// Maskinporten's token endpoint.
    #[must_use]
    pub fn token_endpoint(&self) -> String {
        format!("{}/token", self.issuer().trim_end_matches('/'))
    }

    /// Where the key set lies that Maskinporten signs with.
    #[must_use]
    pub fn jwks_uri(&self) -> String {
        format!("{}/jwk", self.issuer().trim_end_matches('/'))
    }

    pub(crate) fn check(&self) -> Result<(), ConsentError> {
        let Self::Custom { platform, issuer } = self else { return Ok(()) };
        for (field, value) in [("environment.platform", platform), ("environment.issuer", issuer)] {
            if !url::is_https_or_loopback(value) {
                return Err(ConsentError::invalid(field, "must be an https URL, or http on a loopback address"));
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Environment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::tagged(deserializer, |tag, members| {
            Ok(Some(match tag {
                "production" => Self::Production,
                "tt02" => Self::Tt02,
                "at22" => Self::At22,
                "at23" => Self::At23,
                "at24" => Self::At24,
                "yt01" => Self::Yt01,
                "custom" => Self::Custom { platform: members.take("platform")?, issuer: members.take("issuer")? },
                _ => return Ok(None),
            }))
        })
    }
}
