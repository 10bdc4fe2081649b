//! `POST consentrequests`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::aspnet::{self, empty};
use super::caller::{Caller, WRITE};
use super::problem::Problem;
use super::request::{ConsentRequestDto, ConsentRightDto};
use super::{CONSENT_REQUESTS, details, rules};
use crate::app::{App, Shared};
use crate::consent::{Consent, ConsentEvent, ConsentRight, EventType, ResourceRef, Status};
use crate::consents::Inserted;
use crate::party::PartyUrn;
use crate::registry::Template;

pub(super) async fn create(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    store(&app, &headers, &body).unwrap_or_else(|refusal| refusal)
}

fn store(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<Response, Response> {
    let caller = Caller::authenticate(app, headers, &WRITE)?;
    if !aspnet::is_json(headers) {
        return Err(aspnet::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let request = ConsentRequestDto::parse(body).map_err(|unreadable| unreadable.into_response())?;
    let (consumer, handled_by) = authorize(app, &caller, &request)?;
    let request = admit(app, request, handled_by.as_ref())?;
    let now = app.clock.now();
    if let Some(problem) = Problem::collect(rules::check(&request, &app.registry.read(), now)) {
        return Err(problem.into_response());
    }
    let consent = consent(app, request, consumer, handled_by)?;
    let id = consent.id;
    let body = details::details(app, &consent, now);
    match app.insert(consent).map_err(|_| aspnet::unhandled())? {
        Inserted::Created => {
            let mut response = aspnet::json(StatusCode::CREATED, &body);
            let location = format!("{}{CONSENT_REQUESTS}/{id}", app.request_origin(headers));
            if let Ok(location) = HeaderValue::from_str(&location) {
                response.headers_mut().insert(LOCATION, location);
            }
            Ok(response)
        }
        Inserted::Existed(stored) => Ok(aspnet::json(StatusCode::OK, &details::duplicate(app, &stored))),
        Inserted::Taken => {
            let problem = Problem::new(400, "AM-00016", "Consent with id already exist");
            Err(problem.with("requestId", id.to_string()).into_response())
        }
    }
}

/// Who asks, and who handles the request for the receiver.
fn authorize(
    app: &App,
    caller: &Caller,
    request: &ConsentRequestDto,
) -> Result<(PartyUrn, Option<PartyUrn>), Response> {
    let consumer = caller.consumer()?;
    let mut handled_by = caller.supplier()?;
    if request.to != consumer {
        if !caller.may_create_for_others() {
            return Err(empty(StatusCode::FORBIDDEN));
        }
        handled_by = Some(consumer.clone());
    }
    let registry = app.registry.read();
    for right in &request.consent_rights {
        let Some(first) = right.resource.first() else { return Err(aspnet::unhandled()) };
        let permitted = registry.find(&first.value).is_some_and(|resource| resource.may_be_requested_by(&consumer));
        if !permitted {
            return Err(empty(StatusCode::FORBIDDEN));
        }
    }
    Ok((consumer, handled_by))
}

/// The request with all its parties found in the register; the first unknown one is the answer.
fn admit(
    app: &App,
    mut request: ConsentRequestDto,
    handled_by: Option<&PartyUrn>,
) -> Result<ConsentRequestDto, Response> {
    let parties = [Some(&request.from), Some(&request.to), request.required_delegator.as_ref(), handled_by];
    for urn in parties.into_iter().flatten() {
        match urn {
            PartyUrn::Id(_) => return Err(aspnet::unhandled()),
            PartyUrn::Uuid(_) => {}
            urn if app.admit(urn).map_err(|_| aspnet::unhandled())? => {}
            PartyUrn::Person(_) => {
                let problem = Problem::new(400, "AM-00004", "Unknown person. Could not be found");
                return Err(problem.with("fnumber", urn.to_string()).into_response());
            }
            PartyUrn::Organization(_) => {
                let problem = Problem::new(400, "AM-00003", "Unknown organization. Could not be found");
                return Err(problem.with("orgnr", urn.to_string()).into_response());
            }
        }
    }
    let register = app.register.read();
    request.from = register.resolve(request.from);
    request.to = register.resolve(request.to);
    request.required_delegator = request.required_delegator.map(|urn| register.resolve(urn));
    Ok(request)
}

fn consent(
    app: &App,
    request: ConsentRequestDto,
    consumer: PartyUrn,
    handled_by: Option<PartyUrn>,
) -> Result<Consent, Response> {
    let template = template(app, &request.consent_rights).ok_or_else(aspnet::unhandled)?;
    if request.consent_rights.iter().any(|right| rules::has_colliding_keys(&right.metadata)) {
        return Err(aspnet::unhandled());
    }
    let now = app.clock.now();
    let created = ConsentEvent {
        id: app.clock.event_id(now),
        created: now,
        performed_by: consumer,
        event_type: EventType::Created,
    };
    let rights = request.consent_rights.into_iter().map(|right| stored_right(app, right)).collect();
    Ok(Consent {
        id: request.id,
        from: request.from,
        to: request.to,
        required_delegator: request.required_delegator,
        handled_by,
        valid_to: request.valid_to.replace_microsecond(request.valid_to.microsecond()).unwrap_or(request.valid_to),
        rights,
        request_message: request.request_message,
        redirect_url: request.redirect_url,
        portal_view_mode: request.portal_view_mode,
        template_id: template.id.clone(),
        template_version: template.version,
        status: Status::Created,
        consented: None,
        language: None,
        events: vec![created],
    })
}

/// The template of the first right decides for the whole request.
fn template(app: &App, rights: &[ConsentRightDto]) -> Option<Template> {
    let registry = app.registry.read();
    let resource = registry.find(&rights.first()?.resource.first()?.value)?;
    registry.template(&resource.consent_template).cloned()
}

fn stored_right(app: &App, right: ConsentRightDto) -> ConsentRight {
    let registry = app.registry.read();
    let stored = |attribute: super::request::AttributeDto| {
        let version = registry.find(&attribute.value).map_or(1, |resource| resource.version_id);
        ResourceRef { r#type: attribute.r#type, value: attribute.value, version }
    };
    ConsentRight {
        action: right.action,
        resource: right.resource.into_iter().map(stored).collect(),
        metadata: right.metadata.into_iter().filter_map(|(key, value)| Some((key, value?))).collect(),
    }
}
