//! Paths as the frameworks behind Altinn match them: letters of any case, and a slash at the end if one likes.

use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// All of their parameters are uuids, which read the same in lower case.
const LOWER_CASE: [&str; 2] = ["/accessmanagement/api/", "/authentication/api/"];
const REGISTRY: &str = "/resourceregistry/api/v1/resource";
const REGISTRY_LISTS: [&str; 2] = ["/search", "/resourcelist"];
const FUNCTIONS: [&str; 2] = ["/api/GetEnterpriseToken", "/api/GetPersonalToken"];

/// The address with its path spelled as the routes are, or `None` when it already is.
pub(crate) fn canonical(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let spelled = spelled(path.strip_suffix('/').unwrap_or(path))?;
    if spelled == path {
        return None;
    }
    let path_and_query = match uri.query() {
        Some(query) => format!("{spelled}?{query}"),
        None => spelled,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path_and_query).ok()?);
    Uri::from_parts(parts).ok()
}

fn spelled(path: &str) -> Option<String> {
    let lower = path.to_ascii_lowercase();
    if LOWER_CASE.iter().any(|beginning| lower.starts_with(beginning)) {
        return Some(lower);
    }
    if let Some(rest) = lower.strip_prefix(REGISTRY) {
        // A resource's id keeps its letters.
        let rest = if REGISTRY_LISTS.contains(&rest) { rest } else { &path[REGISTRY.len()..] };
        return Some(format!("{REGISTRY}{rest}"));
    }
    FUNCTIONS.iter().find(|function| function.eq_ignore_ascii_case(path)).map(|function| (*function).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_frameworks_paths_are_respelled() {
        let cases = [
            (
                "/AccessManagement/API/v1/Enterprise/ConsentRequests/",
                "/accessmanagement/api/v1/enterprise/consentrequests",
            ),
            (
                "/accessmanagement/api/v1/enterprise/consentrequests/events/?eventType=Accepted",
                "/accessmanagement/api/v1/enterprise/consentrequests/events?eventType=Accepted",
            ),
            ("/ResourceRegistry/api/v1/Resource/Search?Id=A", "/resourceregistry/api/v1/resource/search?Id=A"),
            ("/ResourceRegistry/api/v1/Resource/My-Id/", "/resourceregistry/api/v1/resource/My-Id"),
            ("/api/getenterprisetoken?env=tt02", "/api/GetEnterpriseToken?env=tt02"),
        ];
        for (given, expected) in cases {
            assert_eq!(canonical(&given.parse().unwrap()).unwrap().to_string(), expected);
        }
        for untouched in
            ["/", "/token/", "/accessmanagement/ui/Consent/", "/sandbox/State", "/resourceregistry/api/v1/resource/A"]
        {
            assert_eq!(canonical(&untouched.parse().unwrap()), None, "{untouched}");
        }
    }
}
