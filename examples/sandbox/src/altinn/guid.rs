use uuid::Uuid;

/// The forms that .NET's `Guid` takes from a path or a query: 32 digits, with or without hyphens, the hyphenated one
/// also in braces or parentheses, and white space around it.
pub(crate) fn parse(text: &str) -> Option<Uuid> {
    let text = text.trim();
    let inner =
        [('{', '}'), ('(', ')')].into_iter().find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    match inner {
        Some(inner) if inner.len() == 36 => Uuid::parse_str(inner).ok(),
        Some(_) => None,
        None if matches!(text.len(), 32 | 36) => Uuid::parse_str(text).ok(),
        None => None,
    }
}

/// The one form that .NET takes from JSON.
pub(super) fn parse_json(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::parse_str(text).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_dotnet_takes() {
        let id = "0198c000-0000-7000-8000-00000000dead";
        for text in [id.to_owned(), id.to_uppercase(), id.replace('-', ""), format!("{{{id}}}"), format!(" ({id}) ")] {
            assert_eq!(parse(&text).map(|uuid| uuid.to_string()).as_deref(), Some(id), "{text}");
        }
        for text in ["", "abc", "events", "urn:uuid:0198c000-0000-7000-8000-00000000dead", "{0198c000000070008000}"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
