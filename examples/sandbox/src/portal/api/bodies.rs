//! The JSON that the portal's pages read.

use serde_json::{Value, json};

use crate::altinn::event_json;
use crate::altinn_time::format;
use crate::app::App;
use crate::consent::{Consent, ConsentEvent, EventType, PortalViewMode, Status};
use crate::party::PartyUrn;
use crate::portal::markdown;
use crate::portal::texts::{ConsentTexts, Missing, is_poa};
use crate::registry::LangMap;

/// The time of an event that never was.
const NEVER: &str = "0001-01-01T00:00:00+00:00";

pub(super) fn request(app: &App, consent: &Consent) -> Result<Value, Missing> {
    let texts = ConsentTexts::of(app, consent)?;
    let mut body = shared(app, consent, &texts);
    body["title"] = json!(texts.title);
    body["heading"] = json!(texts.heading);
    body["serviceIntro"] = json!(texts.service_intro);
    Ok(body)
}

pub(super) fn consent(app: &App, consent: &Consent) -> Result<Value, Missing> {
    // The API behind never passes a request's own message on here.
    let without_message = Consent { request_message: None, ..consent.clone() };
    let texts = ConsentTexts::of(app, &without_message)?;
    let mut body = shared(app, consent, &texts);
    body["titleAccepted"] = json!(texts.title_accepted);
    body["serviceIntroAccepted"] = json!(texts.service_intro_accepted);
    Ok(body)
}

/// Accepted and open, and shown requests that wait for an answer; the newest first.
pub(super) fn active(app: &App, consents: &[Consent]) -> Vec<Value> {
    let now = app.clock.now();
    let listed = consents.iter().rev().filter(|consent| is_active(consent, consent.is_expired(now)));
    listed
        .map(|consent| {
            let created = event_of(consent, EventType::Created).map_or(NEVER.to_owned(), |event| format(event.created));
            json!({
                "id": consent.id,
                "isPendingConsent": consent.status == Status::Created,
                "isPoa": is_poa(app, consent),
                "toParty": party(app, &consent.to),
                "fromParty": party(app, &consent.from),
                "createdDate": created,
                "consentedDate": event_of(consent, EventType::Accepted).map(|event| format(event.created)),
            })
        })
        .collect()
}

/// Whether a consent is on the active list.
pub(in crate::portal) fn is_active(consent: &Consent, expired: bool) -> bool {
    let over = expired || consent.has(EventType::Rejected) || consent.has(EventType::Revoked);
    let accepted = consent.status == Status::Accepted;
    !over && (accepted || consent.portal_view_mode == PortalViewMode::Show)
}

pub(super) fn log(app: &App, consents: &[Consent]) -> Vec<Value> {
    let listed = consents.iter().map(|consent| {
        json!({
            "id": consent.id,
            "isPoa": is_poa(app, consent),
            "toParty": party(app, &consent.to),
            "fromParty": party(app, &consent.from),
            "handledByParty": consent.handled_by.as_ref().map(|urn| party(app, urn)),
            "consentRequestEvents": events(app, consent),
            "validTo": format(consent.valid_to),
        })
    });
    listed.collect()
}

fn shared(app: &App, consent: &Consent, texts: &ConsentTexts) -> Value {
    let rights = texts.rights.iter().map(|right| {
        let html = right.text.0.iter().map(|(language, text)| (language.clone(), markdown::to_html(text)));
        json!({"identifier": right.identifier, "title": right.title, "consentTextHtml": LangMap(html.collect())})
    });
    json!({
        "id": consent.id,
        "rights": rights.collect::<Vec<_>>(),
        "isPoa": texts.is_poa,
        "consentMessage": texts.message,
        "handledBy": texts.handled_by,
        "expiration": texts.expiration,
        "fromParty": party(app, &consent.from),
        "toParty": party(app, &consent.to),
        "handledByParty": consent.handled_by.as_ref().map(|urn| party(app, urn)),
        "validTo": format(consent.valid_to),
        "consentRequestEvents": events(app, consent),
    })
}

fn party(app: &App, urn: &PartyUrn) -> Value {
    let register = app.register.read();
    let id = PartyUrn::Uuid(register.uuid(urn));
    match register.find(urn) {
        Some(party) => json!({"id": id, "name": party.name, "type": party.type_number()}),
        None => json!({"id": id, "name": "", "type": 2}),
    }
}

fn events(app: &App, consent: &Consent) -> Vec<Value> {
    let register = app.register.read();
    let by_uuid = |event: &ConsentEvent| PartyUrn::Uuid(register.uuid(&event.performed_by));
    let events = consent.events_at(app.clock.now());
    events.iter().map(|event| event_json(consent, event, &by_uuid(event))).collect()
}

fn event_of(consent: &Consent, event_type: EventType) -> Option<&ConsentEvent> {
    consent.events.iter().find(|event| event.event_type == event_type)
}
