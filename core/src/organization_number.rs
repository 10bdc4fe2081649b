//! Organization numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ConsentError;
use crate::person_number::{values, weighted};

/// A Norwegian organization number of 9 digits with its check digit.
///
/// See <https://www.brreg.no/om-oss/registrene-vare/om-enhetsregisteret/organisasjonsnummeret/>.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(type = "string"))]
pub struct OrganizationNumber(String);

impl OrganizationNumber {
    const WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

    /// Reads 9 digits.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `organizationNumber`.
    pub fn parse(text: &str) -> Result<Self, ConsentError> {
        if text.len() != 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ConsentError::invalid("organizationNumber", "must have 9 digits"));
        }
        let digits = values(text);
        let control = (11 - weighted(&digits, &Self::WEIGHTS) % 11) % 11;
        if control != digits[8] {
            return Err(ConsentError::invalid("organizationNumber", "has a wrong check digit"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The 9 digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The digits as people write them, `991 825 827`.
    #[must_use]
    pub fn formatted(&self) -> String {
        format!("{} {} {}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }

    /// Whether it belongs to a made-up organization of Tenor, the tax administration's test data: it begins with 2 or 3.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        self.0.starts_with(['2', '3'])
    }

    /// `urn:altinn:organization:identifier-no:` and the digits.
    #[must_use]
    pub fn urn(&self) -> String {
        format!("{}{}", crate::party::ORGANIZATION_URN, self.0)
    }
}

impl TryFrom<String> for OrganizationNumber {
    type Error = ConsentError;

    fn try_from(text: String) -> Result<Self, ConsentError> {
        Self::parse(&text)
    }
}

impl fmt::Display for OrganizationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OrganizationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrganizationNumber({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_the_last_digit() {
        for number in ["810419512", "991825827", "810418192", "313876144", "310149942", "974760673"] {
            assert_eq!(OrganizationNumber::parse(number).unwrap().digits(), number);
        }
        for number in ["310419512", "99182582", "9918258270", "99182582x", ""] {
            assert_eq!(OrganizationNumber::parse(number).unwrap_err().code(), "INVALID_INPUT", "{number}");
        }
    }
}
