use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ConsentError;

/// The check that a consent token did not pass.
///
/// See <https://docs.altinn.studio/authorization/guides/resource-owner/consent/> and
/// <https://www.rfc-editor.org/rfc/rfc8725>.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum TokenCheck {
    /// `size`: longer than 64 kB.
    Size,
    /// `form`: not three parts with a dot between them.
    Form,
    /// `base64url`: a part is no base64url, has padding, or could be written in another way.
    #[serde(rename = "base64url")]
    Base64Url,
    /// `json`: header or claims are no JSON object.
    Json,
    /// `duplicateMember`: an object in the header or the claims names a member twice.
    DuplicateMember,
    /// `crit`: the header demands an extension.
    Crit,
    /// `embeddedKey`: the header brings a key or the address of one (`jwk`, `jku`, `x5c`, `x5u`).
    EmbeddedKey,
    /// `typ`: the header says that this is no access token.
    Typ,
    /// `alg`: none of the allowed algorithms.
    Alg,
    /// `kid`: no key is named, or one that the issuer does not have.
    Kid,
    /// `signature`: the issuer's key did not sign this.
    Signature,
    /// `iss`: another issuer.
    Iss,
    /// `exp`: expired, or no time.
    Exp,
    /// `iat`: issued in the future, or no time.
    Iat,
    /// `nbf`: not valid yet, or no time.
    Nbf,
    /// `aud`: not for the demanded audience.
    Aud,
    /// `token_type`: no bearer token.
    #[serde(rename = "token_type")]
    TokenType,
    /// `scope`: a scope is missing.
    Scope,
    /// `consumer`: no organization, or none of the allowed ones.
    Consumer,
    /// `supplier`: there is one, but it is no organization.
    Supplier,
    /// `authorization_details`: not exactly one consent.
    #[serde(rename = "authorization_details")]
    AuthorizationDetails,
    /// `id`: the consent's id is no UUID.
    Id,
    /// `from`: no person or organization, or another one than the call asks about.
    From,
    /// `to`: no organization, or another one than `consumer`.
    To,
    /// `validTo`: the consent has ended, or no time.
    ValidTo,
    /// `consentRights`: no list of rights.
    ConsentRights,
    /// `resource`: no right for it.
    Resource,
    /// `action`: no right to do this with the resource.
    Action,
    /// `metadata`: no right for the resource with this metadata.
    Metadata,
}

impl TokenCheck {
    /// The stable word of the check, as above: for logs, metrics and comparisons.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Form => "form",
            Self::Base64Url => "base64url",
            Self::Json => "json",
            Self::DuplicateMember => "duplicateMember",
            Self::Crit => "crit",
            Self::EmbeddedKey => "embeddedKey",
            Self::Typ => "typ",
            Self::Alg => "alg",
            Self::Kid => "kid",
            Self::Signature => "signature",
            Self::Iss => "iss",
            Self::Exp => "exp",
            Self::Iat => "iat",
            Self::Nbf => "nbf",
            Self::Aud => "aud",
            Self::TokenType => "token_type",
            Self::Scope => "scope",
            Self::Consumer => "consumer",
            Self::Supplier => "supplier",
            Self::AuthorizationDetails => "authorization_details",
            Self::Id => "id",
            Self::From => "from",
            Self::To => "to",
            Self::ValidTo => "validTo",
            Self::ConsentRights => "consentRights",
            Self::Resource => "resource",
            Self::Action => "action",
            Self::Metadata => "metadata",
        }
    }
}

impl TokenCheck {
    pub(super) fn refused(self, reason: &str) -> ConsentError {
        ConsentError::TokenRejected { check: self, reason: reason.to_owned() }
    }
}

impl fmt::Display for TokenCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
