//! `GET /accessmanagement/ui/consent/request?id=`.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use time::macros::format_description;
use uuid::Uuid;

use super::language::Words;
use super::{REQUEST_PAGE, STYLE};
use crate::app::{App, Shared};
use crate::consent::{Consent, ConsentRight, EventType, Status};
use crate::registry::LangMap;

/// No `form-action`: browsers apply it to the redirect after the form, which leads to the receiver's own site.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

#[derive(Deserialize)]
pub(super) struct PageQuery {
    id: Option<String>,
    lang: Option<String>,
}

pub(super) async fn show(State(app): State<Shared>, Query(query): Query<PageQuery>) -> Response {
    let words = Words::of(query.lang.as_deref());
    let id = query.id.as_deref().and_then(|id| Uuid::parse_str(id).ok());
    let consent = id.and_then(|id| app.consents.read().find(id).cloned());
    match consent {
        Some(consent) => request_page(&app, &consent, words, None, StatusCode::OK),
        None => error_page(words),
    }
}

/// The page of one request, with `failure` above the buttons when an answer was refused.
pub(super) fn request_page(
    app: &App,
    consent: &Consent,
    words: Words,
    failure: Option<&'static str>,
    status: StatusCode,
) -> Response {
    render(&RequestPage::new(app, consent, words, failure), status)
}

pub(super) fn error_page(words: Words) -> Response {
    render(&ErrorPage { words, style: STYLE }, StatusCode::NOT_FOUND)
}

fn render(page: &impl Template, status: StatusCode) -> Response {
    let headers = [(CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-store"), (REFERRER_POLICY, "no-referrer")];
    match page.render() {
        Ok(html) => (status, headers, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    words: Words,
    style: &'static str,
    action: &'static str,
    id: Uuid,
    from_name: String,
    title: String,
    heading: String,
    message: String,
    service_intro: String,
    rights: Vec<RightText>,
    expiration: String,
    handled_by: String,
    approve: &'static str,
    reject: &'static str,
    open: bool,
    expired: bool,
    given: bool,
    rejected: bool,
    failure: Option<&'static str>,
}

struct RightText {
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    words: Words,
    style: &'static str,
}

impl RequestPage {
    fn new(app: &App, consent: &Consent, words: Words, failure: Option<&'static str>) -> Self {
        let now = app.clock.now();
        let registry = app.registry.read();
        let template = registry.template(&consent.template_id);
        let names = Names::new(app, consent);
        let fill = |text: Option<&LangMap>| text.map(|text| names.fill(text.get(words.code))).unwrap_or_default();
        let texts = template.map(|template| &template.texts);
        let one_time = consent.rights.iter().flat_map(|right| &right.resource);
        let one_time =
            one_time.filter_map(|item| registry.find(&item.value)).any(|resource| resource.is_one_time_consent);
        let is_poa = template.is_some_and(|template| template.is_poa);
        let expired = consent.is_expired(now);
        let given = consent.has(EventType::Accepted);
        let rejected = consent.has(EventType::Rejected) || consent.has(EventType::Revoked);
        let message = requested_message(consent, words.code).unwrap_or_else(|| {
            texts
                .and_then(|texts| texts.overridden_delegation_context.as_ref())
                .map(|text| text.get(words.code))
                .unwrap_or_default()
        });
        Self {
            words,
            style: STYLE,
            action: REQUEST_PAGE,
            id: consent.id,
            title: fill(texts.map(|texts| texts.title.of(&consent.from))),
            heading: fill(texts.map(|texts| texts.heading.of(&consent.from))),
            message: names.fill(message),
            service_intro: fill(texts.map(|texts| texts.service_intro.of(&consent.from))),
            rights: consent.rights.iter().map(|right| RightText::new(app, right, words.code)).collect(),
            expiration: fill(texts.map(|texts| if one_time { &texts.expiration_one_time } else { &texts.expiration })),
            handled_by: if consent.handled_by.is_some() {
                fill(texts.map(|texts| &texts.handled_by))
            } else {
                String::new()
            },
            approve: if is_poa { words.approve_poa } else { words.approve },
            reject: if is_poa { words.reject_poa } else { words.reject },
            open: consent.status == Status::Created && !expired,
            expired: expired && !given && !rejected,
            given,
            rejected,
            failure,
            from_name: names.offered_by,
        }
    }
}

impl RightText {
    fn new(app: &App, right: &ConsentRight, language: &str) -> Self {
        let registry = app.registry.read();
        let id = right.resource.first().map_or("", |resource| resource.value.as_str());
        let Some(resource) = registry.find(id) else { return Self { title: id.to_owned(), text: String::new() } };
        let mut text = resource.consent_text.get(language).to_owned();
        for (key, value) in &right.metadata {
            text = text.replace(&format!("{{{key}}}"), value);
        }
        Self { title: resource.title.get(language).to_owned(), text }
    }
}

/// What the placeholders of the template stand for.
struct Names {
    covered_by: String,
    offered_by: String,
    handled_by: String,
    expiration: String,
}

impl Names {
    fn new(app: &App, consent: &Consent) -> Self {
        let register = app.register.read();
        let minutes = format_description!("[day].[month].[year], [hour]:[minute] UTC");
        Self {
            covered_by: register.name(&consent.to),
            offered_by: register.name(&consent.from),
            handled_by: consent.handled_by.as_ref().map(|urn| register.name(urn)).unwrap_or_default(),
            expiration: consent.valid_to.format(minutes).unwrap_or_default(),
        }
    }

    fn fill(&self, text: &str) -> String {
        text.replace("{CoveredBy}", &self.covered_by)
            .replace("{OfferedBy}", &self.offered_by)
            .replace("{HandledBy}", &self.handled_by)
            .replace("{Expiration}", &self.expiration)
    }
}

fn requested_message<'a>(consent: &'a Consent, language: &str) -> Option<&'a str> {
    let message = consent.request_message.as_ref()?;
    let text = |language: &str| message.get(language)?.as_deref();
    text(language).or_else(|| text("nb")).or_else(|| message.values().flatten().next().map(String::as_str))
}
