//! Person numbers do not belong on a terminal.

use samtykke::PersonNumber;

/// `text` with `[redacted]` for every person number.
pub(crate) fn masked(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        result.push_str(if PersonNumber::parse(number).is_ok() { "[redacted]" } else { number });
        let (words, next) = after.split_at(after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len()));
        result.push_str(words);
        rest = next;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_person_numbers_are_masked() {
        let text = "æ urn:altinn:person:identifier-no:21818297804, 810419512, 12345678901, 218182978041, 21818297804";
        let safe = "æ urn:altinn:person:identifier-no:[redacted], 810419512, 12345678901, 218182978041, [redacted]";
        assert_eq!(masked(text), safe);
        assert_eq!(masked(""), "");
    }
}
