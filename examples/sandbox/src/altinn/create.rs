//! `POST consentrequests`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::aspnet::{self, MediaType, empty};
use super::caller::{Caller, WRITE};
use super::problem::Problem;
use super::request::{ConsentRequest, RequestedRight};
use super::request_body::ConsentRequestDto;
use super::{CONSENT_REQUESTS, details, rules};
use crate::app::{App, Shared};
use crate::consent::{Consent, ConsentRight, ResourceRef, Status};
use crate::consents::Inserted;
use crate::party::PartyUrn;
use crate::registry::Template;

pub(super) async fn create(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    store(&app, &headers, &body).unwrap_or_else(|refusal| refusal)
}

fn store(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<Response, Response> {
    let media_type = MediaType::of(headers);
    // The route takes JSON only, so another type finds no route, whoever asks.
    if media_type == MediaType::Other {
        return Err(empty(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let caller = Caller::authenticate(app, headers, &WRITE)?;
    if media_type != MediaType::Json {
        return Err(aspnet::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let body = ConsentRequestDto::parse(body).map_err(|unreadable| unreadable.into_response())?;
    let (consumer, supplier) = caller.consumer_and_supplier()?;
    let request = ConsentRequest::try_from(body).map_err(|_| aspnet::unhandled())?;
    let handled_by = authorize(app, &caller, &request, &consumer)?.or(supplier);
    let request = admit(app, request, handled_by.as_ref())?;
    let now = app.clock.now();
    let template = rules::check(&request, &app.registry.read(), now);
    let template = template.map_err(|problems| match Problem::collect(problems) {
        Some(problem) => problem.into_response(),
        None => aspnet::unhandled(),
    })?;
    let template = app.registry.read().template(&template).cloned().ok_or_else(aspnet::unhandled)?;
    let consent = consent(app, request, handled_by, &template).ok_or_else(aspnet::unhandled)?;
    let (id, is_readable) = (consent.id, details::is_readable(&consent));
    match app.insert(consent, consumer).map_err(|_| aspnet::unhandled())? {
        Inserted::Created(_) | Inserted::Existed(_) if !is_readable => Err(aspnet::unhandled()),
        Inserted::Created(consent) => {
            let mut response = aspnet::json(StatusCode::CREATED, &details::details(app, &consent, now));
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

/// Whether the consumer may ask for this; the consumer itself when it asks in another organisation's name.
fn authorize(
    app: &App,
    caller: &Caller,
    request: &ConsentRequest,
    consumer: &PartyUrn,
) -> Result<Option<PartyUrn>, Response> {
    let for_another = request.to != *consumer;
    if for_another && !caller.may_create_for_others() {
        return Err(empty(StatusCode::FORBIDDEN));
    }
    let registry = app.registry.read();
    for right in &request.rights {
        let Some((_, id)) = right.resource.first() else { return Err(aspnet::unhandled()) };
        if !registry.find(id).is_some_and(|resource| resource.may_be_requested_by(consumer)) {
            return Err(empty(StatusCode::FORBIDDEN));
        }
    }
    Ok(for_another.then(|| consumer.clone()))
}

/// The request with all its parties found in the register; the first unknown one is the answer.
fn admit(app: &App, mut request: ConsentRequest, handled_by: Option<&PartyUrn>) -> Result<ConsentRequest, Response> {
    let parties = [Some(&request.from), Some(&request.to), request.required_delegator.as_ref(), handled_by];
    for urn in parties.into_iter().flatten() {
        match urn {
            PartyUrn::Uuid(_) | PartyUrn::Id(_) => {}
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

/// The consent to store, or `None` when Altinn could not store it or read it back: a text that its database cannot hold,
/// or no address to return to.
fn consent(app: &App, request: ConsentRequest, handled_by: Option<PartyUrn>, template: &Template) -> Option<Consent> {
    if holds_nul(&request) {
        return None;
    }
    Some(Consent {
        id: request.id,
        from: request.from,
        to: request.to,
        required_delegator: request.required_delegator,
        handled_by,
        valid_to: request.valid_to.replace_microsecond(request.valid_to.microsecond()).unwrap_or(request.valid_to),
        rights: request.rights.into_iter().map(|right| stored_right(app, right)).collect(),
        request_message: request.request_message,
        redirect_url: request.redirect_url?,
        portal_view_mode: request.portal_view_mode,
        template_id: template.id.clone(),
        template_version: template.version,
        status: Status::Created,
        consented: None,
        language: None,
        events: Vec::new(),
    })
}

fn stored_right(app: &App, right: RequestedRight) -> ConsentRight {
    let registry = app.registry.read();
    let stored = |(r#type, value): (String, String)| {
        let version = registry.find(&value).map_or(1, |resource| resource.version_id);
        ResourceRef { r#type, value, version }
    };
    ConsentRight {
        action: right.action,
        resource: right.resource.into_iter().map(stored).collect(),
        metadata: right.metadata.into_iter().filter_map(|(key, value)| Some((key, value?))).collect(),
    }
}

/// PostgreSQL's text has no NUL.
fn holds_nul(request: &ConsentRequest) -> bool {
    let rights = request.rights.iter().flat_map(|right| {
        let metadata = right.metadata.iter().flat_map(|(key, value)| [Some(key), value.as_ref()]).flatten();
        right.action.iter().chain(right.resource.iter().flat_map(|(r#type, value)| [r#type, value])).chain(metadata)
    });
    let message = request.request_message.iter().flatten().flat_map(|(key, text)| [Some(key), text.as_ref()]).flatten();
    rights.chain(message).chain(&request.redirect_url).any(|text| text.contains('\0'))
}
