//! The three JSON shapes of a consent behind the portal. Parties are party uuids, but for one answer.
//!
//! What is read after its end has the Expired event that Altinn makes up; the answer to a decision has stored events only.

use serde_json::{Value, json};

use crate::altinn::{event_json, rights, view_mode};
use crate::altinn_time::format;
use crate::app::App;
use crate::consent::{Consent, ConsentEvent};
use crate::party::PartyUrn;

/// A moment that Altinn never fills in.
const NEVER: &str = "0001-01-01T00:00:00+00:00";

/// A request as the consent page reads it.
pub(super) fn request(app: &App, consent: &Consent) -> Value {
    let events = events(app, consent, &consent.events_at(app.clock.now()));
    request_with(app, consent, app.view_uri(consent.id), events)
}

/// A request as the answer to a decision, where `viewUri` is empty.
pub(super) fn decided(app: &App, consent: &Consent) -> Value {
    request_with(app, consent, String::new(), events(app, consent, &consent.events))
}

/// A request in a list, in the model of the service behind.
pub(super) fn listed(app: &App, consent: &Consent) -> Value {
    internal(consent, Parties::of(app, consent), events(app, consent, &consent.events_at(app.clock.now())))
}

pub(super) fn revoked(app: &App, consent: &Consent) -> Value {
    internal(consent, Parties::of(app, consent), events(app, consent, &consent.events))
}

/// A consent that was revoked before: giver, receiver and who did what are numbers here.
pub(super) fn already_revoked(app: &App, consent: &Consent) -> Value {
    let (from, to) = (consent.from.clone(), consent.to.clone());
    let parties = Parties { from, to, ..Parties::of(app, consent) };
    let events = consent.events.iter().map(|event| event_json(consent, event, &event.performed_by));
    internal(consent, parties, events.collect())
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
        "consentRequestEvents": events(app, consent, &consent.events_at(app.clock.now())),
    })
}

fn request_with(app: &App, consent: &Consent, view_uri: String, events: Vec<Value>) -> Value {
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
        "consentRequestEvents": events,
        "viewUri": view_uri,
        "templateId": consent.template_id,
        "templateVersion": consent.template_version,
        "portalViewMode": view_mode(consent),
    })
}

fn internal(consent: &Consent, parties: Parties, events: Vec<Value>) -> Value {
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
        "consentRequestEvents": events,
        "viewUri": "",
        "templateId": consent.template_id,
        "templateVersion": consent.template_version,
        "portalViewMode": view_mode(consent),
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

fn events(app: &App, consent: &Consent, events: &[ConsentEvent]) -> Vec<Value> {
    let register = app.register.read();
    events.iter().map(|event| event_json(consent, event, &PartyUrn::Uuid(register.uuid(&event.performed_by)))).collect()
}
