//! Altinn's consent page.

use crate::url::SplitUrl;

/// `view_uri` with `DONTCHOOSEREPORTEE=true`, with which the page opens without asking the user for which party to act.
///
/// ```
/// let url = "https://am.ui.altinn.no/accessmanagement/ui/consent/request?id=1";
/// assert_eq!(samtykke::skip_actor_choice(url), format!("{url}&DONTCHOOSEREPORTEE=true"));
/// ```
#[must_use]
pub fn skip_actor_choice(view_uri: &str) -> String {
    let parts = SplitUrl::new(view_uri);
    let query = parts.query.filter(|query| !query.is_empty()).map_or_else(String::new, |query| format!("{query}&"));
    let fragment = parts.fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
    format!("{}?{query}DONTCHOOSEREPORTEE=true{fragment}", parts.base)
}
