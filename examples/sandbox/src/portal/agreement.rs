//! `/accessmanagement/ui/consent/agreement?id=`: one consent as it stands, and the way to withdraw it.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::AGREEMENT_PAGE;
use super::answer::redirect_to;
use super::frame::{Frame, render};
use super::language::Words;
use super::page::{RightText, notice_page, right_texts};
use super::session::citizen_for;
use super::texts::{ConsentTexts, Names};
use crate::app::{App, Shared};
use crate::bff::operations;
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
    let words = Words::choose(query.lang.as_deref(), &headers);
    let Some(consent) = find(&app, query.id.as_deref()) else {
        return notice_page(&app, &headers, words, words.unknown, StatusCode::NOT_FOUND);
    };
    let citizen = citizen_for(&app, &headers, &consent);
    match operations::consent(&app, &citizen, consent.id) {
        Ok(consent) => page(&app, &headers, words, &consent, false),
        Err(_) => notice_page(&app, &headers, words, words.not_loaded, StatusCode::FORBIDDEN),
    }
}

pub(super) async fn revoke(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let field =
        |name: &str| form_urlencoded::parse(&body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let words = Words::choose(field("lang").as_deref(), &headers);
    let Some(consent) = find(&app, field("id").as_deref()) else {
        return notice_page(&app, &headers, words, words.unknown, StatusCode::NOT_FOUND);
    };
    let citizen = citizen_for(&app, &headers, &consent);
    match operations::revoke(&app, &citizen, consent.id) {
        Ok(consent) => redirect_to(format!("{AGREEMENT_PAGE}?id={}", consent.id)),
        Err(_) => page(&app, &headers, words, &consent, true),
    }
}

fn find(app: &App, id: Option<&str>) -> Option<Consent> {
    app.consents.read().find(Uuid::parse_str(id?).ok()?).cloned()
}

fn page(app: &App, headers: &HeaderMap, words: Words, consent: &Consent, failed: bool) -> Response {
    let Ok(texts) = ConsentTexts::of(app, consent) else {
        return notice_page(app, headers, words, words.not_loaded, StatusCode::NOT_FOUND);
    };
    let frame = Frame::new(app, headers, words, format!("{AGREEMENT_PAGE}?id={}", consent.id), Some(&consent.from));
    let names = Names::of(&app.register.read(), consent);
    let fill = |text: &LangMap| names.fill(text.get(words.code));
    let expired = consent.is_expired(app.clock.now());
    let page = AgreementPage {
        action: AGREEMENT_PAGE,
        id: consent.id,
        badge: badge(consent, expired, words),
        revocable: consent.status == Status::Accepted && !expired,
        title: fill(&texts.title_accepted),
        service_intro: fill(&texts.service_intro_accepted),
        rights: right_texts(&texts, words),
        expiration: fill(&texts.expiration),
        handled_by: texts.handled_by.as_ref().map(fill).unwrap_or_default(),
        failed,
        frame,
    };
    render(&page, words, if failed { StatusCode::CONFLICT } else { StatusCode::OK })
}

fn badge(consent: &Consent, expired: bool, words: Words) -> &'static str {
    let accepted = consent.has(EventType::Accepted);
    if accepted && consent.has(EventType::Revoked) {
        words.badge_inactive
    } else if expired {
        words.badge_expired
    } else if accepted {
        words.badge_active
    } else {
        ""
    }
}

#[derive(Template)]
#[template(path = "agreement.html")]
struct AgreementPage {
    frame: Frame,
    action: &'static str,
    id: Uuid,
    badge: &'static str,
    revocable: bool,
    title: String,
    service_intro: String,
    rights: Vec<RightText>,
    expiration: String,
    handled_by: String,
    failed: bool,
}
