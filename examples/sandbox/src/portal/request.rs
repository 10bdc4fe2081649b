//! `GET /accessmanagement/ui/consent/request?id=`.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::frame::Frame;
use super::markdown;
use super::session::citizen_for;
use super::texts::{ConsentTexts, Names, is_poa};
use super::visit::{Visit, encode};
use super::words::Words;
use super::{REQUEST_PAGE, UI};
use crate::app::Shared;
use crate::bff::{BffRefusal, operations};
use crate::consent::{Consent, EventType, Status};
use crate::registry::LangMap;

/// What the page may be asked; the forms on it send the same back.
#[derive(Clone, Default, Deserialize)]
pub(super) struct PageQuery {
    pub(super) id: Option<String>,
    pub(super) lang: Option<String>,
    #[serde(default)]
    pub(super) skiplogout: String,
    #[serde(default)]
    pub(super) backtopage: String,
    #[serde(default)]
    pub(super) receipt: String,
}

impl PageQuery {
    /// The page's own address without the language.
    pub(super) fn here(&self) -> String {
        let mut here = format!("{REQUEST_PAGE}?id={}", encode(self.id.as_deref().unwrap_or_default()));
        let others = [("skiplogout", &self.skiplogout), ("backtopage", &self.backtopage), ("receipt", &self.receipt)];
        for (name, value) in others.into_iter().filter(|(_, value)| !value.is_empty()) {
            here.push_str(&format!("&{name}={}", encode(value)));
        }
        here
    }
}

pub(super) async fn show(State(app): State<Shared>, Query(query): Query<PageQuery>, headers: HeaderMap) -> Response {
    let visit = Visit::new(&app, &headers, query.lang.as_deref(), query.here());
    let words = visit.words;
    let Some(id) = query.id.as_deref().filter(|id| !id.is_empty()) else { return visit.notice("", StatusCode::OK) };
    let Ok(id) = Uuid::parse_str(id) else { return visit.notice(words.not_loaded, StatusCode::BAD_REQUEST) };
    let Some(consent) = app.consents.read().find(id).cloned() else {
        return visit.notice(words.unknown, StatusCode::NOT_FOUND);
    };
    let citizen = citizen_for(&app, &headers, &consent);
    match operations::request(&app, &citizen, id) {
        Ok(consent) if !query.receipt.is_empty() && consent.status == Status::Accepted => {
            receipt_page(&visit, &consent)
        }
        Ok(consent) => visit.about(&consent.from, request_page(&visit, &consent, &query, None, StatusCode::OK)),
        Err(BffRefusal::Problem(_)) => {
            visit.notice(words.about(is_poa(&app, &consent)).not_allowed, StatusCode::FORBIDDEN)
        }
        Err(_) => visit.notice(words.not_loaded, StatusCode::FORBIDDEN),
    }
}

/// The page of one request, with `failure` above the buttons when an answer was refused.
pub(super) fn request_page(
    visit: &Visit<'_>,
    consent: &Consent,
    query: &PageQuery,
    failure: Option<&'static str>,
    status: StatusCode,
) -> Response {
    match RequestPage::new(visit, consent, query, failure) {
        Some(page) => visit.render(&page, status),
        None => visit.notice(visit.words.not_loaded, StatusCode::NOT_FOUND),
    }
}

fn receipt_page(visit: &Visit<'_>, consent: &Consent) -> Response {
    let frame = Frame::new(visit, Some(&consent.from));
    let back = format!("{}&new={}", frame.active_page, consent.id);
    let wording = visit.words.about(is_poa(visit.app, consent));
    let page = ReceiptPage { frame, title: wording.receipt_title, text: wording.receipt_text, back };
    visit.render(&page, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    frame: Frame,
    action: &'static str,
    id: Uuid,
    skiplogout: String,
    backtopage: String,
    /// The address of the back link, empty without one.
    back: String,
    from_name: String,
    title: String,
    /// Under the title, empty unless the request ran out unanswered.
    badge: &'static str,
    /// What has become of the request, in boxes.
    notices: Vec<&'static str>,
    heading: String,
    message: String,
    service_intro: String,
    rights: Vec<RightText>,
    right_heading: &'static str,
    expiration: String,
    handled_by: String,
    failure: Option<&'static str>,
    approve: &'static str,
    reject: &'static str,
    open: bool,
}

pub(super) struct RightText {
    pub(super) title: String,
    /// Safe HTML.
    pub(super) html: String,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    frame: Frame,
    title: &'static str,
    text: &'static str,
    back: String,
}

impl RequestPage {
    fn new(visit: &Visit<'_>, consent: &Consent, query: &PageQuery, failure: Option<&'static str>) -> Option<Self> {
        let words = visit.words;
        let texts = ConsentTexts::of(visit.app, consent).ok()?;
        let wording = words.about(texts.is_poa);
        let names = Names::of(&visit.app.register.read(), consent);
        let fill = |text: &LangMap| names.fill(text.get(words.code));
        let given = consent.has(EventType::Accepted);
        let rejected = consent.has(EventType::Rejected) || consent.has(EventType::Revoked);
        let is_over = consent.is_expired(visit.app.clock.now());
        let ran_out = is_over && !given && !rejected;
        let notices = [(ran_out, words.expired), (given, wording.already_given), (rejected, wording.already_rejected)];
        let back = Some(&query.backtopage).filter(|path| path.starts_with("/consent/"));
        Some(Self {
            frame: Frame::new(visit, Some(&consent.from)),
            action: REQUEST_PAGE,
            id: consent.id,
            skiplogout: query.skiplogout.clone(),
            backtopage: query.backtopage.clone(),
            back: back.map(|path| format!("{UI}{path}")).unwrap_or_default(),
            title: fill(&texts.title),
            badge: if ran_out { wording.badge_expired } else { "" },
            notices: notices.into_iter().filter_map(|(applies, notice)| applies.then_some(notice)).collect(),
            heading: fill(&texts.heading),
            message: texts.message.as_ref().map(fill).unwrap_or_default(),
            service_intro: fill(&texts.service_intro),
            rights: right_texts(&texts, words),
            right_heading: "h2",
            expiration: fill(&texts.expiration),
            handled_by: texts.handled_by.as_ref().map(fill).unwrap_or_default(),
            failure,
            approve: wording.approve,
            reject: wording.reject,
            open: consent.status == Status::Created && !is_over,
            from_name: names.offered_by,
        })
    }
}

pub(super) fn right_texts(texts: &ConsentTexts, words: &Words) -> Vec<RightText> {
    let right = texts.rights.iter().map(|right| RightText {
        title: right.title.get(words.code).to_owned(),
        html: markdown::to_safe_html(right.text.get(words.code)),
    });
    right.collect()
}
