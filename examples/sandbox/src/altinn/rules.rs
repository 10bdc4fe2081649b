//! The rules that Altinn collects over a whole request before it answers.

use time::OffsetDateTime;

use super::problem::{Problem, ValidationError};
use super::request::{ConsentRequest, RequestedRight};
use crate::redirect;
use crate::registry::{Registry, Resource};

/// The id of the template that the rights share, or everything that is wrong with the request: its rights first, then
/// the request itself.
pub(super) fn check(
    request: &ConsentRequest,
    registry: &Registry,
    now: OffsetDateTime,
) -> Result<String, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut template = String::new();
    for (index, right) in request.rights.iter().enumerate() {
        check_right(index, right, registry, &mut template, &mut problems);
    }
    let mut errors = Vec::new();
    if request.valid_to < now {
        errors.push(error("AM.VLD-00022", "The time need to be in the future", "ValidTo"));
    }
    if request.rights.is_empty() {
        errors.push(error("AM.VLD-00023", "The list cant be empty", "Resource"));
    }
    if request.redirect_url.as_deref().is_some_and(|url| !redirect::is_valid(url)) {
        errors.push(error("AM.VLD-00027", "Redirect URL is not a valid URL", "RedirectUrl"));
    }
    problems.extend(Problem::validation(errors));
    if problems.is_empty() { Ok(template) } else { Err(problems) }
}

fn check_right(
    index: usize,
    right: &RequestedRight,
    registry: &Registry,
    template: &mut String,
    problems: &mut Vec<Problem>,
) {
    let resource = match right.resource.as_slice() {
        [(_, id)] => registry.find(id),
        _ => None,
    };
    match resource.filter(|resource| resource.is_consent()) {
        Some(resource) => check_metadata(index, right, resource, problems),
        None => problems.push(Problem::new(400, "AM-00005", "Invalid consent resource")),
    }
    if let Some(own) = resource.map(|resource| &resource.consent_template) {
        if template.is_empty() {
            template.clone_from(own);
        } else if template.to_lowercase() != own.to_lowercase() {
            problems.push(Problem::new(400, "AM-00009", "Invalid resource combination"));
        }
    }
    if right.action.is_empty() {
        let path = format!("/consentRight/{index}/action");
        problems.extend(Problem::validation(vec![error("STD.VLD-00000", "The field is required.", &path)]));
    }
}

fn check_metadata(index: usize, right: &RequestedRight, resource: &Resource, problems: &mut Vec<Problem>) {
    for (key, value) in &right.metadata {
        let lower = key.to_lowercase();
        // A key that the registry spells with capitals is never found.
        if !resource.consent_metadata.contains_key(&lower) {
            problems.push(Problem::new(400, "AM-00006", "Invalid consent metadata").with("key", lower));
        }
        if value.as_ref().is_none_or(String::is_empty) {
            let name = format!("ConsentRight index: {index}, key");
            problems.push(Problem::new(400, "AM-00007", "Missing metadata value").with(name, key.as_str()));
        }
    }
    for key in resource.consent_metadata.keys() {
        if !right.metadata.iter().any(|(sent, _)| sent.to_lowercase() == key.to_lowercase()) {
            problems.push(Problem::new(400, "AM-00008", "Missing metadata").with("key", key.to_lowercase()));
        }
    }
}

fn error(code: &'static str, detail: &'static str, path: &str) -> ValidationError {
    ValidationError { code, detail, path: path.to_owned() }
}
