//! The generator's own key, for tokens of no environment of Altinn's: nobody but the generator vouches for them.

use std::io;

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use crate::store::{Kind, Store};

const KID: &str = "sandbox-token-generator";

/// A P-256 key pair.
pub(crate) struct OwnKey(EcdsaKeyPair);

impl OwnKey {
    /// The key that `store` kept, or a first one.
    pub(crate) fn open(store: &Store) -> io::Result<Self> {
        let kept = store.all::<String>(Kind::GeneratorKey)?.pop();
        let pkcs8 = match kept {
            Some((_, pkcs8)) => Base64::decode_vec(&pkcs8).map_err(io::Error::other)?,
            None => {
                let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
                let made = made.map_err(|_| unusable())?.as_ref().to_vec();
                store.put(Kind::GeneratorKey, KID, &Base64::encode_string(&made))?;
                made
            }
        };
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8).map(Self).map_err(|_| unusable())
    }

    pub(super) fn header() -> Value {
        json!({"alg": "ES256", "typ": "JWT", "kid": KID})
    }

    /// `claims` as a compact ES256 JWT.
    pub(super) fn sign(&self, claims: &Value) -> Result<String, Unspecified> {
        let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
        let input = format!("{}.{}", part(&Self::header()), part(claims));
        let signature = self.0.sign(&SystemRandom::new(), input.as_bytes())?;
        Ok(format!("{input}.{}", Base64UrlUnpadded::encode_string(signature.as_ref())))
    }

    pub(super) fn jwk(&self) -> Value {
        // An uncompressed point: one byte that says so, then both coordinates.
        let point = self.0.public_key().as_ref();
        let (x, y) = point.get(1..).unwrap_or_default().split_at(point.len() / 2);
        let coordinate = Base64UrlUnpadded::encode_string;
        json!({"kid": KID, "kty": "EC", "alg": "ES256", "use": "sig", "crv": "P-256", "x": coordinate(x), "y": coordinate(y)})
    }
}

fn unusable() -> io::Error {
    io::Error::other("no key of the token generator could be made or read")
}
