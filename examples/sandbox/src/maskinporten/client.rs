//! The clients that may ask for tokens, with their public keys and scopes.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::signature::RsaPublicKeyComponents;
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use crate::altinn_time;
use crate::jwt::Verifier;
use crate::party::is_organization_number;

/// A registered client.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) organization: String,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) keys: BTreeMap<String, ClientKey>,
    /// What the client was made from, for the store and for further keys.
    pub(crate) registration: Registration,
}

#[derive(Clone)]
pub(crate) struct ClientKey {
    pub(crate) verifier: Verifier,
    /// A year after registration in Maskinporten; never, unless the registration says when.
    pub(crate) expires: Option<OffsetDateTime>,
}

/// What a registration must say.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Registration {
    pub(crate) client_id: Option<String>,
    organization: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    keys: Vec<Value>,
}

impl Registration {
    /// The client, or which part of the registration is wrong.
    pub(crate) fn into_client(self, id: String) -> Result<Client, String> {
        if !is_organization_number(&self.organization) {
            return Err("organization must be nine digits with a valid check digit".to_owned());
        }
        if let Some(scope) = self.scopes.iter().find(|scope| scope.is_empty() || scope.contains(char::is_whitespace)) {
            return Err(format!("scopes must be single words, not {scope:?}"));
        }
        let keys = self.keys.iter().map(client_key).collect::<Result<_, _>>()?;
        let (organization, scopes) = (self.organization.clone(), self.scopes.iter().cloned().collect());
        Ok(Client { id, organization, scopes, keys, registration: self })
    }

    /// The same registration with one key more; one with the same `kid` is replaced.
    pub(crate) fn with_key(mut self, jwk: Value) -> Self {
        self.keys.retain(|known| known["kid"] != jwk["kid"]);
        self.keys.push(jwk);
        self
    }
}

/// A public JWK; its member `expiresAt` is the sandbox's own.
fn client_key(jwk: &Value) -> Result<(String, ClientKey), String> {
    let (kid, verifier) = rsa_key(jwk)?;
    let expires = match &jwk["expiresAt"] {
        Value::Null => None,
        Value::String(text) => Some(altinn_time::parse(text).ok_or("expiresAt must be a date-time")?),
        _ => return Err("expiresAt must be a date-time".to_owned()),
    };
    Ok((kid, ClientKey { verifier, expires }))
}

fn rsa_key(jwk: &Value) -> Result<(String, Verifier), String> {
    let member = |name: &str| jwk[name].as_str().filter(|text| !text.is_empty());
    if member("kty") != Some("RSA") {
        return Err("keys must be RSA JWKs (kty \"RSA\")".to_owned());
    }
    if member("d").is_some() {
        return Err("keys must be public: this one holds the private exponent d".to_owned());
    }
    if !jwk["use"].is_null() && jwk["use"] != "sig" {
        return Err("keys must have use \"sig\"".to_owned());
    }
    let kid = member("kid").ok_or("keys must have a kid")?;
    let (Some(modulus), Some(exponent)) = (member("n"), member("e")) else {
        return Err("keys must have n and e".to_owned());
    };
    let decoded = |text: &str| Base64UrlUnpadded::decode_vec(text.trim_end_matches('=')).ok();
    let (Some(n), Some(e)) = (decoded(modulus), decoded(exponent)) else {
        return Err("n and e must be base64url".to_owned());
    };
    let n: Vec<u8> = n.into_iter().skip_while(|byte| *byte == 0).collect();
    if n.len() < 256 {
        return Err("keys must have 2048 bits or more".to_owned());
    }
    Ok((kid.to_owned(), Verifier::Components(RsaPublicKeyComponents { n, e })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_registration_names_what_is_wrong() {
        let long = "A".repeat(342) + "w";
        let cases = [
            (json!({"organization": "991825826"}), "check digit"),
            (json!({"organization": "991825827", "scopes": ["a b"]}), "single words"),
            (json!({"organization": "991825827", "keys": [{"kty": "EC"}]}), "RSA"),
            (
                json!({"organization": "991825827", "keys": [{"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB"}]}),
                "2048",
            ),
            (
                json!({"organization": "991825827", "keys": [{"kty": "RSA", "kid": "k", "n": long, "e": "AQAB", "d": "x"}]}),
                "private",
            ),
        ];
        for (body, reason) in cases {
            let registration: Registration = serde_json::from_value(body).unwrap();
            let error = registration.into_client("c".to_owned()).err().unwrap();
            assert!(error.contains(reason), "{error}");
        }
    }
}
