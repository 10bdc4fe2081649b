//! The page that greets the person who comes back.

use samtykke::ReturnVerdict;

struct Words {
    language: &'static str,
    accepted: &'static str,
    rejected: &'static str,
    undecided: &'static str,
    close: &'static str,
}

const BOKMAL: Words = Words {
    language: "nb",
    accepted: "Takk, du har gitt samtykke",
    rejected: "Du har ikke gitt samtykke",
    undecided: "Du har ikke svart ennå",
    close: "Du kan lukke denne siden. Resten vises i terminalen.",
};

const NYNORSK: Words = Words {
    language: "nn",
    accepted: "Takk, du har gitt samtykke",
    rejected: "Du har ikkje gitt samtykke",
    undecided: "Du har ikkje svart enno",
    close: "Du kan lukke denne sida. Resten blir vist i terminalen.",
};

const ENGLISH: Words = Words {
    language: "en",
    accepted: "Thank you, you have given your consent",
    rejected: "You have not given your consent",
    undecided: "You have not answered yet",
    close: "You can close this page. The terminal shows what follows.",
};

const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "body{margin:0;background:#f3f5f8;color:#1e2b3c;font:1.125rem/1.6 system-ui,sans-serif}\
    main{max-width:36rem;margin:12vh auto 0;padding:2rem;background:#fff;border:1px solid #c6d0dc;border-radius:.5rem}\
    h1{margin:0;font-size:1.75rem;line-height:1.25}p{margin:1rem 0 0}";

/// The whole HTTP response for somebody who seems to have chosen `verdict` and reads `accept_language`.
pub(crate) fn response(verdict: ReturnVerdict, accept_language: &str) -> String {
    let body = page(verdict, words(accept_language));
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: {POLICY}\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn page(verdict: ReturnVerdict, words: Words) -> String {
    let title = match verdict {
        ReturnVerdict::Accepted => words.accepted,
        ReturnVerdict::Rejected => words.rejected,
        ReturnVerdict::Undecided => words.undecided,
    };
    let Words { language, close, .. } = words;
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main><h1>{title}</h1><p>{close}</p></main></body></html>\n"
    )
}

/// The first language in the browser's list that there are words for; bokmål for all others.
fn words(accept_language: &str) -> Words {
    let tags = accept_language.split(',').map(|tag| tag.trim().split([';', '-']).next().unwrap_or_default());
    let known = tags.filter_map(|tag| match tag.to_ascii_lowercase().as_str() {
        "nb" | "no" => Some(BOKMAL),
        "nn" => Some(NYNORSK),
        "en" => Some(ENGLISH),
        _ => None,
    });
    known.into_iter().next().unwrap_or(BOKMAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_chooses_the_language() {
        let cases = [("", "nb"), ("de", "nb"), ("nn-NO,nn;q=0.9,en;q=0.8", "nn"), ("de, EN-GB;q=0.7, nb;q=0.5", "en")];
        for (header, language) in cases {
            assert_eq!(words(header).language, language, "{header}");
        }
    }

    #[test]
    fn the_page_says_what_was_chosen() {
        let response = response(ReturnVerdict::Rejected, "nn");
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
        assert!(body.contains("lang=\"nn\"") && body.contains("<h1>Du har ikkje gitt samtykke</h1>"));
    }
}
