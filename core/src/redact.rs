//! Removal of what must not be seen from text that others wrote.

/// How much of a body survives in an error, in bytes.
const EXCERPT: usize = 2_000;

/// The first part of a server's body, for an error. A number that it would cut is left out: ten digits of a person number
/// tell the eleventh.
pub(crate) fn excerpt(body: &str) -> String {
    let end = (0..=EXCERPT.min(body.len())).rev().find(|at| body.is_char_boundary(*at)).unwrap_or(0);
    let (first, rest) = body.split_at(end);
    let goes_on = rest.starts_with(|c: char| c.is_ascii_digit());
    text(if goes_on { first.trim_end_matches(|c: char| c.is_ascii_digit()) } else { first })
}

/// `text` with every person number and every JWT replaced by `[redacted]`.
pub(crate) fn text(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !is_token_char(c)).unwrap_or(rest.len());
        if word == 0 {
            result.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        push_word(&mut result, &rest[..word]);
        rest = &rest[word..];
    }
    result
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

fn push_word(result: &mut String, word: &str) {
    if word.contains("eyJ") {
        result.push_str("[redacted]");
        return;
    }
    let mut rest = word;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 11 {
            result.push_str("[redacted]");
        } else {
            result.push_str(&rest[..digits]);
        }
        rest = &rest[digits..];
        let others = rest.bytes().take_while(|byte| !byte.is_ascii_digit()).count();
        result.push_str(&rest[..others]);
        rest = &rest[others..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_person_numbers_and_tokens_only() {
        assert_eq!(
            text("urn:altinn:person:identifier-no:21818297804 æ"),
            "urn:altinn:person:identifier-no:[redacted] æ"
        );
        assert_eq!(text("at 991825827, 1784355492259"), "at 991825827, 1784355492259");
        assert_eq!(text("token=eyJhbGciOi.eyJ-x.y_z!"), "token=[redacted]!");
    }

    #[test]
    fn cuts_between_characters() {
        let body = "æ".repeat(EXCERPT);
        assert_eq!(excerpt(&body).len(), EXCERPT);
    }

    #[test]
    fn cuts_no_person_number() {
        for before in EXCERPT - 12..=EXCERPT {
            let excerpt = excerpt(&format!("{}21818297804 and more", "x".repeat(before)));
            assert!(!excerpt.contains("218"), "{before}");
        }
    }
}
