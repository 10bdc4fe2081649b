//! The three JSON shapes of a consent behind the portal. Parties are party uuids in all of them.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::altinn::{event_json, rights, view_mode};
use crate::altinn_time::format;
use crate::app::App;
use crate::consent::Consent;
use crate::party::PartyUrn;

/// A moment that Altinn never fills in.
const NEVER: &str = "0001-01-01T00:00:00+00:00";

/// A request as the consent page reads it. `view_uri` is empty after a decision.
pub(super) fn request(app: &App, consent: &Consent, view_uri: String) -> Value {
    let parties = Parties::of(app, consent);
    json!({
        "id": consent.id,
        "from": parties.from,
        "to": parties.to,
        "requiredDelegator": parties.required_delegator,
        "handledBy": parties.handled_by,
        "validTo": format(consent.valid_to),
        "consentRights": rights(consent, |_| None),
        "requestmessage": consent.request_message,
        "consented": consent.consented.map(format),
        "redirectUrl": consent.redirect_url,
        "consentRequestEvents": events(app, consent, app.clock.now()),
        "viewUri": view_uri,
        "templateId": consent.template_id,
        "templateVersion": consent.template_version,
        "portalViewMode": view_mode(consent),
    })
}

/// The model of the service behind, as lists and revoke give it.
pub(super) fn internal(app: &App, consent: &Consent) -> Value {
    let parties = Parties::of(app, consent);
    json!({
        "id": consent.id,
        "from": parties.from,
        "requiredDelegator": parties.required_delegator,
        "to": parties.to,
        "handledBy": parties.handled_by,
        "validTo": format(consent.valid_to),
        "consentRights": rights(consent, |version| Some(version.to_string())),
        "requestMessage": consent.request_message,
        "consentRequestStatus": consent.status,
        "consented": consent.consented.map(format),
        "redirectUrl": consent.redirect_url,
        "consentRequestEvents": events(app, consent, app.clock.now()),
        "viewUri": "",
        "templateId": consent.template_id,
        "templateVersion": consent.template_version,
        "portalViewMode": view_mode(consent),
    })
}

/// One consent for the detail view: neither its message nor the moment of the consent is ever filled in.
pub(super) fn consent(app: &App, consent: &Consent) -> Value {
    let parties = Parties::of(app, consent);
    let context = consent.language.as_ref().map(|language| json!({"language": language, "contextId": consent.id}));
    json!({
        "id": consent.id,
        "from": parties.from,
        "to": parties.to,
        "handledBy": parties.handled_by,
        "consented": NEVER,
        "validTo": format(consent.valid_to),
        "consentRights": rights(consent, |version| Some(version.to_string())),
        "requestMessage": null,
        "templateId": consent.template_id,
        "templateVersion": consent.template_version,
        "context": context,
        "consentRequestEvents": events(app, consent, app.clock.now()),
    })
}

struct Parties {
    from: PartyUrn,
    to: PartyUrn,
    required_delegator: Option<PartyUrn>,
    handled_by: Option<PartyUrn>,
}

impl Parties {
    fn of(app: &App, consent: &Consent) -> Self {
        let register = app.register.read();
        let by_uuid = |urn: &PartyUrn| PartyUrn::Uuid(register.uuid(urn));
        Self {
            from: by_uuid(&consent.from),
            to: by_uuid(&consent.to),
            required_delegator: consent.required_delegator.as_ref().map(by_uuid),
            handled_by: consent.handled_by.as_ref().map(by_uuid),
        }
    }
}

/// With the made-up Expired event.
fn events(app: &App, consent: &Consent, now: OffsetDateTime) -> Vec<Value> {
    let register = app.register.read();
    let events = consent.events_at(now);
    events.iter().map(|event| event_json(consent, event, &PartyUrn::Uuid(register.uuid(&event.performed_by)))).collect()
}
