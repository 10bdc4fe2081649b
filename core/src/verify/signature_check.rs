use std::fmt;

use serde::{Deserialize, Serialize};

use crate::maskinporten_client::SigningAlgorithm;

/// A signature for the host to verify, with the key that must have made it.
///
/// With WebCrypto: `importKey("jwk", …)` and `verify` with `RSASSA-PKCS1-v1_5`; in Java: `SHA256withRSA` and its
/// siblings. Never take the algorithm or the key from anywhere else. `Debug` does not print the token.
///
/// See <https://www.rfc-editor.org/rfc/rfc7515#section-5.2>.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct SignatureCheck {
    /// RSASSA-PKCS1-v1_5 with this hash.
    pub algorithm: SigningAlgorithm,
    /// The issuer's public key: a JWK as JSON with `kty`, `alg`, `n` and `e`.
    pub jwk: String,
    /// The bytes that were signed, ASCII.
    pub signing_input: String,
    /// The signature as base64url without padding.
    pub signature: String,
}

#[cfg(feature = "signer")]
impl SignatureCheck {
    /// Whether the key made the signature.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.verify().is_some()
    }

    fn verify(&self) -> Option<()> {
        use aws_lc_rs::signature::{
            RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaPublicKeyComponents,
        };
        use base64ct::{Base64UrlUnpadded, Encoding};

        let jwk: PublicJwk = serde_json::from_str(&self.jwk).ok()?;
        let bytes = |text: &str| Base64UrlUnpadded::decode_vec(text).ok();
        let key = RsaPublicKeyComponents { n: bytes(&jwk.n)?, e: bytes(&jwk.e)? };
        let parameters = match self.algorithm {
            SigningAlgorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
            SigningAlgorithm::Rs384 => &RSA_PKCS1_2048_8192_SHA384,
            SigningAlgorithm::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
        };
        key.verify(parameters, self.signing_input.as_bytes(), &bytes(&self.signature)?).ok()
    }
}

impl fmt::Debug for SignatureCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignatureCheck({:?}, {}, [redacted])", self.algorithm, self.jwk)
    }
}

#[cfg(feature = "signer")]
#[derive(Deserialize)]
struct PublicJwk {
    n: String,
    e: String,
}
