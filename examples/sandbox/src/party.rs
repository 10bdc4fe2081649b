//! Person and organisation numbers and the URNs that carry them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

const PERSON: &str = "urn:altinn:person:identifier-no:";
const ORGANIZATION: &str = "urn:altinn:organization:identifier-no:";
const UUID_PREFIXES: [&str; 4] = [
    "urn:altinn:party:uuid:",
    "urn:altinn:person:uuid:",
    "urn:altinn:organization:uuid:",
    "urn:altinn:systemuser:uuid:",
];
const ID_PREFIXES: [&str; 2] = ["urn:altinn:party:id:", "urn:altinn:partyid:"];

/// A party as Altinn's consent URNs name it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum PartyUrn {
    Person(String),
    Organization(String),
    Uuid(Uuid),
    /// Parses, but no consent endpoint can use it.
    Id(u32),
}

impl PartyUrn {
    /// A person or an organisation by its bare number, check digits verified.
    pub(crate) fn from_number(number: &str) -> Option<Self> {
        if is_person_number(number) {
            Some(Self::Person(number.to_owned()))
        } else if is_organization_number(number) {
            Some(Self::Organization(number.to_owned()))
        } else {
            None
        }
    }

    pub(crate) fn number(&self) -> Option<&str> {
        match self {
            Self::Person(number) | Self::Organization(number) => Some(number),
            Self::Uuid(_) | Self::Id(_) => None,
        }
    }
}

impl FromStr for PartyUrn {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(number) = text.strip_prefix(PERSON) {
            return if is_person_number(number) { Ok(Self::Person(number.to_owned())) } else { Err(()) };
        }
        if let Some(number) = text.strip_prefix(ORGANIZATION) {
            return if is_organization_number(number) { Ok(Self::Organization(number.to_owned())) } else { Err(()) };
        }
        if let Some(uuid) = UUID_PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)) {
            return Uuid::parse_str(uuid).map(Self::Uuid).map_err(drop);
        }
        ID_PREFIXES
            .iter()
            .find_map(|prefix| text.strip_prefix(prefix))
            .filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|id| id.parse().ok())
            .filter(|id| i32::try_from(*id).is_ok())
            .map(Self::Id)
            .ok_or(())
    }
}

impl fmt::Display for PartyUrn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(number) => write!(out, "{PERSON}{number}"),
            Self::Organization(number) => write!(out, "{ORGANIZATION}{number}"),
            Self::Uuid(uuid) => write!(out, "{}{uuid}", UUID_PREFIXES[0]),
            Self::Id(id) => write!(out, "{}{id}", ID_PREFIXES[0]),
        }
    }
}

impl fmt::Debug for PartyUrn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(_) => write!(out, "{PERSON}[redacted]"),
            other => write!(out, "{other}"),
        }
    }
}

impl Serialize for PartyUrn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartyUrn {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom("not a party URN"))
    }
}

/// Eleven digits with both check digits; the first one also in its relaxed form, which allows remainders 0 to 3.
/// The date is not looked at.
pub(crate) fn is_person_number(text: &str) -> bool {
    let Some(digits) = digits::<11>(text) else { return false };
    let first = weighted(&digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) + digits[9];
    let second = weighted(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) + digits[10];
    first % 11 <= 3 && second.is_multiple_of(11)
}

/// Nine digits with the check digit.
pub(crate) fn is_organization_number(text: &str) -> bool {
    let Some(digits) = digits::<9>(text) else { return false };
    let control = (11 - weighted(&digits, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    control == digits[8]
}

fn digits<const N: usize>(text: &str) -> Option<[u32; N]> {
    let values: Vec<u32> = text.bytes().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0')).collect();
    if text.len() == N { values.try_into().ok() } else { None }
}

fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_altinns_own_test_numbers() {
        let persons = [
            "01025161013",
            "01025181049",
            "01014922047",
            "21818297804",
            "25922947409",
            "03867199348",
            "54927600946",
            "68907000544",
            "46897701235",
            "02013299997",
            "30108299939",
            "42013299980",
        ];
        let organizations = [
            "810419512",
            "991825827",
            "810418192",
            "910493353",
            "937884117",
            "923609016",
            "313876144",
            "310149942",
            "974760673",
        ];
        assert!(persons.into_iter().all(is_person_number));
        assert!(organizations.into_iter().all(is_organization_number));
    }

    #[test]
    fn refuses_wrong_check_digits_and_shapes() {
        for number in ["29844596768", "0102516101", "01025161013 ", "0102516101a", "١١١١١"] {
            assert!(!is_person_number(number), "{number}");
        }
        for number in ["310419512", "81041951", "8104195122", "0192:810419512"] {
            assert!(!is_organization_number(number), "{number}");
        }
    }

    #[test]
    fn a_person_is_redacted_in_debug() {
        let urn: PartyUrn = "urn:altinn:person:identifier-no:01025161013".parse().unwrap();
        assert_eq!(format!("{urn:?}"), "urn:altinn:person:identifier-no:[redacted]");
    }
}
