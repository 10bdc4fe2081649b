//! What the core read, in the shape in which it came.

use std::collections::BTreeMap;

use samtykke::{AltinnProblem, ConsentError, ConsentRight, ConsentState, NestedProblem, ValidationError};
use serde_json::{Map, Value, json};

pub(crate) fn state(state: &ConsentState) -> Value {
    let events = state.events.iter().map(|event| {
        json!({
            "consentEventID": event.id, "created": event.created, "performedBy": event.performed_by.as_str(),
            "eventType": event.event_type,
        })
    });
    json!({
        "id": state.id, "from": state.from_party.as_str(), "to": state.to_party.as_str(),
        "requiredDelegator": state.required_delegator, "handledBy": state.handled_by, "validTo": state.valid_to,
        "consentRights": rights(&state.rights), "requestMessage": state.request_message, "status": state.status,
        "consented": state.consented, "redirectUrl": state.redirect_url, "viewUri": state.view_uri,
        "consentRequestEvents": events.collect::<Vec<_>>(), "portalViewMode": format!("{:?}", state.portal_view_mode),
    })
}

pub(crate) fn rights(rights: &[ConsentRight]) -> Value {
    let right = |right: &ConsentRight| {
        let resource = json!([{"type": "urn:altinn:resource", "value": right.resource}]);
        let metadata = if right.metadata.is_empty() { Value::Null } else { json!(right.metadata) };
        json!({"action": right.actions, "resource": resource, "metadata": metadata})
    };
    rights.iter().map(right).collect()
}

/// An error of Altinn's, status and body.
pub(crate) fn error(error: &ConsentError) -> Value {
    match error {
        ConsentError::Altinn { problem, .. } => json!({"status": problem.status, "body": body(problem)}),
        ConsentError::Unauthorized { .. } => json!({"status": 401}),
        ConsentError::Forbidden { .. } => json!({"status": 403}),
        ConsentError::UnexpectedAnswer { status, .. } => json!({"status": status}),
        other => panic!("{other} is no answer of Altinn's"),
    }
}

fn body(problem: &AltinnProblem) -> Value {
    let mut body = members(problem.code.as_ref(), problem.detail.as_ref(), &problem.extensions);
    let (named, unnamed): (Vec<_>, Vec<_>) = problem.validation_errors.iter().partition(|error| error.code.is_some());
    body.insert("validationErrors".to_owned(), named.into_iter().map(field).collect());
    body.insert("problems".to_owned(), problem.problems.iter().map(nested).collect());
    let errors = unnamed.iter().map(|error| (error.paths[0].clone(), json!([error.detail])));
    body.insert("errors".to_owned(), Value::Object(errors.collect()));
    body.into()
}

fn field(error: &ValidationError) -> Value {
    let mut field = members(error.code.as_ref(), error.detail.as_ref(), &error.extensions);
    field.insert("paths".to_owned(), json!(error.paths));
    field.into()
}

fn nested(problem: &NestedProblem) -> Value {
    let mut nested = members(problem.code.as_ref(), problem.detail.as_ref(), &problem.extensions);
    nested.insert("status".to_owned(), json!(problem.status));
    nested.into()
}

fn members(
    code: Option<&String>,
    detail: Option<&String>,
    extensions: &BTreeMap<String, String>,
) -> Map<String, Value> {
    let mut members: Map<_, _> = extensions.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
    members.insert("code".to_owned(), json!(code));
    members.insert("detail".to_owned(), json!(detail));
    members
}
