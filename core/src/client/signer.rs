use std::future::Future;
use std::pin::Pin;

use crate::error::ConsentError;
use crate::maskinporten_client::SigningAlgorithm;

/// What [`Signer::sign`] gives.
pub type SigningFuture<'a> = Pin<Box<dyn Future<Output = Result<String, ConsentError>> + Send + 'a>>;

/// Something that holds the client's private key: [`KeySigner`](crate::KeySigner), or a KMS or HSM of your own.
///
/// See <https://www.rfc-editor.org/rfc/rfc7518#section-3.3>.
pub trait Signer: Send + Sync {
    /// Signs the ASCII text `signing_input`; the result is base64url.
    fn sign<'a>(&'a self, signing_input: &'a str, algorithm: SigningAlgorithm) -> SigningFuture<'a>;
}

#[cfg(feature = "signer")]
impl Signer for crate::KeySigner {
    fn sign<'a>(&'a self, signing_input: &'a str, algorithm: SigningAlgorithm) -> SigningFuture<'a> {
        Box::pin(std::future::ready(Self::sign(self, signing_input, algorithm)))
    }
}
