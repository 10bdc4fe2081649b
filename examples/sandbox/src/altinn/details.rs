//! The two JSON shapes of a consent request.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::altinn_time::format;
use crate::app::App;
use crate::consent::{Consent, ConsentEvent, ConsentRight, PortalViewMode};
use crate::party::PartyUrn;

/// Whether Altinn finds the numbers of all parties; it stores a uuid that nobody has, but cannot show it.
pub(super) fn is_readable(consent: &Consent) -> bool {
    let parties = [Some(&consent.from), Some(&consent.to), consent.required_delegator.as_ref()];
    parties.into_iter().flatten().all(|urn| urn.number().is_some())
}

/// What create and get answer.
pub(crate) fn details(app: &App, consent: &Consent, now: OffsetDateTime) -> Value {
    let events: Vec<Value> =
        consent.events_at(now).iter().map(|event| event_json(consent, event, &event.performed_by)).collect();
    json!({
        "id": consent.id,
        "from": consent.from,
        "to": consent.to,
        "requiredDelegator": consent.required_delegator,
        "handledBy": consent.handled_by,
        "validTo": format(consent.valid_to),
        "consentRights": rights(consent, |_| None),
        "requestMessage": consent.request_message,
        "status": consent.status,
        "consented": consent.consented.map(format),
        "redirectUrl": consent.redirect_url,
        "consentRequestEvents": events,
        "viewUri": app.view_uri(consent.id),
        "portalViewMode": view_mode(consent),
    })
}

/// What a create answers when the id exists: Altinn's internal model, with other names and party uuids.
pub(super) fn duplicate(app: &App, consent: &Consent) -> Value {
    let register = app.register.read();
    let by_uuid = |event: &ConsentEvent| PartyUrn::Uuid(register.uuid(&event.performed_by));
    let events: Vec<Value> = consent.events.iter().map(|event| event_json(consent, event, &by_uuid(event))).collect();
    json!({
        "id": consent.id,
        "from": consent.from,
        "requiredDelegator": consent.required_delegator,
        "to": consent.to,
        "handledBy": consent.handled_by,
        "validTo": format(consent.valid_to),
        "consentRights": rights(consent, |version| Some(version.to_string())),
        "requestMessage": consent.request_message,
        "consentRequestStatus": consent.status,
        "consented": consent.consented.map(format),
        "consentRequestEvents": events,
        "redirectUrl": consent.redirect_url,
        "viewUri": app.view_uri(consent.id),
        "templateId": consent.template_id,
        "templateVersion": consent.template_version,
        "portalViewMode": view_mode(consent),
    })
}

/// The rights, each resource with a `version` where the shape has one.
pub(crate) fn rights(consent: &Consent, version: fn(u32) -> Option<String>) -> Vec<Value> {
    consent.rights.iter().map(|right| right_json(right, version)).collect()
}

fn right_json(right: &ConsentRight, version: fn(u32) -> Option<String>) -> Value {
    let resources = right.resource.iter().map(|resource| {
        let mut item = json!({"type": resource.r#type, "value": resource.value});
        if let Some(version) = version(resource.version) {
            item["version"] = Value::String(version);
        }
        item
    });
    json!({
        "action": right.action,
        "resource": resources.collect::<Vec<_>>(),
        "metadata": (!right.metadata.is_empty()).then_some(&right.metadata),
    })
}

pub(crate) fn event_json(consent: &Consent, event: &ConsentEvent, performed_by: &PartyUrn) -> Value {
    json!({
        "consentEventID": event.id,
        "created": format(event.created),
        "performedBy": performed_by,
        "eventType": event.event_type.as_str(),
        // The made-up Expired event has all-zero ids.
        "consentRequestID": if event.id.is_nil() { event.id } else { consent.id },
    })
}

pub(crate) fn view_mode(consent: &Consent) -> &'static str {
    match consent.portal_view_mode {
        PortalViewMode::Hide => "Hide",
        PortalViewMode::Show => "Show",
    }
}
