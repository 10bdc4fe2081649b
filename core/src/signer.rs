//! An RSA key in memory that signs grants.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeyPairComponents, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{self, KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use jsonwebtoken::EncodingKey;
use serde::Deserialize;
use serde_json::json;

use crate::error::ConsentError;
use crate::maskinporten_client::SigningAlgorithm;

/// An RSA private key that is parsed once and signs many grants.
///
/// Keys in a KMS, an HSM or a key store need no `KeySigner`: sign the grant's `signing_input` there. `Debug` does not
/// print the key.
///
/// ```
/// # fn main() -> Result<(), samtykke::ConsentError> {
/// use samtykke::{KeySigner, SigningAlgorithm};
///
/// let signer = KeySigner::generate()?;
/// let signature = signer.sign("header.claims", SigningAlgorithm::Rs256)?;
/// assert_eq!(signature.len(), 342);
/// # Ok(())
/// # }
/// ```
///
/// See <https://www.rfc-editor.org/rfc/rfc7518#section-3.3>.
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct KeySigner {
    pair: signature::RsaKeyPair,
    kid: Option<String>,
    certificates: Vec<String>,
}

impl KeySigner {
    const MIN_BITS: usize = 2048;

    /// Reads a private key: PEM (PKCS#1 or PKCS#8, not encrypted), a JWK as JSON, or base64 of such JSON, as configurations
    /// often hold it.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `key` when it is no RSA private key or has less than 2048 bits.
    pub fn parse(text: &str) -> Result<Self, ConsentError> {
        let text = text.trim();
        if text.starts_with('{') {
            return Self::from_jwk(text);
        }
        match Base64::decode_vec(text).map(String::from_utf8) {
            Ok(Ok(json)) => Self::from_jwk(&json),
            _ => Self::from_pem(text),
        }
    }

    /// Reads a PEM file's text: `BEGIN PRIVATE KEY` (PKCS#8) or `BEGIN RSA PRIVATE KEY` (PKCS#1).
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `key`.
    pub fn from_pem(pem: &str) -> Result<Self, ConsentError> {
        let der = EncodingKey::from_rsa_pem(pem.as_bytes())
            .map_err(|_| invalid("must be an RSA private key in PEM (PKCS#1 or PKCS#8, not encrypted)"))?;
        // jsonwebtoken hands out PKCS#1 for both forms.
        let pair = signature::RsaKeyPair::from_der(der.as_bytes()).map_err(|error| rejected(&error))?;
        Self::new(pair, None)
    }

    /// Reads a JWK with `kty` `RSA` and all private members. Its `kid` is kept.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `key`.
    ///
    /// See <https://www.rfc-editor.org/rfc/rfc7518#section-6.3>.
    pub fn from_jwk(json: &str) -> Result<Self, ConsentError> {
        let jwk: PrivateJwk = serde_json::from_str(json).map_err(|_| invalid("must be a JSON Web Key"))?;
        if jwk.kty != "RSA" {
            return Err(invalid("must be an RSA key: Maskinporten takes no other"));
        }
        let member = |name: &str, value: &Option<String>| {
            let text = value.as_deref().ok_or_else(|| invalid(&format!("must be a private JWK: {name} is missing")))?;
            Base64UrlUnpadded::decode_vec(text.trim_end_matches('='))
                .map_err(|_| invalid(&format!("has a member that is no base64url: {name}")))
        };
        let components = KeyPairComponents {
            public_key: PublicKeyComponents { n: member("n", &jwk.n)?, e: member("e", &jwk.e)? },
            d: member("d", &jwk.d)?,
            p: member("p", &jwk.p)?,
            q: member("q", &jwk.q)?,
            dP: member("dp", &jwk.dp)?,
            dQ: member("dq", &jwk.dq)?,
            qInv: member("qi", &jwk.qi)?,
        };
        let pair = KeyPair::from_components(&components).map_err(|error| rejected(&error))?;
        Self::new(pair, jwk.kid)
    }

    /// Reads a PKCS#12 file (`.p12`, `.pfx`) with its key and certificate chain; see [`KeySigner::certificates`].
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `key`.
    ///
    /// See <https://www.rfc-editor.org/rfc/rfc7292>.
    #[cfg(feature = "pkcs12")]
    pub fn from_pkcs12(file: &[u8], password: &str) -> Result<Self, ConsentError> {
        let store = p12_keystore::KeyStore::from_pkcs12(file, password, p12_keystore::Pkcs12ImportPolicy::Strict)
            .map_err(|_| invalid("must be a PKCS#12 file that opens with this password"))?;
        let (_, chain) = store.private_key_chain().ok_or_else(|| invalid("must hold a private key with its chain"))?;
        let pair = signature::RsaKeyPair::from_pkcs8(chain.key().as_der()).map_err(|error| rejected(&error))?;
        let certificates = chain.certs().iter().map(|certificate| Base64::encode_string(certificate.as_der()));
        Ok(Self { certificates: certificates.collect(), ..Self::new(pair, None)? })
    }

    /// Makes a new key of 2048 bits, to try things out or to register.
    ///
    /// # Errors
    ///
    /// [`ConsentError::NoRandomness`].
    pub fn generate() -> Result<Self, ConsentError> {
        let failed = |_| ConsentError::NoRandomness { reason: "no RSA key could be made".to_owned() };
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
        Ok(Self { pair, kid: None, certificates: vec![] })
    }

    /// The `kid` of the JWK that the key was read from.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The certificate chain of a PKCS#12 file, the leaf first, for
    /// [`KeyReference::X5c`](crate::KeyReference::X5c). Empty for other keys.
    #[must_use]
    pub fn certificates(&self) -> &[String] {
        &self.certificates
    }

    /// The signature of the ASCII text `signing_input`, as base64url without padding.
    ///
    /// # Errors
    ///
    /// [`ConsentError::Signing`].
    pub fn sign(&self, signing_input: &str, algorithm: SigningAlgorithm) -> Result<String, ConsentError> {
        let encoding: &dyn signature::RsaEncoding = match algorithm {
            SigningAlgorithm::Rs256 => &RSA_PKCS1_SHA256,
            SigningAlgorithm::Rs384 => &RSA_PKCS1_SHA384,
            SigningAlgorithm::Rs512 => &RSA_PKCS1_SHA512,
        };
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(encoding, &SystemRandom::new(), signing_input.as_bytes(), &mut signature)
            .map_err(|_| ConsentError::Signing { reason: "the RSA operation failed".to_owned() })?;
        Ok(Base64UrlUnpadded::encode_string(&signature))
    }

    /// The public key as a JWK with this `kid`, to register at Maskinporten.
    #[must_use]
    pub fn public_jwk(&self, kid: &str) -> String {
        let public = self.pair.public_key();
        let text = |number: &[u8]| Base64UrlUnpadded::encode_string(number);
        json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": kid,
            "n": text(public.modulus().big_endian_without_leading_zero()),
            "e": text(public.exponent().big_endian_without_leading_zero()),
        })
        .to_string()
    }

    fn new(pair: signature::RsaKeyPair, kid: Option<String>) -> Result<Self, ConsentError> {
        if pair.public_modulus_len() * 8 < Self::MIN_BITS {
            return Err(too_short());
        }
        Ok(Self { pair, kid, certificates: vec![] })
    }
}

fn invalid(reason: &str) -> ConsentError {
    ConsentError::invalid("key", reason)
}

fn too_short() -> ConsentError {
    invalid("must have at least 2048 bits")
}

fn rejected(error: &aws_lc_rs::error::KeyRejected) -> ConsentError {
    match error.to_string().as_str() {
        "TooSmall" => too_short(),
        reason => invalid(&format!("is no RSA private key that can be used: {reason}")),
    }
}

impl fmt::Debug for KeySigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeySigner([redacted], kid {:?})", self.kid)
    }
}

#[derive(Deserialize)]
struct PrivateJwk {
    kty: String,
    kid: Option<String>,
    n: Option<String>,
    e: Option<String>,
    d: Option<String>,
    p: Option<String>,
    q: Option<String>,
    dp: Option<String>,
    dq: Option<String>,
    qi: Option<String>,
}
