//! A signer that tells when it signed.

use std::time::Instant;

use samtykke::client::{Signer, SigningFuture};
use samtykke::{KeySigner, SigningAlgorithm};
use tokio::sync::watch;

/// Signs with a key in memory. The client's last signature is where reading the status ends and fetching the consent
/// token begins, which a demo wants to time one by one.
pub(crate) struct TimedSigner {
    key: KeySigner,
    signed: watch::Sender<Instant>,
}

impl TimedSigner {
    /// The signer, and the time of its last signature.
    pub(crate) fn new(key: KeySigner) -> (Self, watch::Receiver<Instant>) {
        let (signed, last) = watch::channel(Instant::now());
        (Self { key, signed }, last)
    }
}

impl Signer for TimedSigner {
    fn sign<'a>(&'a self, signing_input: &'a str, algorithm: SigningAlgorithm) -> SigningFuture<'a> {
        self.signed.send_replace(Instant::now());
        Signer::sign(&self.key, signing_input, algorithm)
    }
}
