//! Identity numbers: exactly those that Altinn accepts.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

use samtykke::{OrganizationNumber, Party, PersonNumber};

/// Valid by the rules, among them D-numbers, synthetic ones, both at once, and 30108299939, whose first control digit is
/// right only by the rule for 2032.
const PERSONS: [&str; 15] = [
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
    "09839196625",
    "20892949779",
    "18889599223",
];

const ORGANIZATIONS: [&str; 12] = [
    "810419512",
    "991825827",
    "810418192",
    "910493353",
    "937884117",
    "923609016",
    "313876144",
    "310149942",
    "974760673",
    "313645983",
    "312290758",
    "313244008",
];

#[test]
fn every_known_number_is_accepted() {
    for number in PERSONS {
        assert_eq!(PersonNumber::parse(number).unwrap().digits(), number);
        let urn = format!("urn:altinn:person:identifier-no:{number}");
        assert_eq!(Party::parse(number).unwrap().urn(), urn);
        assert_eq!(Party::parse(&urn).unwrap(), Party::parse(number).unwrap());
    }
    for number in ORGANIZATIONS {
        assert_eq!(OrganizationNumber::parse(number).unwrap().digits(), number);
        let urn = format!("urn:altinn:organization:identifier-no:{number}");
        assert_eq!(
            (OrganizationNumber::parse(number).unwrap().urn(), Party::parse(number).unwrap().urn()),
            (urn.clone(), urn)
        );
    }
}

#[test]
fn known_bad_numbers_are_refused() {
    assert!(PersonNumber::parse("29844596768").is_err());
    assert!(OrganizationNumber::parse("310419512").is_err());
}

#[test]
fn the_control_digits_of_persons_follow_altinns_rule() {
    for number in PERSONS {
        for (other, is_right) in neighbours(number, follows_altinns_rule_for_persons) {
            assert_eq!(PersonNumber::parse(&other).is_ok(), is_right, "{other}");
        }
    }
}

#[test]
fn four_remainders_of_the_first_control_digit_are_right() {
    let mut right = 0;
    for tail in 0..100 {
        let number = format!("010251610{tail:02}");
        let is_right = follows_altinns_rule_for_persons(&number);
        assert_eq!(PersonNumber::parse(&number).is_ok(), is_right, "{number}");
        right += u32::from(is_right);
    }
    assert!((3..=4).contains(&right), "one for each remainder whose second digit exists: {right}");
}

#[test]
fn the_control_digit_of_organizations_follows_altinns_rule() {
    for number in ORGANIZATIONS {
        for (other, is_right) in neighbours(number, follows_altinns_rule_for_organizations) {
            assert_eq!(OrganizationNumber::parse(&other).is_ok(), is_right, "{other}");
        }
    }
}

#[test]
fn no_digit_can_stand_for_a_control_of_ten() {
    let without_control: Vec<u32> =
        (10_000_000..10_000_100).filter(|stem| organization_control(&stem.to_string()) == 10).collect();
    assert!(!without_control.is_empty());
    for stem in without_control {
        assert!((0..10).all(|digit| OrganizationNumber::parse(&format!("{stem}{digit}")).is_err()), "{stem}");
    }
}

#[test]
fn an_organization_may_begin_with_any_digit() {
    for first in 0..10 {
        let stem =
            (0..100).map(|n| format!("{first}00000{n:02}")).find(|stem| organization_control(stem) < 10).unwrap();
        assert!(OrganizationNumber::parse(&format!("{stem}{}", organization_control(&stem))).is_ok(), "{stem}");
    }
}

#[test]
fn the_date_is_not_looked_at() {
    // Day 99, month 99.
    let numbers: Vec<_> =
        (0..100_000).map(|n| format!("999999{n:05}")).filter(|n| follows_altinns_rule_for_persons(n)).collect();
    assert!(numbers.len() > 1_000);
    assert!(numbers.iter().all(|number| PersonNumber::parse(number).is_ok()));
}

#[test]
fn digits_only_and_no_other_length() {
    for number in ["0102516101", "010251610130", "01025 161013", "0102516101x", " 01025161013", "٠١٠٢٥١٦١٠١٣", ""]
    {
        assert!(PersonNumber::parse(number).is_err(), "{number}");
    }
    for number in ["99182582", "9918258270", "991 825 827", "99182582O", "NO991825827", ""] {
        assert!(OrganizationNumber::parse(number).is_err(), "{number}");
    }
    for text in ["urn:altinn:person:identifier-no:991825827", "urn:altinn:organization:identifier-no:01025161013"] {
        assert!(Party::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_person_never_shows() {
    for number in PERSONS {
        let person = Party::parse(number).unwrap();
        assert!(!format!("{person:?}").contains(number));
        let wrong = format!("{}{}", &number[..10], (number[10..].parse::<u8>().unwrap() + 1) % 10);
        if let Err(error) = Party::parse(&wrong) {
            assert!(!format!("{error} {error:?}").contains(&wrong[..6]), "{error}");
        }
    }
}

/// Every number that differs in one digit, and whether it is right.
fn neighbours(number: &str, is_right: fn(&str) -> bool) -> Vec<(String, bool)> {
    let changed = |at: usize| (0..10).map(move |digit| (at, digit));
    let other = |(at, digit): (usize, u32)| format!("{}{digit}{}", &number[..at], &number[at + 1..]);
    let all: Vec<_> =
        (0..number.len()).flat_map(changed).map(other).map(|text| (text.clone(), is_right(&text))).collect();
    assert!(all.iter().any(|(_, is_right)| *is_right) && all.iter().any(|(_, is_right)| !is_right));
    all
}

fn follows_altinns_rule_for_persons(number: &str) -> bool {
    let sum = |weights: &[u32]| weighted(number, weights);
    sum(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 < 4 && sum(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn follows_altinns_rule_for_organizations(number: &str) -> bool {
    number[8..] == organization_control(&number[..8]).to_string()
}

fn organization_control(stem: &str) -> u32 {
    (11 - weighted(stem, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11
}

fn weighted(number: &str, weights: &[u32]) -> u32 {
    number.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum()
}
