//! The RSA keys that this sandbox's Maskinporten signs with.

use std::io;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::jwt::Verifier;
use crate::store::{Kind, Store};

/// A key pair with its parsed form kept, since parsing costs more than signing.
pub(crate) struct SigningKey {
    kid: String,
    pair: RsaKeyPair,
    modulus: String,
    exponent: String,
    verifier: Verifier,
}

/// A key as the store keeps it.
#[derive(Serialize, Deserialize)]
struct StoredKey {
    kid: String,
    pkcs8: String,
}

impl SigningKey {
    fn open(kid: String, pkcs8: &[u8]) -> Result<Self, aws_lc_rs::error::Unspecified> {
        let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| aws_lc_rs::error::Unspecified)?;
        let public = pair.public_key();
        let modulus = public.modulus().big_endian_without_leading_zero();
        let exponent = public.exponent().big_endian_without_leading_zero();
        Ok(Self {
            kid,
            modulus: Base64UrlUnpadded::encode_string(modulus),
            exponent: Base64UrlUnpadded::encode_string(exponent),
            verifier: Verifier::Components(RsaPublicKeyComponents { n: modulus.to_vec(), e: exponent.to_vec() }),
            pair,
        })
    }

    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    pub(crate) fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    pub(crate) fn jwk(&self) -> Value {
        json!({"kty": "RSA", "e": self.exponent, "use": "sig", "kid": self.kid, "alg": "RS256", "n": self.modulus})
    }

    /// `claims` as a compact RS256 JWT under `header`.
    fn sign(&self, header: &Value, claims: &Value) -> Result<String, aws_lc_rs::error::Unspecified> {
        let mut token = encode(header);
        token.push('.');
        token.push_str(&encode(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)?;
        token.push('.');
        token.push_str(&Base64UrlUnpadded::encode_string(&signature));
        Ok(token)
    }
}

/// The key in use and those before it, whose tokens still verify.
pub(crate) struct KeyRing(Vec<SigningKey>);

impl KeyRing {
    /// The keys that `store` kept, or a first one.
    pub(crate) fn open(store: &Store) -> io::Result<Self> {
        let mut ring = Self(Vec::new());
        for (_, stored) in store.all::<StoredKey>(Kind::Key)? {
            let pkcs8 = Base64::decode_vec(&stored.pkcs8).map_err(io::Error::other)?;
            ring.0.push(SigningKey::open(stored.kid, &pkcs8).map_err(|_| unusable())?);
        }
        if ring.0.is_empty() {
            ring.rotate(store)?;
        }
        Ok(ring)
    }

    /// Signs with a fresh 2048-bit key from here on.
    pub(crate) fn rotate(&mut self, store: &Store) -> io::Result<()> {
        let der = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).and_then(|pair| pair.as_der());
        let der = der.map_err(|_| unusable())?;
        let kid = Uuid::new_v4().simple().to_string();
        let key = SigningKey::open(kid.clone(), der.as_ref()).map_err(|_| unusable())?;
        let stored = StoredKey { kid, pkcs8: Base64::encode_string(der.as_ref()) };
        store.put(Kind::Key, &place(self.0.len()), &stored)?;
        self.0.push(key);
        Ok(())
    }

    /// Forgets all keys but the one in use: their tokens fail from here on.
    pub(crate) fn retire(&mut self, store: &Store) -> io::Result<()> {
        let kept = store.all::<StoredKey>(Kind::Key)?.pop();
        store.replace_all(Kind::Key, kept.map(|(_, current)| (place(0), current)))?;
        self.0.drain(..self.0.len().saturating_sub(1));
        Ok(())
    }

    /// The id of the key in use.
    pub(crate) fn kid(&self) -> &str {
        self.0.last().map_or("", SigningKey::kid)
    }

    /// A token as Maskinporten makes it.
    pub(crate) fn sign(&self, claims: &Value) -> Result<String, aws_lc_rs::error::Unspecified> {
        let key = self.0.last().ok_or(aws_lc_rs::error::Unspecified)?;
        key.sign(&json!({"kid": key.kid, "alg": "RS256"}), claims)
    }

    /// A token as Altinn makes it.
    pub(crate) fn sign_as_altinn(&self, claims: &Value) -> Result<String, aws_lc_rs::error::Unspecified> {
        let key = self.0.last().ok_or(aws_lc_rs::error::Unspecified)?;
        key.sign(&self.altinn_header(), claims)
    }

    /// `x5c` holds a thumbprint, not a chain.
    pub(crate) fn altinn_header(&self) -> Value {
        json!({"alg": "RS256", "typ": "JWT", "kid": self.kid(), "x5c": self.kid()})
    }

    pub(crate) fn kids(&self) -> Vec<&str> {
        self.0.iter().map(SigningKey::kid).collect()
    }

    pub(crate) fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.0.iter().find(|key| key.kid() == kid)
    }

    pub(crate) fn jwks(&self) -> Value {
        json!({"keys": self.0.iter().map(SigningKey::jwk).collect::<Vec<_>>()})
    }
}

/// The key's name in the store, which sorts by name.
fn place(index: usize) -> String {
    format!("{index:08}")
}

fn unusable() -> io::Error {
    io::Error::other("no signing key could be made or read")
}

fn encode(value: &Value) -> String {
    Base64UrlUnpadded::encode_string(value.to_string().as_bytes())
}
