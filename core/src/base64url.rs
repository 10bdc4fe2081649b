//! Base64url without padding, as JWTs have it.

use base64ct::{Base64UrlUnpadded, Encoding};

#[inline(never)]
pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The bytes; `None` for anything that is not exactly what [`encode`] writes of them.
#[inline(never)]
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}
