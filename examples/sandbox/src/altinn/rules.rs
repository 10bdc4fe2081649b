//! The rules that Altinn collects over a whole request before it answers.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::problem::{Problem, ValidationError};
use super::request::{ConsentRequestDto, ConsentRightDto};
use crate::redirect;
use crate::registry::{Registry, Resource};

/// Everything that is wrong with the request, in Altinn's order.
pub(super) fn check(request: &ConsentRequestDto, registry: &Registry, now: OffsetDateTime) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut errors = Vec::new();
    if request.valid_to < now {
        errors.push(error("AM.VLD-00022", "The time need to be in the future", "ValidTo"));
    }
    if request.consent_rights.is_empty() {
        errors.push(error("AM.VLD-00023", "The list cant be empty", "Resource"));
    }
    if !redirect::is_valid(&request.redirect_url) {
        errors.push(error("AM.VLD-00027", "Redirect URL is not a valid URL", "RedirectUrl"));
    }
    let mut template: Option<String> = None;
    for (index, right) in request.consent_rights.iter().enumerate() {
        check_right(index, right, registry, &mut template, &mut problems);
    }
    problems.extend(Problem::validation(errors));
    problems
}

/// Whether two metadata keys differ only in case, which breaks Altinn's case-insensitive dictionary.
pub(super) fn has_colliding_keys(metadata: &BTreeMap<String, Option<String>>) -> bool {
    let mut keys: Vec<String> = metadata.keys().map(|key| key.to_lowercase()).collect();
    keys.sort_unstable();
    keys.windows(2).any(|pair| pair[0] == pair[1])
}

fn check_right(
    index: usize,
    right: &ConsentRightDto,
    registry: &Registry,
    template: &mut Option<String>,
    problems: &mut Vec<Problem>,
) {
    if right.action.is_empty() {
        let path = format!("/consentRight/{index}/action");
        problems.extend(Problem::validation(vec![error("STD.VLD-00000", "The field is required.", &path)]));
    }
    let invalid_resource = || Problem::new(400, "AM-00005", "Invalid consent resource");
    let [attribute] = right.resource.as_slice() else {
        problems.push(invalid_resource());
        return;
    };
    let Some(resource) = registry.find(&attribute.value).filter(|resource| resource.is_consent()) else {
        problems.push(invalid_resource());
        return;
    };
    check_metadata(index, right, resource, problems);
    let own = resource.consent_template.to_lowercase();
    if *template.get_or_insert_with(|| own.clone()) != own {
        problems.push(Problem::new(400, "AM-00009", "Invalid resource combination"));
    }
}

fn check_metadata(index: usize, right: &ConsentRightDto, resource: &Resource, problems: &mut Vec<Problem>) {
    for (key, value) in &right.metadata {
        let key = key.to_lowercase();
        if !resource.consent_metadata.contains_key(&key) {
            problems.push(Problem::new(400, "AM-00006", "Invalid consent metadata").with("key", key));
        } else if value.as_ref().is_none_or(String::is_empty) {
            let name = format!("ConsentRight index: {index}, key");
            problems.push(Problem::new(400, "AM-00007", "Missing metadata value").with(name, key));
        }
    }
    for key in resource.consent_metadata.keys() {
        if !right.metadata.keys().any(|sent| sent.eq_ignore_ascii_case(key)) {
            problems.push(Problem::new(400, "AM-00008", "Missing metadata").with("key", key.to_lowercase()));
        }
    }
}

fn error(code: &'static str, detail: &'static str, path: &str) -> ValidationError {
    ValidationError { code, detail, path: path.to_owned() }
}
