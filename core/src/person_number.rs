//! National identity numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ConsentError;

/// A Norwegian identity number of 11 digits: a national identity number, a D-number or a synthetic one.
///
/// Exactly the numbers that Altinn accepts are accepted: the first control digit follows the relaxed rule that holds for
/// numbers allocated from 2032, and the date part is not looked at. `Debug` prints `[redacted]`.
///
/// See <https://skatteetaten.github.io/folkeregisteret-api-dokumentasjon/nytt-fodselsnummer-fra-2032/>.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "tsify", tsify(type = "string"))]
pub struct PersonNumber(String);

impl PersonNumber {
    const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

    /// Reads 11 digits.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InvalidInput`] with field `personNumber`; the number itself is not in it.
    pub fn parse(text: &str) -> Result<Self, ConsentError> {
        if text.len() != 11 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ConsentError::invalid("personNumber", "must have 11 digits"));
        }
        let digits = values(text);
        let second = (weighted(&digits, &Self::SECOND) + digits[10]) % 11;
        if !Self::has_first_control(&digits) || second != 0 {
            return Err(Self::wrong_digit());
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether digits may follow that make a number of `digits`, which are too few.
    pub(crate) fn may_begin_with(digits: &str) -> bool {
        digits.len() < 10 || Self::has_first_control(&values(digits))
    }

    pub(crate) fn wrong_digit() -> ConsentError {
        ConsentError::invalid("personNumber", "has a wrong check digit")
    }

    fn has_first_control(digits: &[u32]) -> bool {
        (weighted(digits, &Self::FIRST) + digits[9]) % 11 <= 3
    }

    /// The 11 digits. They are personal data: do not log them.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The digits as people write them, `218182 97804`. They are personal data: do not log them.
    #[must_use]
    pub fn formatted(&self) -> String {
        format!("{} {}", &self.0[..6], &self.0[6..])
    }

    /// Whether it is a D-number, which people have who are not registered as residents: 40 is added to the day.
    #[must_use]
    pub fn is_d_number(&self) -> bool {
        matches!(self.number_at(0), 41..=71)
    }

    /// Whether it belongs to a made-up person of Tenor, the tax administration's test data: 80 is added to the month.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        matches!(self.number_at(2), 81..=92)
    }

    /// The number that two digits make.
    fn number_at(&self, at: usize) -> u8 {
        self.0.as_bytes()[at..at + 2].iter().fold(0, |number, digit| number * 10 + (digit - b'0'))
    }
}

/// The values of ASCII digits.
pub(crate) fn values(digits: &str) -> Vec<u32> {
    digits.bytes().map(|byte| u32::from(byte - b'0')).collect()
}

pub(crate) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

impl TryFrom<String> for PersonNumber {
    type Error = ConsentError;

    fn try_from(text: String) -> Result<Self, ConsentError> {
        Self::parse(&text)
    }
}

impl fmt::Debug for PersonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonNumber([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_altinn_accepts() {
        let relaxed_and_synthetic_and_d = ["21818297804", "54927600946", "17912099997", "15507600333", "55507608360"];
        for number in relaxed_and_synthetic_and_d {
            assert_eq!(PersonNumber::parse(number).unwrap().digits(), number);
        }
        // Remainder 1 for the first control digit: valid only by the rule for 2032.
        assert!(PersonNumber::parse("30108299939").is_ok());
    }

    #[test]
    fn tells_d_numbers_and_synthetic_ones() {
        let cases = [
            ("01025161013", false, false),
            ("21818297804", false, true),
            ("42013299980", true, false),
            ("54927600946", true, true),
            ("68907000544", true, true),
        ];
        for (digits, is_d_number, is_synthetic) in cases {
            let number = PersonNumber::parse(digits).unwrap();
            assert_eq!((number.is_d_number(), number.is_synthetic()), (is_d_number, is_synthetic), "{digits}");
        }
        assert_eq!(PersonNumber::parse("01025161013").unwrap().formatted(), "010251 61013");
    }

    #[test]
    fn refuses_and_keeps_the_number_to_itself() {
        for number in ["29844596768", "2181829780", "218182978040", "2181829780x", "", "２１８１８"] {
            let error = PersonNumber::parse(number).unwrap_err();
            assert_eq!(error.code(), "INVALID_INPUT");
            assert!(number.is_empty() || !format!("{error} {error:?}").contains(number));
        }
        assert!(!format!("{:?}", PersonNumber::parse("21818297804")).contains("218"));
    }
}
