//! Numbers as people type them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ConsentError;
use crate::organization_number::OrganizationNumber;
use crate::party::Party;
use crate::person_number::PersonNumber;

/// What a form's field for a number holds so far: what to show in it, and what is missing or wrong.
///
/// Blanks, hyphens and dots between the digits are left out. `Debug` shows neither digits nor party.
///
/// ```
/// use samtykke::{NumberInput, NumberInputState};
///
/// let typing = NumberInput::person("2181 82");
/// assert_eq!((typing.state, typing.formatted.as_str()), (NumberInputState::Partial, "218182"));
/// assert_eq!(typing.reason.as_deref(), Some("needs 5 more digits"));
///
/// let done = NumberInput::person("218182 97804");
/// assert_eq!(done.state, NumberInputState::Valid);
/// assert!(done.party.is_some() && done.is_synthetic);
/// ```
///
/// See <https://skatteetaten.github.io/folkeregisteret-api-dokumentasjon/nytt-fodselsnummer-fra-2032/>.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
pub struct NumberInput {
    /// How far it has come.
    pub state: NumberInputState,
    /// What to show in the field: digits in the usual groups, `218182 97804` or `991 825 827`; the text as it is when it
    /// is wrong.
    pub formatted: String,
    /// The party, once the number is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Party>,
    /// What is missing or wrong, as the end of a sentence that begins with the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// It belongs to nobody: a test person or test organization.
    pub is_synthetic: bool,
}

/// How far a number has been typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "tsify", derive(tsify::Tsify))]
pub enum NumberInputState {
    /// Nothing was typed.
    Empty,
    /// Right so far, but digits are missing.
    Partial,
    /// No digit that follows can make it right.
    Invalid,
    /// A number that Altinn accepts.
    Valid,
}

impl NumberInput {
    const PERSON: usize = 11;
    const ORGANIZATION: usize = 9;

    /// The number of a person.
    #[must_use]
    pub fn person(text: &str) -> Self {
        Self::read(text, |digits| {
            if digits.len() < Self::PERSON {
                return match PersonNumber::may_begin_with(digits) {
                    true => Ok(Reading::Partial(Self::PERSON - digits.len())),
                    false => Err(PersonNumber::wrong_digit()),
                };
            }
            PersonNumber::parse(digits).map(|number| Reading::Whole(Party::Person { number }))
        })
    }

    /// The number of an organization.
    #[must_use]
    pub fn organization(text: &str) -> Self {
        Self::read(text, |digits| {
            if digits.len() < Self::ORGANIZATION {
                return Ok(Reading::Partial(Self::ORGANIZATION - digits.len()));
            }
            OrganizationNumber::parse(digits).map(|number| Reading::Whole(Party::Organization { number }))
        })
    }

    /// The number of either, in one field: 9 digits with a right check digit are an organization, 11 a person.
    #[must_use]
    pub fn party(text: &str) -> Self {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let organization = Self::organization(text);
        let may_still_be_one = digits < Self::ORGANIZATION && organization.state == NumberInputState::Partial;
        match organization.state {
            NumberInputState::Empty | NumberInputState::Valid => organization,
            NumberInputState::Partial if may_still_be_one => organization,
            _ => Self::person(text),
        }
    }

    fn read(text: &str, reading: impl FnOnce(&str) -> Result<Reading, ConsentError>) -> Self {
        let wrong = |reason: String| Self {
            state: NumberInputState::Invalid,
            formatted: text.to_owned(),
            party: None,
            reason: Some(reason),
            is_synthetic: false,
        };
        let digits: String = text.chars().filter(|c| !is_separator(*c)).collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return wrong("must hold digits only".to_owned());
        }
        let empty =
            Self { state: NumberInputState::Empty, formatted: String::new(), reason: None, ..wrong(String::new()) };
        if digits.is_empty() {
            return empty;
        }
        match reading(&digits) {
            Ok(Reading::Partial(missing)) => {
                let reason = format!("needs {missing} more digit{}", if missing == 1 { "" } else { "s" });
                Self { state: NumberInputState::Partial, formatted: digits, reason: Some(reason), ..empty }
            }
            Ok(Reading::Whole(party)) => Self {
                state: NumberInputState::Valid,
                formatted: party.formatted(),
                is_synthetic: party.is_synthetic(),
                party: Some(party),
                ..empty
            },
            Err(ConsentError::InvalidInput { reason, .. }) => wrong(reason),
            Err(error) => wrong(error.to_string()),
        }
    }
}

enum Reading {
    /// So many digits are missing.
    Partial(usize),
    Whole(Party),
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}')
}

impl fmt::Debug for NumberInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumberInput({:?}, {:?})", self.state, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use NumberInputState::{Empty, Invalid, Partial, Valid};

    use super::*;

    #[test]
    fn a_person_is_read_while_it_is_typed() {
        let cases = [
            ("", Empty, "", None),
            (" - ", Empty, "", None),
            ("2", Partial, "2", Some("needs 10 more digits")),
            ("218182-9780", Partial, "2181829780", Some("needs 1 more digit")),
            ("21.81.82 97804", Valid, "218182 97804", None),
            ("218182\u{a0}97804", Valid, "218182 97804", None),
            ("21818297805", Invalid, "21818297805", Some("has a wrong check digit")),
            // The tenth digit is a check digit too.
            ("2181829784", Invalid, "2181829784", Some("has a wrong check digit")),
            ("218182978040", Invalid, "218182978040", Some("must have 11 digits")),
            ("２１８", Invalid, "２１８", Some("must hold digits only")),
            ("21818297804x", Invalid, "21818297804x", Some("must hold digits only")),
        ];
        for (text, state, formatted, reason) in cases {
            let input = NumberInput::person(text);
            assert_eq!((input.state, input.formatted.as_str(), input.reason.as_deref()), (state, formatted, reason));
            assert_eq!(input.party.is_some(), state == Valid, "{text}");
        }
    }

    #[test]
    fn an_organization_is_read_while_it_is_typed() {
        let cases = [
            ("", Empty, "", None),
            ("991 825", Partial, "991825", Some("needs 3 more digits")),
            ("991825827", Valid, "991 825 827", None),
            ("310419512", Invalid, "310419512", Some("has a wrong check digit")),
            ("9918258270", Invalid, "9918258270", Some("must have 9 digits")),
            ("NO 991825827", Invalid, "NO 991825827", Some("must hold digits only")),
        ];
        for (text, state, formatted, reason) in cases {
            let input = NumberInput::organization(text);
            assert_eq!((input.state, input.formatted.as_str(), input.reason.as_deref()), (state, formatted, reason));
        }
        assert!(NumberInput::organization("313876144").is_synthetic);
        assert!(!NumberInput::organization("991825827").is_synthetic);
    }

    #[test]
    fn one_field_takes_both() {
        let cases = [
            ("", Empty, None),
            ("99182582", Partial, Some("needs 1 more digit")),
            ("991825827", Valid, None),
            // No organization, so a person that is not whole yet.
            ("218182978", Partial, Some("needs 2 more digits")),
            ("218182 97804", Valid, None),
            ("218182978041", Invalid, Some("must have 11 digits")),
            ("abc", Invalid, Some("must hold digits only")),
        ];
        for (text, state, reason) in cases {
            let input = NumberInput::party(text);
            assert_eq!((input.state, input.reason.as_deref()), (state, reason), "{text}");
        }
        assert!(matches!(NumberInput::party("991825827").party, Some(Party::Organization { .. })));
        assert!(matches!(NumberInput::party("21818297804").party, Some(Party::Person { .. })));
    }

    #[test]
    fn nothing_that_was_typed_is_in_debug() {
        for text in ["21818297804", "21818297805", "2181829780"] {
            assert!(!format!("{:?}", NumberInput::person(text)).contains("218"));
        }
    }
}
