//! Compact JWTs whose signature is checked and whose header and claims stay open: Altinn's own test tokens hold an
//! `x5c` that no JOSE library reads.

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::signing_key::KeyRing;

pub(crate) type Claims = Map<String, Value>;

/// A public RSA key.
#[derive(Clone)]
pub(crate) enum Verifier {
    /// Modulus and exponent, big-endian without leading zeros.
    Components(RsaPublicKeyComponents<Vec<u8>>),
    /// PKCS #1 DER, as a certificate holds it.
    Pkcs1(Vec<u8>),
}

impl Verifier {
    fn holds(&self, algorithm: &'static RsaParameters, input: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Components(key) => key.verify(algorithm, input, signature).is_ok(),
            Self::Pkcs1(der) => UnparsedPublicKey::new(algorithm, der).verify(input, signature).is_ok(),
        }
    }
}

/// A token in its parts, nothing of it believed.
pub(crate) struct Unverified<'a> {
    pub(crate) header: Claims,
    pub(crate) claims: Claims,
    input: &'a str,
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    pub(crate) fn read(token: &'a str) -> Option<Self> {
        let (input, signature) = token.rsplit_once('.')?;
        let (header, claims) = input.split_once('.')?;
        let object = |part: &str| serde_json::from_slice(&Base64UrlUnpadded::decode_vec(part).ok()?).ok();
        let signature = Base64UrlUnpadded::decode_vec(signature).ok()?;
        Some(Self { header: object(header)?, claims: object(claims)?, input, signature })
    }

    /// The RSA algorithm of the header, one of the three that Maskinporten takes.
    pub(crate) fn algorithm(&self) -> Option<&'static RsaParameters> {
        match text(&self.header, "alg")? {
            "RS256" => Some(&RSA_PKCS1_2048_8192_SHA256),
            "RS384" => Some(&RSA_PKCS1_2048_8192_SHA384),
            "RS512" => Some(&RSA_PKCS1_2048_8192_SHA512),
            _ => None,
        }
    }

    /// The claims, if `key` made the signature; times are the caller's to judge.
    pub(crate) fn verify(self, key: &Verifier) -> Option<Claims> {
        let algorithm = self.algorithm()?;
        key.holds(algorithm, self.input.as_bytes(), &self.signature).then_some(self.claims)
    }
}

/// The claims of a token that one of `keys` signed and that is within its time, without any clock skew.
pub(crate) fn verify_own(token: &str, keys: &KeyRing, now: OffsetDateTime) -> Option<Claims> {
    let unverified = Unverified::read(token)?;
    let key = keys.find(text(&unverified.header, "kid")?)?;
    let claims = unverified.verify(key.verifier())?;
    let moment = |name: &str| Some(i128::from(seconds(&claims, name)?) * 1_000_000_000);
    let now = now.unix_timestamp_nanos();
    let alive = moment("exp").is_some_and(|exp| now <= exp);
    let begun = moment("nbf").is_none_or(|nbf| nbf <= now);
    (alive && begun).then_some(claims)
}

pub(crate) fn seconds(claims: &Claims, name: &str) -> Option<i64> {
    let value = claims.get(name)?;
    value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

pub(crate) fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    claims.get(name)?.as_str()
}
