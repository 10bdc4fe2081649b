//! The RSA key in memory.

use std::sync::Arc;

use super::{Shared, shared};
use crate::maskinporten_client::SigningAlgorithm;
use crate::signer::KeySigner;

#[uniffi::export]
impl KeySigner {
    /// Reads a private key: PEM (PKCS#1 or PKCS#8, not encrypted) or a JWK as JSON.
    #[uniffi::constructor(name = "parse")]
    fn ffi_parse(text: &str) -> Shared<Arc<Self>> {
        shared(Self::parse(text))
    }

    /// Makes a new key of 2048 bits.
    #[uniffi::constructor(name = "generate")]
    fn ffi_generate() -> Shared<Arc<Self>> {
        shared(Self::generate())
    }

    /// The signature of `signing_input`, as base64url without padding.
    #[uniffi::method(name = "sign")]
    fn ffi_sign(&self, signing_input: &str, algorithm: SigningAlgorithm) -> Shared<String> {
        self.sign(signing_input, algorithm).map_err(Arc::new)
    }

    /// The public key as a JWK with this `kid`, to register at Maskinporten.
    #[uniffi::method(name = "public_jwk")]
    fn ffi_public_jwk(&self, kid: &str) -> String {
        self.public_jwk(kid)
    }

    /// The key id that a JWK came with.
    #[uniffi::method(name = "kid")]
    fn ffi_kid(&self) -> Option<String> {
        self.kid().map(str::to_owned)
    }
}
