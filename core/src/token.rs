//! Access tokens: what to ask for, what one is shared by, and the token itself.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::authorization_detail::AuthorizationDetail;
use crate::base64url;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::maskinporten_client::{KeyReference, MaskinportenClient};
use crate::order::sorted;
use crate::organization_number::OrganizationNumber;
use crate::person_number::PersonNumber;
use crate::secret::Secret;
use crate::time::Timestamp;

/// The longest token that is read, in bytes.
pub(crate) const MAX_TOKEN: usize = 64 * 1024;

/// What an access token is to hold.
///
/// See <https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct TokenRequest {
    /// The scopes, at least one; their order does not matter.
    pub scopes: Vec<String>,
    /// The audiences that the token is to be restricted to; most tokens have none.
    #[serde(default)]
    pub resource: Vec<String>,
    /// The organization on whose behalf a supplier asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer_org: Option<OrganizationNumber>,
    /// The person that the token is bound to; some scopes demand it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pid: Option<PersonNumber>,
    /// The consent or system user that the token is to carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_detail: Option<AuthorizationDetail>,
}

/// A name for one kind of token: two requests with the same key may share a token.
///
/// It is a digest of everything that makes a difference (environment, client, key, scopes in any order, resource,
/// organization, person and consent), so it can be logged.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(type = "string"))]
pub struct TokenKey(String);

/// A token that Maskinporten issued. `Debug` does not print it.
///
/// See <https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_token>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct AccessToken {
    /// The token itself, for the header `Authorization: Bearer`. Opaque: do not build on what is in it.
    pub value: Secret,
    /// The granted scopes, separated by blanks, when Maskinporten names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl TokenRequest {
    /// A token with `scopes` and nothing else.
    #[must_use]
    pub fn with_scopes<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes = scopes.into_iter().map(Into::into).collect();
        Self { scopes, resource: vec![], consumer_org: None, pid: None, authorization_detail: None }
    }

    pub(crate) fn check(&self, field: &str) -> Result<(), ConsentError> {
        if self.scopes.is_empty() {
            return Err(ConsentError::invalid(field, "must name at least one scope"));
        }
        if self.scopes.iter().any(|scope| scope.is_empty() || scope.contains(char::is_whitespace)) {
            return Err(ConsentError::invalid(field, "must hold scopes without blanks, one in each element"));
        }
        self.authorization_detail.as_ref().map_or(Ok(()), AuthorizationDetail::check)
    }

    /// The scopes in order, separated by blanks.
    pub(crate) fn scope_text(&self) -> String {
        let mut scopes = sorted(self.scopes.iter().map(String::as_str));
        scopes.dedup();
        scopes.join(" ")
    }

    /// The key that tokens of this kind are shared by.
    #[must_use]
    pub fn key(&self, environment: &Environment, client: &MaskinportenClient) -> TokenKey {
        let key = match &client.key {
            KeyReference::Kid { kid } => format!("kid {kid}"),
            KeyReference::X5c { certificates } => format!("x5c {}", certificates.join(" ")),
        };
        let resource = sorted(self.resource.iter().map(String::as_str));
        let consumer = self.consumer_org.as_ref().map_or("", OrganizationNumber::digits);
        let pid = self.pid.as_ref().map_or("", PersonNumber::digits);
        let detail = self.authorization_detail.as_ref().map(AuthorizationDetail::wire);
        let detail = detail.and_then(|detail| serde_json::to_string(&detail).ok()).unwrap_or_default();
        let mut hash = Sha256::new();
        let parts = [environment.platform(), environment.issuer(), &client.client_id, &key, &self.scope_text()];
        for part in parts.into_iter().chain([resource.join(" ").as_str(), consumer, pid, &detail]) {
            // The length keeps ("a", "bc") apart from ("ab", "c").
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        TokenKey(base64url::encode(&hash.finalize()))
    }
}

impl TokenKey {
    /// The digest as base64url.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AccessToken {
    /// Whether the token still holds for more than 5 seconds from `now`.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.plus(Self::MARGIN) < self.expires_at
    }

    /// The token that an answer holds: not empty, at most 64 kB, and nothing in it that would end a header.
    pub(crate) fn from_answer(value: String, scope: Option<String>, expires_at: Timestamp) -> Option<Self> {
        let fits = !value.is_empty() && value.len() <= MAX_TOKEN && value.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self { value: Secret::new(value), scope, expires_at })
    }

    /// Time for the call itself; tokens live for as little as two minutes.
    const MARGIN: std::time::Duration = std::time::Duration::from_secs(5);

    /// A digest that names the token without giving it away.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        base64url::encode(&Sha256::digest(self.value.expose()))
    }

    pub(crate) fn authorization(&self) -> String {
        format!("Bearer {}", self.value.expose())
    }

    /// The claims of a token that is a JWT, read without verification: for display, never for a decision.
    #[must_use]
    pub fn unverified_claims(&self) -> Option<String> {
        let payload = self.value.expose().split('.').nth(1)?;
        String::from_utf8(base64url::decode(payload)?).ok()
    }
}

impl From<String> for TokenKey {
    fn from(digest: String) -> Self {
        Self(digest)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({})", self.0)
    }
}
