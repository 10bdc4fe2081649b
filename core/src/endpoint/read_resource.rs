//! `GET resource/{id}`: what a resource asks of a consent request. Needs no token.
//!
//! See <https://docs.altinn.studio/api/resourceregistry/>.

use super::resource_body::{ResourceBody, resources_url};
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::problem::altinn_error;
use crate::resource::ConsentResource;

pub(crate) const CALL: &str = "GET resource/{id}";

/// Builds the call for the resource called `id`, for example `standard-samtykke-for-dele-data`.
///
/// # Errors
///
/// [`ConsentError::InvalidInput`] with field `resource` when `id` can be no resource's id.
pub fn request(environment: &Environment, id: &str) -> Result<HttpRequest, ConsentError> {
    if matches!(id.trim(), "" | "." | "..") {
        return Err(ConsentError::invalid("resource", "must be the id of a resource"));
    }
    let segment: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    // A form writes a blank as plus, a path does not.
    let segment = segment.replace('+', "%20");
    Ok(HttpRequest::get(format!("{}/{segment}", resources_url(environment))))
}

/// Reads the answer; `None` when the registry has no such resource (404).
///
/// The resource may be of another type than `Consent`; [`ConsentRequest::check_against`](crate::ConsentRequest::check_against)
/// tells.
///
/// # Errors
///
/// [`ConsentError::Altinn`] or `UnexpectedAnswer`.
pub fn parse(response: &HttpResponse) -> Result<Option<ConsentResource>, ConsentError> {
    match response.status {
        200 => Ok(Some(response.json::<ResourceBody>(CALL)?.into_resource())),
        404 => Ok(None),
        _ => Err(altinn_error(CALL, response)),
    }
}
