//! Where the citizen's browser goes after the answer.

/// What the stored events say about the answer, as far as the return address tells it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answered {
    Accepted,
    Rejected,
    Not,
}

/// Altinn's test of `redirectUrl`: an absolute URI of any scheme; a rooted path counts too, since .NET on Linux reads
/// it as a file URI. White space around it is skipped.
pub(crate) fn is_valid(url: &str) -> bool {
    let url = url.trim();
    url.starts_with('/') || Parts::parse(url).is_some()
}

/// The final address: `redirect_url` with the answer in its query, or at the very end when it holds a hash route.
pub(crate) fn final_url(redirect_url: &str, answered: Answered) -> String {
    let params = match answered {
        Answered::Accepted => "Status=OK",
        Answered::Rejected => "Status=Failed&ErrorMessage=User+did+not+give+consent",
        Answered::Not => "",
    };
    if redirect_url.contains("#/") {
        return escape(&format!("{redirect_url}{}{params}", separator(redirect_url)));
    }
    let url = redirect_url.trim();
    let (before, fragment) = match url.split_once('#') {
        Some((before, fragment)) => (before, format!("#{fragment}")),
        None => (url, String::new()),
    };
    let left = normalize(before);
    escape(&format!("{left}{}{params}{fragment}", separator(&left)))
}

fn separator(url: &str) -> char {
    if url.contains('?') { '&' } else { '?' }
}

/// Scheme and host in lower case, no default port, an empty path as `/`.
fn normalize(url: &str) -> String {
    if url.starts_with('/') {
        return format!("file://{url}");
    }
    let Some(Parts { scheme, authority, rest }) = Parts::parse(url) else { return url.to_owned() };
    let Some(authority) = authority else { return format!("{scheme}:{rest}") };
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (format!("{user}@"), host),
        None => (String::new(), authority),
    };
    let host = host.to_lowercase();
    let default_port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => ":",
    };
    let host = host.strip_suffix(default_port).unwrap_or(&host);
    let slash = if rest.starts_with('/') { "" } else { "/" };
    format!("{scheme}://{user}{host}{slash}{rest}")
}

struct Parts<'a> {
    scheme: String,
    authority: Option<&'a str>,
    rest: &'a str,
}

impl<'a> Parts<'a> {
    fn parse(url: &'a str) -> Option<Self> {
        let (scheme, after) = url.split_once(':')?;
        let scheme = scheme.to_ascii_lowercase();
        let well_formed = scheme.starts_with(|first: char| first.is_ascii_lowercase())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte));
        if !well_formed || after.is_empty() {
            return None;
        }
        let Some(hierarchy) = after.strip_prefix("//") else {
            let needs_host = matches!(scheme.as_str(), "http" | "https");
            return (!needs_host).then_some(Self { scheme, authority: None, rest: after });
        };
        let end = hierarchy.find(['/', '?', '#']).unwrap_or(hierarchy.len());
        let (authority, rest) = hierarchy.split_at(end);
        let host_missing = authority.is_empty() && scheme != "file";
        let unfit = authority.contains(|c: char| c.is_whitespace() || c.is_control() || "\\<>\"^`{|}".contains(c));
        (!host_missing && !unfit && port_is_fine(authority)).then_some(Self {
            scheme,
            authority: Some(authority),
            rest,
        })
    }
}

fn port_is_fine(authority: &str) -> bool {
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let port = if host.starts_with('[') { host.split_once(']').map_or("", |(_, port)| port) } else { host };
    let Some((_, port)) = port.rsplit_once(':') else { return true };
    port.is_empty() || port.parse::<u16>().is_ok()
}

/// Percent-encodes what a `Location` header cannot hold.
fn escape(url: &str) -> String {
    url.bytes().fold(String::with_capacity(url.len()), |mut out, byte| {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::Answered::{Accepted, Not, Rejected};
    use super::*;

    #[test]
    fn the_answer_lands_where_altinn_puts_it() {
        let failed = "Status=Failed&ErrorMessage=User+did+not+give+consent";
        let cases = [
            ("https://example.com/", Accepted, "https://example.com/?Status=OK".to_owned()),
            (
                "https://smartbank.no/consent?authcode=123",
                Rejected,
                format!("https://smartbank.no/consent?authcode=123&{failed}"),
            ),
            (
                "https://smartbank.no/consent#fragment",
                Rejected,
                format!("https://smartbank.no/consent?{failed}#fragment"),
            ),
            (
                "https://smartbank.no/consent/#/route",
                Accepted,
                "https://smartbank.no/consent/#/route?Status=OK".to_owned(),
            ),
            ("https://s.no/c/#/route?a=1", Accepted, "https://s.no/c/#/route?a=1&Status=OK".to_owned()),
            ("https://x.no/a?x=1#/route", Accepted, "https://x.no/a?x=1#/route&Status=OK".to_owned()),
            ("https://WWW.Dnb.no", Accepted, "https://www.dnb.no/?Status=OK".to_owned()),
            (" https://dnb.no/a ", Accepted, "https://dnb.no/a?Status=OK".to_owned()),
            ("myapp://consent-callback", Accepted, "myapp://consent-callback/?Status=OK".to_owned()),
            ("https://example.com/cb?x=1", Not, "https://example.com/cb?x=1&".to_owned()),
            ("https://example.com:443/å b", Accepted, "https://example.com/%C3%A5%20b?Status=OK".to_owned()),
        ];
        for (given, answered, expected) in cases {
            assert_eq!(final_url(given, answered), expected);
        }
    }

    #[test]
    fn any_absolute_uri_is_valid() {
        for url in [
            "https://www.dnb.no",
            "myapp://consent-callback",
            "myapp:back",
            "javascript:alert(1)",
            "/path",
            "http://[::1]:80/x",
            " https://www.dnb.no ",
        ] {
            assert!(is_valid(url), "{url}");
        }
        for url in [
            "",
            "not a valid url",
            "www.dnb.no",
            "https://",
            "https:///x",
            "http:x",
            "1a://x",
            "https://a b/",
            "http://x:99999/",
        ] {
            assert!(!is_valid(url), "{url}");
        }
    }

    #[test]
    fn a_line_break_cannot_leave_the_header() {
        assert!(!final_url("https://a.no/#/\r\nSet-Cookie: x", Accepted).contains(['\r', '\n']));
    }
}
