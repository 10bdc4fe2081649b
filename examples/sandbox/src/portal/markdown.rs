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
    let mut out = String::new();
    let mut links = Vec::new();
    html::push_html(&mut out, Parser::new(markdown).filter_map(|event| safe(event, &mut links)));
    out
}

/// `links` holds for each open link whether it was kept.
fn safe<'a>(event: Event<'a>, links: &mut Vec<bool>) -> Option<Event<'a>> {
    match event {
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let kept = is_web_address(dest_url);
            links.push(kept);
            kept.then_some(event)
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(event),
        Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::Emphasis | Tag::Strong) => Some(event),
        Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Item | TagEnd::Emphasis | TagEnd::Strong) => {
            Some(event)
        }
        Event::Start(Tag::Heading { .. }) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::Heading(_)) => Some(Event::End(TagEnd::Paragraph)),
        Event::Text(_) | Event::SoftBreak => Some(event),
        Event::Code(text) => Some(Event::Text(text)),
        Event::HardBreak => Some(Event::SoftBreak),
        Event::Html(html) => Some(Event::Text(without_tags(&html).into())),
        _ => None,
    }
}

fn is_web_address(url: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme))
}

fn without_tags(html: &str) -> String {
    let mut pieces = html.split('<');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('>').map_or("", |(_, after)| after))
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
    fn everything_else_loses_its_tags() {
        for (markdown, html) in [
            ("a <script>alert(1)</script> b", "<p>a alert(1) b</p>\n"),
            ("<div>block</div>", "block"),
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
