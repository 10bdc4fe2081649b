//! Clients that prove themselves with an enterprise certificate in `x5c`.

use base64ct::{Base64, Encoding};
use serde_json::Value;
use time::OffsetDateTime;
use x509_cert::Certificate;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, Tag, Tagged};
use x509_cert::name::Name;

use super::token_error::TokenError;
use crate::jwt::Verifier;

const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
const ORGANIZATION_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.97");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// A chain whose first certificate is the client's. Nobody's root is demanded: any issuer will do here.
pub(super) struct EnterpriseCertificate {
    chain: Vec<Certificate>,
}

impl EnterpriseCertificate {
    /// The header's value: a list of base64 DER certificates, the client's first.
    pub(super) fn from_x5c(x5c: &Value) -> Result<Self, TokenError> {
        let list = x5c.as_array().filter(|list| !list.is_empty()).ok_or_else(unreadable)?;
        let certificate = |item: &Value| {
            let der = Base64::decode_vec(item.as_str()?).ok()?;
            Certificate::from_der(&der).ok()
        };
        let chain = list.iter().map(certificate).collect::<Option<Vec<_>>>().ok_or_else(unreadable)?;
        Ok(Self { chain })
    }

    /// The key of the certificate, when it is in force and belongs to `organization`.
    pub(super) fn key_of(&self, organization: &str, now: OffsetDateTime) -> Result<Verifier, TokenError> {
        let names_follow = self.chain.windows(2).all(|pair| {
            let [certificate, issuer] = pair else { return false };
            certificate.tbs_certificate().issuer() == issuer.tbs_certificate().subject()
        });
        if !names_follow || !self.chain.iter().all(|certificate| in_force(certificate, now)) {
            return Err(TokenError::invalid_grant("Invalid grant. JWT is signed with an invalid certificate (MP-120)"));
        }
        let leaf = self.chain.first().ok_or_else(unreadable)?.tbs_certificate();
        if organization_number(leaf.subject()).as_deref() != Some(organization) {
            let description = "Invalid assertion. Client authentication failed. The organization number in the \
                               certificate does not match the owner of the client (MP-122)";
            return Err(TokenError::invalid_grant(description));
        }
        let key = leaf.subject_public_key_info();
        if key.algorithm.oid != RSA {
            return Err(unreadable());
        }
        Ok(Verifier::Pkcs1(key.subject_public_key.raw_bytes().to_vec()))
    }
}

fn in_force(certificate: &Certificate, now: OffsetDateTime) -> bool {
    let validity = certificate.tbs_certificate().validity();
    let now = u64::try_from(now.unix_timestamp()).unwrap_or(0);
    (validity.not_before.to_unix_duration().as_secs()..=validity.not_after.to_unix_duration().as_secs()).contains(&now)
}

/// Norwegian enterprise certificates carry it as serial number, or as `NTRNO-` with the number.
fn organization_number(subject: &Name) -> Option<String> {
    let text = |wanted: ObjectIdentifier| {
        let attribute = subject.iter().find(|attribute| attribute.oid == wanted)?;
        let is_text = matches!(attribute.value.tag(), Tag::PrintableString | Tag::Utf8String);
        is_text.then(|| String::from_utf8(attribute.value.value().to_vec()).ok())?
    };
    let identifier = text(ORGANIZATION_IDENTIFIER).and_then(|text| text.strip_prefix("NTRNO-").map(str::to_owned));
    identifier.or_else(|| text(SERIAL_NUMBER))
}

fn unreadable() -> TokenError {
    TokenError::invalid_grant("Validation of JWT failed. The header x5c is not a list of base64 certificates (MP-123)")
}
