//! `GET consentrequests/events`: what happened to all consents of the caller, oldest first, one page at a time.
//!
//! An event shows five minutes after it happened, see [`EventFeed`](crate::EventFeed), which follows the pages.
//!
//! See <https://docs.altinn.studio/authorization/guides/system-vendor/consent/>.

use serde::Deserialize;

use super::wire::consent_requests_url;
use crate::consent::ConsentStatusChange;
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::event_filter::{self, EventFilter};
use crate::http::{HttpRequest, HttpResponse};
use crate::problem::altinn_error;
use crate::token::AccessToken;
use crate::url::SplitUrl;

pub(crate) const CALL: &str = "GET consentrequests/events";

/// Altinn's own tokens have 24 characters.
const MAX_CONTINUATION_TOKEN: usize = 1_000;

/// One page of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EventPage {
    /// The events, which may be none although there is a next page.
    pub events: Vec<ConsentStatusChange>,
    /// What to ask for the next page with; `None` on the last page. Opaque.
    pub continuation_token: Option<String>,
}

/// Builds the call for the first page, or for the one after the page that gave `continuation_token`. The filter must be
/// the same for all pages.
///
/// The token needs the scope `altinn:consentrequests.read` or `.write`.
///
/// # Errors
///
/// [`ConsentError::InvalidInput`] with field `eventTypes` or `createdAfter`, for what Altinn would answer with
/// AM.VLD-00052 or AM.VLD-00051.
pub fn request(
    environment: &Environment,
    filter: &EventFilter,
    continuation_token: Option<&str>,
    token: &AccessToken,
) -> Result<HttpRequest, ConsentError> {
    filter.check()?;
    Ok(checked_request(environment, filter, continuation_token, token))
}

/// Reads one page.
///
/// Of `links.next` only the continuation token is taken. The URL itself is never called, so the access token cannot be
/// led to another place.
///
/// # Errors
///
/// [`ConsentError::Altinn`], `Forbidden`, `Unauthorized` or `UnexpectedAnswer`.
pub fn parse(response: &HttpResponse) -> Result<EventPage, ConsentError> {
    if response.status != 200 {
        return Err(altinn_error(CALL, response));
    }
    let body: PageBody = response.json(CALL)?;
    let continuation_token = match body.links.and_then(|links| links.next) {
        Some(next) => Some(continuation_token(&next).ok_or_else(|| {
            response.unexpected(CALL, "links.next has no continuationToken, or one that is too long")
        })?),
        None => None,
    };
    Ok(EventPage { events: body.data, continuation_token })
}

/// The call with a filter that was checked before.
pub(crate) fn checked_request(
    environment: &Environment,
    filter: &EventFilter,
    continuation_token: Option<&str>,
    token: &AccessToken,
) -> HttpRequest {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let dates = [("createdAfter", filter.created_after), ("createdBefore", filter.created_before)];
    query.extend_pairs(continuation_token.map(|token| ("continuationToken", token)));
    query.extend_pairs(dates.into_iter().filter_map(|(name, date)| Some((name, date?.to_string()))));
    query.extend_pairs(filter.event_types.iter().map(|event_type| ("eventType", event_filter::word(event_type))));
    query.extend_pairs(filter.consent_request_id.map(|id| ("consentRequestId", id.to_string())));
    let query = query.finish();
    let joint = if query.is_empty() { "" } else { "?" };
    HttpRequest::get(format!("{}/events{joint}{query}", consent_requests_url(environment)))
        .header("Authorization", &token.authorization())
}

fn continuation_token(next: &str) -> Option<String> {
    let query = SplitUrl::new(next).query?;
    let (_, token) =
        form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name.eq_ignore_ascii_case("continuationToken"))?;
    (!token.is_empty() && token.len() <= MAX_CONTINUATION_TOKEN).then(|| token.into_owned())
}

#[derive(Deserialize)]
struct PageBody {
    links: Option<LinksBody>,
    data: Vec<ConsentStatusChange>,
}

#[derive(Deserialize)]
struct LinksBody {
    next: Option<String>,
}
