use serde::{Deserialize, Serialize};

use super::compact_token::CompactToken;
use super::jwks_cache::JwksCache;
use super::signature_check::SignatureCheck;
use super::token_check::TokenCheck;
use super::token_claims;
use super::verified_consent::VerifiedConsent;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::HttpRequest;
use crate::maskinporten_client::SigningAlgorithm;
use crate::organization_number::OrganizationNumber;
use crate::time::Timestamp;
use crate::token::TokenRequest;

/// What an API demands of the consent tokens that it is called with.
///
/// See <https://docs.altinn.studio/authorization/guides/resource-owner/consent/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct ConsentTokenOptions {
    /// Whose Maskinporten must have issued the token.
    pub environment: Environment,
    /// The API's own scopes; the token must have all of them. At least one.
    pub scopes: Vec<String>,
    /// The audience that the token must be restricted to; most tokens have none, so `None` looks at none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// The consumers that may call; `None` lets every organization in that has the scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumers: Option<Vec<OrganizationNumber>>,
    /// The algorithms that a token may be signed with: RS256, RS384 and RS512.
    #[serde(default = "default_algorithms")]
    pub algorithms: Vec<SigningAlgorithm>,
    /// How far the clocks may differ when `exp`, `iat` and `nbf` are looked at, in seconds, at most 300. 10 by default.
    #[serde(default = "default_leeway_seconds")]
    pub leeway_seconds: u32,
    /// Whether the consent must be given to the organization that calls. `false` lets an organization in that handles the
    /// consent of another, as eBevis does.
    #[serde(default = "default_to_must_be_consumer")]
    pub to_must_be_consumer: bool,
}

/// What a verification needs next from its host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub enum VerifyStep {
    /// Send the request, hand the answer to [`JwksCache::responded`] (or [`JwksCache::failed`]) and ask for the step again
    /// with the new cache.
    FetchKeys {
        /// The request.
        request: HttpRequest,
    },
    /// Verify the signature and call [`ConsentTokenVerifier::finish`].
    VerifySignature {
        /// The signature and the key.
        check: SignatureCheck,
    },
}

/// Verifies consent tokens for an API: the signature first, then every claim.
///
/// Sans-IO: the host fetches the keys and does the RSA operation, with [`SignatureCheck::is_valid`] (feature `signer`) or
/// its own crypto library.
///
/// ```
/// # #[cfg(feature = "signer")] fn example() -> Result<(), samtykke::ConsentError> {
/// use samtykke::*;
///
/// # fn send(_: HttpRequest) -> HttpResponse { HttpResponse { status: 503, headers: vec![], body: String::new() } }
/// # let (token, now) = ("", || Timestamp::from_unix_seconds(0));
/// let verifier = ConsentTokenVerifier::new(ConsentTokenOptions::new(Environment::Tt02, ["skatteetaten:inntekt"]))?;
/// let mut keys = JwksCache::new(&Environment::Tt02); // shared by all calls
///
/// let consent = loop {
///     match verifier.step(token, &keys, now())? {
///         VerifyStep::FetchKeys { request } => keys = keys.responded(&send(request), now()),
///         VerifyStep::VerifySignature { check } => break verifier.finish(&check, check.is_valid(), now())?,
///     }
/// };
/// let person = Party::parse("21818297804")?;
/// consent.check(&person, &ConsentRight::new("inntektsopplysninger").with_metadata("inntektsaar", "2025"))?;
/// # Ok(())
/// # }
/// ```
///
/// Nobody can look up whether a consent was revoked: it stays usable until the token expires. Whoever has a resource for
/// one use must remember the consent ids that were used.
///
/// See <https://docs.altinn.studio/authorization/guides/resource-owner/consent/>.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct ConsentTokenVerifier {
    options: ConsentTokenOptions,
}

impl ConsentTokenOptions {
    /// The safe defaults for an API with these scopes.
    #[must_use]
    pub fn new<S: Into<String>>(environment: Environment, scopes: impl IntoIterator<Item = S>) -> Self {
        Self {
            environment,
            scopes: scopes.into_iter().map(Into::into).collect(),
            audience: None,
            consumers: None,
            algorithms: default_algorithms(),
            leeway_seconds: default_leeway_seconds(),
            to_must_be_consumer: default_to_must_be_consumer(),
        }
    }

    fn check(&self) -> Result<(), ConsentError> {
        self.environment.check()?;
        TokenRequest::with_scopes(&self.scopes).check("scopes")?;
        if self.audience.as_ref().is_some_and(String::is_empty) {
            return Err(ConsentError::invalid("audience", "must not be empty"));
        }
        if self.algorithms.is_empty() {
            return Err(ConsentError::invalid("algorithms", "must name at least one algorithm"));
        }
        if self.leeway_seconds > 300 {
            return Err(ConsentError::invalid("leewaySeconds", "must be at most 300"));
        }
        Ok(())
    }
}

impl ConsentTokenVerifier {
    /// A verifier with these demands.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] that names the option.
    pub fn new(options: ConsentTokenOptions) -> Result<Self, ConsentError> {
        options.check()?;
        Ok(Self { options })
    }

    /// What to do with `token` (without `Bearer`) at `now`. The same token, keys and time give the same step.
    ///
    /// # Errors
    ///
    /// [`ConsentError::TokenRejected`] when the token cannot be genuine; `Transport` when the issuer's keys cannot be
    /// fetched, which is no fault of the token; `InvalidInput` when the keys belong to another environment.
    pub fn step(&self, token: &str, keys: &JwksCache, now: Timestamp) -> Result<VerifyStep, ConsentError> {
        if !keys.is_from(&self.options.environment) {
            return Err(ConsentError::invalid("keys", "belong to another environment"));
        }
        let token = self.parse(token)?;
        let key = keys.find(&token.kid, token.algorithm, now);
        if keys.is_due(now) || (key.is_none() && keys.may_refetch(now)) {
            return Ok(VerifyStep::FetchKeys { request: keys.request() });
        }
        let Some(key) = key else {
            let unknown = || TokenCheck::Kid.refused("names a key that the issuer does not have");
            return Err(keys.unavailable(now).unwrap_or_else(unknown));
        };
        let check = SignatureCheck {
            algorithm: token.algorithm,
            jwk: key.to_json(token.algorithm),
            signing_input: token.signing_input.to_owned(),
            signature: token.signature.to_owned(),
        };
        Ok(VerifyStep::VerifySignature { check })
    }

    /// The consent, after the host verified `check`: `is_valid` is what its crypto library said.
    ///
    /// # Errors
    ///
    /// [`ConsentError::TokenRejected`] that names the first check that failed.
    pub fn finish(
        &self,
        check: &SignatureCheck,
        is_valid: bool,
        now: Timestamp,
    ) -> Result<VerifiedConsent, ConsentError> {
        if !is_valid {
            return Err(TokenCheck::Signature.refused("was not made by the issuer's key"));
        }
        let text = format!("{}.{}", check.signing_input, check.signature);
        let token = self.parse(&text)?;
        if token.algorithm != check.algorithm {
            return Err(TokenCheck::Alg.refused("is another one than was verified"));
        }
        token_claims::read(&self.options, &token.claims, now)
    }

    #[cfg(any(feature = "uniffi", all(feature = "client", feature = "signer")))]
    pub(crate) const fn environment(&self) -> &Environment {
        &self.options.environment
    }

    fn parse<'a>(&self, token: &'a str) -> Result<CompactToken<'a>, ConsentError> {
        let token = CompactToken::parse(token)?;
        if !self.options.algorithms.contains(&token.algorithm) {
            return Err(TokenCheck::Alg.refused("is none of the allowed algorithms"));
        }
        Ok(token)
    }
}

fn default_algorithms() -> Vec<SigningAlgorithm> {
    vec![SigningAlgorithm::Rs256, SigningAlgorithm::Rs384, SigningAlgorithm::Rs512]
}

const fn default_leeway_seconds() -> u32 {
    10
}

const fn default_to_must_be_consumer() -> bool {
    true
}
