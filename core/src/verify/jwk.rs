use serde::{Deserialize, Serialize};

use crate::base64url;
use crate::maskinporten_client::SigningAlgorithm;

/// A public RSA key of 2048 to 8192 bits.
///
/// See <https://www.rfc-editor.org/rfc/rfc7518#section-6.3.1>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub struct Jwk {
    kid: String,
    /// The only algorithm that the key is for, when its owner says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    algorithm: Option<SigningAlgorithm>,
    n: String,
    e: String,
}

impl Jwk {
    /// The key, when `n` and `e` are numbers that an RSA key can have.
    pub(crate) fn new(kid: &str, algorithm: Option<SigningAlgorithm>, n: &str, e: &str) -> Option<Self> {
        let (n, e) = (number(n)?, number(e)?);
        let bits = (n.len() * 8).checked_sub(usize::try_from(n.first()?.leading_zeros()).ok()?)?;
        let is_odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
        // An exponent of 1 makes every text its own signature; aws-lc takes 33 bits at most.
        let exponent = (e.len() <= 5).then(|| e.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte)))?;
        let is_sound = (2048..=8192).contains(&bits) && (3..1 << 33).contains(&exponent) && is_odd(&n) && is_odd(&e);
        let text = |number: &[u8]| base64url::encode(number);
        is_sound.then(|| Self { kid: kid.to_owned(), algorithm, n: text(&n), e: text(&e) })
    }

    /// The key's id.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) fn is_for(&self, kid: &str, algorithm: SigningAlgorithm) -> bool {
        self.kid == kid && self.algorithm.is_none_or(|only| only == algorithm)
    }

    /// The key as a JWK for this algorithm, with nothing that a crypto library could stumble over.
    pub(super) fn to_json(&self, algorithm: SigningAlgorithm) -> String {
        let body = JwkBody { alg: algorithm, e: &self.e, kty: "RSA", n: &self.n };
        // A struct of text always serializes.
        serde_json::to_string(&body).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct JwkBody<'a> {
    alg: SigningAlgorithm,
    e: &'a str,
    kty: &'static str,
    n: &'a str,
}

/// The bytes of a number without leading zeros. Padding is forgiven.
fn number(text: &str) -> Option<Vec<u8>> {
    // 8192 bits are 1366 characters.
    if text.len() > 1_400 {
        return None;
    }
    let bytes = base64url::decode(text.trim_end_matches('='))?;
    Some(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: &[u8], e: &[u8]) -> Option<Jwk> {
        let text = |number: &[u8]| base64url::encode(number);
        Jwk::new("a", None, &text(n), &text(e))
    }

    #[test]
    fn takes_2048_to_8192_bits() {
        let (f4, short) = ([1, 0, 1], [&[0x7f], [0xff; 255].as_slice()].concat());
        assert!(key(&[0xff; 256], &f4).is_some());
        assert!(key(&[0xff; 1024], &f4).is_some());
        assert!(key(&short, &f4).is_none());
        assert!(key(&[&[1], [0xff; 1024].as_slice()].concat(), &f4).is_none());
        assert!(key(&[], &f4).is_none());
    }

    #[test]
    fn leading_zeros_do_not_count() {
        assert_eq!(key(&[&[0], [0xff; 256].as_slice()].concat(), &[0, 1, 0, 1]), key(&[0xff; 256], &[1, 0, 1]));
        assert!(key(&[[0; 10].as_slice(), &[0xff; 250]].concat(), &[1, 0, 1]).is_none());
    }

    #[test]
    fn refuses_exponents_that_no_key_has() {
        for exponent in [&[][..], &[0], &[1], &[2], &[1, 0, 0], &[2, 0, 0, 0, 1], &[0xff; 6]] {
            assert!(key(&[0xff; 256], exponent).is_none(), "{exponent:?}");
        }
    }
}
