//! Person and organization numbers.

use proptest::prelude::*;
use samtykke::{NumberInput, NumberInputState, OrganizationNumber, Party, PersonNumber};

use crate::values;

const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
const ORGANIZATION: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

proptest! {
    #![proptest_config(values(2_000))]

    #[test]
    fn every_person_number_with_right_digits_is_read(digits in person(0..=3)) {
        let text = written(&digits);
        let number = PersonNumber::parse(&text).unwrap();
        prop_assert_eq!(number.digits(), &text);
        let party = Party::parse(&text).unwrap();
        prop_assert_eq!(Party::parse(&party.urn()).unwrap(), party.clone());
        let typed = NumberInput::person(&number.formatted());
        prop_assert_eq!((typed.state, typed.party), (NumberInputState::Valid, Some(party)));
    }

    #[test]
    fn a_first_control_digit_outside_the_relaxed_rule_is_refused(digits in person(4..=10)) {
        prop_assert!(PersonNumber::parse(&written(&digits)).is_err());
    }

    #[test]
    fn a_person_number_with_one_wrong_digit_is_refused(digits in person(0..=3), at in 0..11_usize, by in 1..10_u32) {
        let text = written(&changed(&digits, at, by));
        let error = PersonNumber::parse(&text).unwrap_err();
        let told = format!("{error} {error:?}");
        prop_assert!(!told.contains(&text));
    }

    #[test]
    fn every_organization_number_with_a_right_digit_is_read(digits in organization()) {
        let text = written(&digits);
        let number = OrganizationNumber::parse(&text).unwrap();
        prop_assert_eq!(number.digits(), &text);
        prop_assert_eq!(Party::parse(&text).unwrap().urn(), format!("urn:altinn:organization:identifier-no:{text}"));
    }

    #[test]
    fn an_organization_number_with_one_wrong_digit_is_refused(digits in organization(), at in 0..9_usize, by in 1..10_u32) {
        prop_assert!(OrganizationNumber::parse(&written(&changed(&digits, at, by))).is_err());
    }

    #[test]
    fn no_text_breaks_a_reader(text in "\\PC{0,14}|[0-9 .-]{0,16}|urn:altinn:(person|organization):identifier-no:[0-9]{0,12}") {
        let _ = (Party::parse(&text), PersonNumber::parse(&text), OrganizationNumber::parse(&text));
        let _ = (NumberInput::party(&text), NumberInput::person(&text), NumberInput::organization(&text));
    }
}

/// Eleven digits of which the last fits, and the tenth leaves one of these remainders; none of them may be 10.
fn person(remainders: std::ops::RangeInclusive<u32>) -> impl Strategy<Value = Vec<u32>> {
    let digits = (prop::collection::vec(0..10_u32, 9), remainders);
    digits.prop_filter_map("a control digit is 10", |(mut digits, remainder)| {
        digits.push((11 + remainder - sum(&digits, &FIRST) % 11) % 11);
        digits.push((11 - sum(&digits, &SECOND) % 11) % 11);
        digits.iter().all(|digit| *digit < 10).then_some(digits)
    })
}

fn organization() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(0..10_u32, 8).prop_filter_map("the control digit is 10", |mut digits| {
        digits.push((11 - sum(&digits, &ORGANIZATION) % 11) % 11);
        (digits[8] < 10).then_some(digits)
    })
}

fn sum(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn changed(digits: &[u32], at: usize, by: u32) -> Vec<u32> {
    let mut changed = digits.to_vec();
    changed[at] = (changed[at] + by) % 10;
    changed
}

fn written(digits: &[u32]) -> String {
    digits.iter().map(u32::to_string).collect()
}
