//! The RSA keys that this sandbox's Maskinporten signs with.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64ct::{Base64UrlUnpadded, Encoding};
use jsonwebtoken::DecodingKey;
use serde_json::{Value, json};
use uuid::Uuid;

/// A key pair with its parsed form kept, since parsing costs more than signing.
pub(crate) struct SigningKey {
    kid: String,
    pair: RsaKeyPair,
    modulus: String,
    exponent: String,
    verifier: DecodingKey,
}

impl SigningKey {
    /// A fresh 2048-bit key.
    pub(crate) fn generate() -> Result<Self, aws_lc_rs::error::Unspecified> {
        let der = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048)?.as_der()?;
        let pair = RsaKeyPair::from_pkcs8(der.as_ref()).map_err(|_| aws_lc_rs::error::Unspecified)?;
        let public = pair.public_key();
        let modulus = public.modulus().big_endian_without_leading_zero();
        let exponent = public.exponent().big_endian_without_leading_zero();
        Ok(Self {
            kid: Uuid::new_v4().simple().to_string(),
            modulus: Base64UrlUnpadded::encode_string(modulus),
            exponent: Base64UrlUnpadded::encode_string(exponent),
            verifier: DecodingKey::from_rsa_raw_components(modulus, exponent),
            pair,
        })
    }

    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    pub(crate) fn verifier(&self) -> &DecodingKey {
        &self.verifier
    }

    pub(crate) fn jwk(&self) -> Value {
        json!({"kty": "RSA", "e": self.exponent, "use": "sig", "kid": self.kid, "alg": "RS256", "n": self.modulus})
    }

    /// `claims` as a compact RS256 JWT.
    pub(crate) fn sign(&self, claims: &Value) -> Result<String, aws_lc_rs::error::Unspecified> {
        let header = json!({"kid": self.kid, "alg": "RS256"});
        let mut token = encode(&header);
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
    pub(crate) fn generate() -> Result<Self, aws_lc_rs::error::Unspecified> {
        Ok(Self(vec![SigningKey::generate()?]))
    }

    pub(crate) fn sign(&self, claims: &Value) -> Result<String, aws_lc_rs::error::Unspecified> {
        self.0.last().ok_or(aws_lc_rs::error::Unspecified)?.sign(claims)
    }

    pub(crate) fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.0.iter().find(|key| key.kid() == kid)
    }

    pub(crate) fn jwks(&self) -> Value {
        json!({"keys": self.0.iter().map(SigningKey::jwk).collect::<Vec<_>>()})
    }
}

fn encode(value: &Value) -> String {
    Base64UrlUnpadded::encode_string(value.to_string().as_bytes())
}
