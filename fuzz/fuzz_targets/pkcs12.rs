//! Key files.

#![no_main]

use samtykke::{KeySigner, SigningAlgorithm};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if is_slow(data) {
        return;
    }
    for password in ["hemmelig", ""] {
        let Ok(signer) = KeySigner::from_pkcs12(data, password) else { continue };
        assert!(signer.sign("header.claims", SigningAlgorithm::Rs256).is_ok());
        assert!(!format!("{signer:?}").contains("hemmelig"));
    }
});

/// A file may demand a costly derivation of its key, which is as it should be but tells a fuzzer nothing: INTEGERs past
/// 65537, and scrypt.
fn is_slow(data: &[u8]) -> bool {
    const SCRYPT: [u8; 9] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b];
    let is_large = |bytes: &[u8]| matches!(*bytes, [2, 4, ..] | [2, 3, 2..=255, ..] | [2, 3, 1, 1..=255, _]);
    data.windows(5).any(is_large) || data.windows(SCRYPT.len()).any(|bytes| bytes == SCRYPT)
}
