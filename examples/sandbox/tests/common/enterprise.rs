//! Enterprise certificates, as a certificate authority for tests would issue them.

use aws_lc_rs::signature::RsaKeyPair;
use base64ct::{Base64, Encoding};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType, DnValue, IsCa, Issuer, KeyPair,
    PKCS_RSA_SHA256,
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

pub const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];
pub const ORGANIZATION_IDENTIFIER: &[u64] = &[2, 5, 4, 97];

/// A key with the certificate over it, and that of its issuer.
pub struct Enterprise {
    pub key: RsaKeyPair,
    pub leaf: String,
    pub issuer: String,
}

impl Enterprise {
    pub fn with_number(number: &str) -> Self {
        Self::new(SERIAL_NUMBER, number, Duration::days(1))
    }

    /// The number stands under `oid`; the certificate is in force for `left`.
    pub fn new(oid: &[u64], number: &str, left: Duration) -> Self {
        let authority_key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
        let mut authority = CertificateParams::default();
        authority.distinguished_name.push(DnType::CommonName, "Test CA");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_certificate = authority.self_signed(&authority_key).unwrap();
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Smartbank AS");
        params.distinguished_name.push(DnType::CustomDnType(oid.to_vec()), DnValue::Utf8String(number.to_owned()));
        params.not_before = OffsetDateTime::now_utc() - Duration::days(2);
        params.not_after = OffsetDateTime::now_utc() + left;
        let leaf = params.signed_by(&key, &Issuer::from_params(&authority, &authority_key)).unwrap();
        Self {
            key: RsaKeyPair::from_pkcs8(&key.serialize_der()).unwrap(),
            leaf: base64(&leaf),
            issuer: base64(&authority_certificate),
        }
    }

    pub fn header(&self) -> Value {
        json!({"alg": "RS256", "x5c": [self.leaf, self.issuer]})
    }
}

fn base64(certificate: &Certificate) -> String {
    Base64::encode_string(certificate.der())
}
