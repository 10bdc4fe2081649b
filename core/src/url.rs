//! As much of URLs as redirects need. (The crate `url` would double the wasm file.)

/// A URL cut into its three parts, none of them decoded.
pub(crate) struct SplitUrl<'a> {
    pub(crate) base: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) fragment: Option<&'a str>,
}

impl<'a> SplitUrl<'a> {
    pub(crate) fn new(url: &'a str) -> Self {
        let (rest, fragment) = url.split_once('#').map_or((url, None), |(rest, fragment)| (rest, Some(fragment)));
        let (base, query) = rest.split_once('?').map_or((rest, None), |(base, query)| (base, Some(query)));
        Self { base, query, fragment }
    }

    /// The parameters inside the fragment of a hash router: `#/route?a=b`, and `#/route&a=b`, which Altinn writes when the
    /// query before the hash has a question mark already.
    pub(crate) fn hash_query(&self) -> Option<&'a str> {
        let route = self.fragment.filter(|fragment| fragment.starts_with('/'))?;
        route.split_once('?').or_else(|| route.split_once('&')).map(|(_, query)| query)
    }
}

/// The scheme in lower case, when `url` is absolute.
pub(crate) fn scheme(url: &str) -> Option<String> {
    let (scheme, _) = url.split_once(':')?;
    let mut bytes = scheme.bytes();
    let starts = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let goes_on = bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    (starts && goes_on).then(|| scheme.to_ascii_lowercase())
}

/// The host of an http or https URL, without port and user.
pub(crate) fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host_and_port.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => host_and_port.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

/// Tokens go only over TLS, or to this machine.
pub(crate) fn is_https_or_loopback(url: &str) -> bool {
    let Some(host) = host(url) else { return false };
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return false;
    }
    match scheme(url).as_deref() {
        Some("https") => true,
        Some("http") => host == "localhost" || host.ends_with(".localhost") || host == "::1" || is_loopback(host),
        _ => false,
    }
}

/// `127.0.0.1` and the others of its network.
fn is_loopback(host: &str) -> bool {
    let is_octet = |part: &str| {
        let is_plain = part == "0" || !part.starts_with('0');
        is_plain && part.bytes().all(|byte| byte.is_ascii_digit()) && part.parse::<u8>().is_ok()
    };
    host.starts_with("127.") && host.split('.').count() == 4 && host.split('.').all(is_octet)
}
