//! The signed JWT grant.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::authorization_detail::{AuthorizationDetail, AuthorizationDetailBody};
use crate::base64url;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::maskinporten_client::{KeyReference, MaskinportenClient, SigningAlgorithm};
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::token::{TokenKey, TokenRequest};

/// A grant that waits for its signature.
///
/// Sign the bytes of `signing_input` with the client's RSA key and `algorithm`, and answer
/// [`Answer::Signed`](crate::Answer::Signed) with this grant and the signature. A grant must be used within seconds.
///
/// See <https://www.rfc-editor.org/rfc/rfc7523#section-2.1>.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct Grant {
    /// Header and claims in base64url with a dot between them, ASCII.
    pub signing_input: String,
    /// How to sign it.
    pub algorithm: SigningAlgorithm,
    /// The kind of token that it is for. A host that has such a token may answer
    /// [`Answer::Authorized`](crate::Answer::Authorized) instead.
    pub token_key: TokenKey,
    /// The [`AccessToken::fingerprint`](crate::AccessToken::fingerprint) of a token of this kind that the API refused: do
    /// not answer with that one again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_token: Option<String>,
    /// When it was made, by the host's clock.
    pub issued_at: Timestamp,
}

/// What a grant is made of.
pub(crate) struct GrantParts<'a> {
    pub(crate) environment: &'a Environment,
    pub(crate) client: &'a MaskinportenClient,
    pub(crate) request: &'a TokenRequest,
    pub(crate) jti: Uuid,
    pub(crate) issued_at: Timestamp,
    /// How many seconds Maskinporten's clock is ahead of the host's.
    pub(crate) clock_offset: i64,
    pub(crate) refused_token: Option<&'a String>,
}

impl Grant {
    /// `exp - iat`; Maskinporten takes 120 s at most, and looks at `iat` anyway.
    const LIFETIME: i64 = 110;

    /// Maskinporten refuses an `iat` that differs by 10 s from its own clock. A grant older than this is signed again.
    pub(crate) const MAX_AGE: Duration = Duration::from_secs(8);

    pub(crate) fn new(parts: &GrantParts<'_>) -> Self {
        Self {
            signing_input: parts.signing_input(),
            algorithm: parts.client.algorithm,
            token_key: parts.request.key(parts.environment, parts.client),
            refused_token: parts.refused_token.cloned(),
            issued_at: parts.issued_at,
        }
    }

    /// The whole JWT.
    pub(crate) fn assertion(&self, signature: &str) -> Result<Secret, ConsentError> {
        let signature = signature.trim_end_matches('=');
        let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if signature.is_empty() || !signature.bytes().all(is_base64url) {
            return Err(ConsentError::invalid("signature", "must be base64url of the signature's bytes"));
        }
        Ok(Secret::new(format!("{}.{signature}", self.signing_input)))
    }
}

impl GrantParts<'_> {
    /// Header and claims.
    pub(crate) fn signing_input(&self) -> String {
        let issued_at = self.issued_at.unix_seconds().saturating_add(self.clock_offset);
        let request = self.request;
        let header = match &self.client.key {
            KeyReference::Kid { kid } => Header { alg: self.client.algorithm, kid: Some(kid), x5c: None, typ: "JWT" },
            KeyReference::X5c { certificates } => {
                Header { alg: self.client.algorithm, kid: None, x5c: Some(certificates), typ: "JWT" }
            }
        };
        let claims = Claims {
            aud: self.environment.issuer(),
            iss: &self.client.client_id,
            scope: request.scope_text(),
            iat: issued_at,
            exp: issued_at.saturating_add(Grant::LIFETIME),
            jti: self.jti.to_string(),
            resource: &request.resource,
            consumer_org: request.consumer_org.as_ref().map(|number| number.digits()),
            pid: request.pid.as_ref().map(|number| number.digits()),
            authorization_details: request.authorization_detail.iter().map(AuthorizationDetail::wire).collect(),
        };
        format!("{}.{}", encoded(&header), encoded(&claims))
    }
}

fn encoded<T: Serialize>(part: &T) -> String {
    // Structs of text and numbers always serialize.
    base64url::encode(&serde_json::to_vec(part).unwrap_or_default())
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Grant({:?}, {:?}, issued at {})", self.algorithm, self.token_key, self.issued_at)
    }
}

#[derive(Serialize)]
struct Header<'a> {
    alg: SigningAlgorithm,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x5c: Option<&'a [String]>,
    typ: &'static str,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    scope: String,
    iat: i64,
    exp: i64,
    jti: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    resource: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    consumer_org: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pid: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authorization_details: Vec<AuthorizationDetailBody>,
}
