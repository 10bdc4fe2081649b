//! As much HTML as it takes to answer a form.

/// A form of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    /// Where to send it, relative to the page; empty for the page itself.
    pub(crate) action: String,
    /// `get` or `post`, in lower case.
    pub(crate) method: String,
    fields: Vec<(String, String)>,
    buttons: Vec<Button>,
}

/// A button that sends the form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Button {
    /// What it says.
    pub(crate) text: String,
    name: String,
    value: String,
}

impl Form {
    /// The first form on the page.
    pub(crate) fn first_in(html: &str) -> Option<Self> {
        let mut tags = Tags(html).skip_while(|tag| tag.name != "form");
        let form = tags.next()?;
        let method = form.attribute("method").unwrap_or_else(|| "get".to_owned()).to_ascii_lowercase();
        let mut result =
            Self { action: form.attribute("action").unwrap_or_default(), method, fields: vec![], buttons: vec![] };
        for tag in tags.take_while(|tag| tag.name != "/form") {
            let (Some(name), None) = (tag.attribute("name"), tag.attribute("disabled")) else { continue };
            let value = tag.attribute("value").unwrap_or_default();
            match tag.name.as_str() {
                "input" => result.fields.push((name, value)),
                "button" => result.buttons.push(Button { text: decoded(tag.text.trim()), name, value }),
                _ => {}
            }
        }
        Some(result)
    }

    /// The button with this name and value, unless it is disabled.
    pub(crate) fn button(&self, name: &str, value: &str) -> Option<&Button> {
        self.buttons.iter().find(|button| button.name == name && button.value == value)
    }

    /// What a browser sends when `button` is pressed.
    pub(crate) fn pressed<'a>(&'a self, button: &'a Button) -> Vec<(&'a str, &'a str)> {
        let fields = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        fields.chain([(button.name.as_str(), button.value.as_str())]).collect()
    }
}

/// One tag and the text up to the next.
struct Tag<'a> {
    /// In lower case; with its slash when it ends an element.
    name: String,
    attributes: &'a str,
    text: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute; empty when it has none, as in `disabled`.
    fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes.trim_start();
        while !rest.is_empty() {
            let (name, after) = rest.split_at(rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len()));
            let (value, next) = match after.trim_start().strip_prefix('=') {
                Some(value) => attribute_value(value.trim_start()),
                None => ("", after),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(decoded(value));
            }
            rest = next.trim_start();
        }
        None
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

/// The tags of a page, one after the other.
struct Tags<'a>(&'a str);

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        let (_, mut rest) = self.0.split_once('<')?;
        while let Some(comment) = rest.strip_prefix("!--") {
            let (_, after) = comment.split_once("-->")?;
            (_, rest) = after.split_once('<')?;
        }
        let end = tag_end(rest)?;
        let (name, attributes) = rest[..end].split_at(rest[..end].find(char::is_whitespace).unwrap_or(end));
        self.0 = &rest[end + 1..];
        let text = self.0.split('<').next().unwrap_or_default();
        Some(Tag { name: name.to_ascii_lowercase(), attributes: attributes.trim_end_matches('/'), text })
    }
}

/// Where the tag's `>` is; one inside quotes does not end it.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        None
    })
}

/// `text` with its character references replaced.
fn decoded(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        result.push_str(before);
        let reference = after.split_once(';').and_then(|(name, next)| Some((character(name)?, next)));
        (result, rest) = match reference {
            Some((character, next)) => (result + character.encode_utf8(&mut [0; 4]), next),
            None => (result + "&", after),
        };
    }
    result + rest
}

fn character(reference: &str) -> Option<char> {
    match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><p title="a > b">æøå</p><!-- <form action="/no"> -->
        <FORM method='POST' action="/answer?a=1&amp;b=2">
        <input type=hidden name=id value="1 &quot;2&#34; &#x26; &c"/><input name="unsent" disabled value="x">
        <button type="submit" name="decision" value="approve">Ja, jeg gir samtykke</button>
        <button name="decision" value="reject" disabled>Nei</button></FORM><input name="outside" value="y">"#;

    #[test]
    fn a_form_is_read_as_a_browser_reads_it() {
        let form = Form::first_in(PAGE).unwrap();
        assert_eq!((form.method.as_str(), form.action.as_str()), ("post", "/answer?a=1&b=2"));
        let button = form.button("decision", "approve").unwrap();
        assert_eq!(button.text, "Ja, jeg gir samtykke");
        assert_eq!(form.pressed(button), [("id", "1 \"2\" & &c"), ("decision", "approve")]);
        assert_eq!(form.button("decision", "reject"), None);
    }

    #[test]
    fn a_page_without_a_form_has_none() {
        for page in ["", "<", "<p>", "text <!-- <form>", "<form", "<a b='"] {
            assert_eq!(Form::first_in(page), None, "{page}");
        }
    }
}
