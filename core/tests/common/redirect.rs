//! Altinn's redirect after the user's choice.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Accept,
    Reject,
    None,
}

/// Where Altinn sends the user who was to be sent to `redirect_url`.
pub(crate) fn redirected(redirect_url: &str, decision: Decision) -> String {
    let parameters = match decision {
        Decision::Accept => "Status=OK",
        Decision::Reject => "Status=Failed&ErrorMessage=User+did+not+give+consent",
        Decision::None => "",
    };
    let joint = |text: &str| if text.contains('?') { "&" } else { "?" };
    if redirect_url.contains("#/") {
        return format!("{redirect_url}{}{parameters}", joint(redirect_url));
    }
    let (left, fragment) = redirect_url.split_once('#').map_or((redirect_url, None), |(l, f)| (l, Some(f)));
    let left = normalised(left);
    let fragment = fragment.map_or(String::new(), |fragment| format!("#{fragment}"));
    format!("{left}{}{parameters}{fragment}", joint(&left))
}

/// Scheme and host in lower case, and a slash where there is no path.
fn normalised(url: &str) -> String {
    let has_host = |(scheme, _): &(&str, &str)| !scheme.contains([':', '/', '?']);
    let Some((scheme, rest)) = url.split_once("://").filter(has_host) else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    let slash = if rest.starts_with('/') { "" } else { "/" };
    format!("{}://{}{slash}{rest}", scheme.to_lowercase(), host.to_lowercase())
}
