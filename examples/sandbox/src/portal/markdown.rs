//! Consent texts are Markdown; what of it may reach a browser is little.

use pulldown_cmark::{Event, Parser, Tag, TagEnd, html};

/// HTML as Altinn's back end makes it: nothing is taken out.
pub(super) fn to_html(markdown: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new(markdown));
    out
}

/// HTML with paragraphs, lists, emphasis and links only; other tags go, their text stays.
pub(super) fn to_safe_html(markdown: &str) -> String {
    let mut safe = Safe::default();
    Parser::new(markdown).for_each(|event| safe.take(event));
    let mut out = String::new();
    html::push_html(&mut out, safe.kept.into_iter());
    out
}

/// Tags that may be written as HTML, without their attributes.
const TAGS: [&str; 9] = ["p", "span", "ul", "ol", "li", "b", "strong", "em", "i"];

#[derive(Default)]
struct Safe<'a> {
    kept: Vec<Event<'a>>,
    open: Vec<Open>,
}

enum Open {
    /// An element of the Markdown, and whether it was kept.
    Element(bool),
    /// A tag that was written as HTML.
    Tag(&'static str),
}

impl<'a> Safe<'a> {
    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(_) | Event::SoftBreak => self.kept.push(event),
            Event::Code(text) => self.kept.push(Event::Text(text)),
            Event::HardBreak => self.kept.push(Event::SoftBreak),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        let tag = if let Tag::Heading { .. } = tag { Tag::Paragraph } else { tag };
        let kept = match &tag {
            Tag::Link { dest_url, .. } => is_web_address(dest_url),
            Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::Emphasis | Tag::Strong => true,
            _ => false,
        };
        self.open.push(Open::Element(kept));
        if kept {
            self.kept.push(Event::Start(tag));
        }
    }

    /// Ends the tags that were left open inside, too.
    fn end(&mut self, tag: TagEnd) {
        while let Some(open) = self.open.pop() {
            match open {
                Open::Tag(name) => self.push_tag("</", name),
                Open::Element(false) => return,
                Open::Element(true) => {
                    let tag = if let TagEnd::Heading(_) = tag { TagEnd::Paragraph } else { tag };
                    self.kept.push(Event::End(tag));
                    return;
                }
            }
        }
    }

    fn html(&mut self, html: &str) {
        for (at, piece) in html.split('<').enumerate() {
            let (tag, text) = if at == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
            let (name, ends) = tag.strip_prefix('/').map_or((tag, false), |name| (name, true));
            let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            match TAGS.into_iter().find(|known| known.eq_ignore_ascii_case(name)) {
                Some(name) if !ends => {
                    self.open.push(Open::Tag(name));
                    self.push_tag("<", name);
                }
                Some(name) if matches!(self.open.last(), Some(Open::Tag(last)) if *last == name) => {
                    self.open.pop();
                    self.push_tag("</", name);
                }
                _ => {}
            }
            if !text.is_empty() {
                self.kept.push(Event::Text(text.to_owned().into()));
            }
        }
    }

    fn push_tag(&mut self, start: &str, name: &str) {
        self.kept.push(Event::InlineHtml(format!("{start}{name}>").into()));
    }
}

fn is_web_address(url: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_lists_and_links_stay() {
        let html = to_safe_html("**Inntekt** for\n\n* 2023\n* [2024](https://skatt.example)");
        assert_eq!(
            html,
            "<p><strong>Inntekt</strong> for</p>\n<ul>\n<li>2023</li>\n<li><a href=\"https://skatt.example\">2024</a></li>\n</ul>\n"
        );
    }

    #[test]
    fn what_is_not_allowed_loses_its_tags() {
        for (markdown, html) in [
            ("a <script>alert(1)</script> b", "<p>a alert(1) b</p>\n"),
            ("<div>block</div>", "block"),
            ("<b onclick=\"alert(1)\">fat</b> <u>line</u>", "<p><b>fat</b> line</p>\n"),
            ("**a <i>b** c</i>", "<p><strong>a <i>b</i></strong> c</p>\n"),
            ("<ul><li>one</ul>\n\nafter", "<ul><li>one\n</li></ul>\n<p>after</p>\n"),
            ("<a href=\"javascript:alert(1)\">x</a>", "<p>x</p>\n"),
            ("</p></div>a", "a"),
            ("[x](javascript:alert(1))", "<p>x</p>\n"),
            ("# Title", "<p>Title</p>\n"),
            ("![alt](https://x.no/p.png)", "<p>alt</p>\n"),
            ("<img src=x onerror=alert(1)>", ""),
            ("`1 < 2`", "<p>1 &lt; 2</p>\n"),
        ] {
            assert_eq!(to_safe_html(markdown), html, "{markdown}");
        }
    }
}
