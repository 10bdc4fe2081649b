//! `GET resource/search`: all resources that consent can be asked for. Needs no token.
//!
//! See <https://docs.altinn.studio/api/resourceregistry/>.

use crate::json::Value;

use super::resource_body::{ResourceBody, resources_url};
use crate::environment::Environment;
use crate::error::ConsentError;
use crate::http::{HttpRequest, HttpResponse};
use crate::problem::altinn_error;
use crate::resource::{self, ConsentResource};

pub(crate) const CALL: &str = "GET resource/search";

/// Builds the call. The list changes seldom: keep it for some minutes.
#[must_use]
pub fn request(environment: &Environment) -> HttpRequest {
    HttpRequest::get(format!("{}/search?ResourceType=Consent", resources_url(environment)))
}

/// Reads the list. Resources of other types are left out, should the answer hold any.
///
/// # Errors
///
/// [`ConsentError::Altinn`] or `UnexpectedAnswer`.
pub fn parse(response: &HttpResponse) -> Result<Vec<ConsentResource>, ConsentError> {
    if response.status != 200 {
        return Err(altinn_error(CALL, response));
    }
    let items: Vec<Value> = response.json(CALL)?;
    let read = |item| crate::json::of_value::<ResourceBody>(item).map(ResourceBody::into_resource);
    items
        .into_iter()
        .filter(|item| item.get("resourceType").and_then(Value::as_str).is_some_and(resource::is_consent_type))
        .map(|item| read(item).map_err(|error| response.unexpected(CALL, &error.to_string())))
        .collect()
}
