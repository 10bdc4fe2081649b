//! `/accessmanagement/ui/consent/agreement?id=`: one consent as it stands, and the way to withdraw it.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::AGREEMENT_PAGE;
use super::form::field;
use super::frame::Frame;
use super::request::{RightText, right_texts};
use super::session::citizen_for;
use super::texts::{ConsentTexts, Names, is_poa};
use super::visit::{Visit, encode, redirect_to};
use super::words::Wording;
use crate::app::{App, Shared};
use crate::bff::{BffRefusal, operations};
use crate::consent::{Consent, EventType, Status};
use crate::registry::LangMap;

#[derive(Deserialize)]
pub(super) struct AgreementQuery {
    id: Option<String>,
    lang: Option<String>,
}

pub(super) async fn show(
    State(app): State<Shared>,
    Query(query): Query<AgreementQuery>,
    headers: HeaderMap,
) -> Response {
    let visit = Visit::new(&app, &headers, query.lang.as_deref(), here(query.id.as_deref()));
    let Some(consent) = find(&app, query.id.as_deref()) else {
        return visit.notice(visit.words.unknown, StatusCode::NOT_FOUND);
    };
    let citizen = citizen_for(&app, &headers, &consent);
    match operations::consent(&app, &citizen, consent.id) {
        Ok(consent) => visit.about(&consent.from, page(&visit, &consent, None)),
        Err(_) => visit.notice(visit.words.not_loaded, StatusCode::FORBIDDEN),
    }
}

pub(super) async fn revoke(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let id = field(&body, "id");
    let visit = Visit::new(&app, &headers, field(&body, "lang").as_deref(), here(id.as_deref()));
    let Some(consent) = find(&app, id.as_deref()) else {
        return visit.notice(visit.words.unknown, StatusCode::NOT_FOUND);
    };
    let citizen = citizen_for(&app, &headers, &consent);
    let wording = visit.words.about(is_poa(&app, &consent));
    match operations::revoke(&app, &citizen, consent.id) {
        Ok(_) => redirect_to(visit.here),
        Err(BffRefusal::Problem(_)) => page(&visit, &consent, Some(wording.cannot_be_revoked)),
        Err(BffRefusal::Forbidden) => visit.notice(visit.words.not_loaded, StatusCode::FORBIDDEN),
        Err(_) => page(&visit, &consent, Some(wording.revoke_failed)),
    }
}

fn here(id: Option<&str>) -> String {
    format!("{AGREEMENT_PAGE}?id={}", encode(id.unwrap_or_default()))
}

fn find(app: &App, id: Option<&str>) -> Option<Consent> {
    app.consents.read().find(Uuid::parse_str(id?).ok()?).cloned()
}

/// The consent, with `failure` above the way to revoke it when that was refused.
fn page(visit: &Visit<'_>, consent: &Consent, failure: Option<&'static str>) -> Response {
    // Its own message is never on this page, as Altinn does not pass it on.
    let without_message = Consent { request_message: None, ..consent.clone() };
    let Ok(texts) = ConsentTexts::of(visit.app, &without_message) else {
        return visit.notice(visit.words.not_loaded, StatusCode::NOT_FOUND);
    };
    let wording = visit.words.about(texts.is_poa);
    let frame = Frame::new(visit, Some(&consent.from));
    let names = Names::of(&visit.app.register.read(), consent);
    let fill = |text: &LangMap| names.fill(text.get(visit.words.code));
    let expired = consent.is_expired(visit.app.clock.now());
    let page = AgreementPage {
        action: AGREEMENT_PAGE,
        id: consent.id,
        badge: badge(consent, expired, wording),
        revocable: consent.status == Status::Accepted && !expired,
        title: fill(&texts.title_accepted),
        message: texts.message.as_ref().map(fill).unwrap_or_default(),
        service_intro: fill(&texts.service_intro_accepted),
        rights: right_texts(&texts, visit.words),
        right_heading: "h3",
        expiration: fill(&texts.expiration),
        handled_by: texts.handled_by.as_ref().map(fill).unwrap_or_default(),
        failure,
        wording,
        frame,
    };
    visit.render(&page, if failure.is_some() { StatusCode::CONFLICT } else { StatusCode::OK })
}

fn badge(consent: &Consent, expired: bool, wording: &Wording) -> &'static str {
    let accepted = consent.has(EventType::Accepted);
    if accepted && consent.has(EventType::Revoked) {
        wording.badge_inactive
    } else if expired {
        wording.badge_expired
    } else if accepted {
        wording.badge_active
    } else {
        ""
    }
}

#[derive(Template)]
#[template(path = "agreement.html")]
struct AgreementPage {
    frame: Frame,
    wording: &'static Wording,
    action: &'static str,
    id: Uuid,
    badge: &'static str,
    revocable: bool,
    title: String,
    message: String,
    service_intro: String,
    rights: Vec<RightText>,
    right_heading: &'static str,
    expiration: String,
    handled_by: String,
    failure: Option<&'static str>,
}
