//! A key and its chain from a PKCS#12 file.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

use samtykke::{KeySigner, SigningAlgorithm};

const FILE: &[u8] = include_bytes!("keys/chain.p12");

#[test]
fn the_key_signs_and_the_chain_begins_with_its_leaf() {
    let signer = KeySigner::from_pkcs12(FILE, "hemmelig").unwrap();
    assert_eq!(signer.sign("header.claims", SigningAlgorithm::Rs256).unwrap().len(), 342);
    let [leaf, root] = signer.certificates() else { panic!("wanted two certificates") };
    // A DER certificate of this size begins with SEQUENCE and a length of two bytes.
    assert!(leaf.starts_with("MII") && root.starts_with("MII") && leaf != root);
}

#[test]
fn what_does_not_open_is_refused() {
    for (file, password) in [(FILE, "feil"), (&FILE[..100], "hemmelig"), (b"", ""), (b"-----BEGIN", "")] {
        let error = KeySigner::from_pkcs12(file, password).unwrap_err();
        assert_eq!(error.to_string(), "key must be a PKCS#12 file that opens with this password");
    }
}
