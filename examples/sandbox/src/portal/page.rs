//! `GET /accessmanagement/ui/consent/request?id=`.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::frame::{Frame, encode, render};
use super::language::Words;
use super::session::citizen_for;
use super::texts::{ConsentTexts, Names};
use super::{REQUEST_PAGE, UI, markdown};
use crate::app::{App, Shared};
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

pub(super) async fn show(State(app): State<Shared>, Query(query): Query<PageQuery>, headers: HeaderMap) -> Response {
    let words = Words::choose(query.lang.as_deref(), &headers);
    let Some(id) = query.id.as_deref() else { return notice_page(&app, &headers, words, "", StatusCode::NOT_FOUND) };
    let consent = Uuid::parse_str(id).ok().and_then(|id| app.consents.read().find(id).cloned());
    let Some(consent) = consent else {
        return notice_page(&app, &headers, words, words.unknown, StatusCode::NOT_FOUND);
    };
    let citizen = citizen_for(&app, &headers, &consent);
    match operations::request(&app, &citizen, consent.id) {
        Ok(consent) if !query.receipt.is_empty() && consent.status == Status::Accepted => {
            receipt_page(&app, &headers, words, &consent)
        }
        Ok(consent) => request_page(&app, &headers, &consent, words, &query, None, StatusCode::OK),
        Err(BffRefusal::Problem(_)) => notice_page(&app, &headers, words, words.not_allowed, StatusCode::FORBIDDEN),
        Err(_) => notice_page(&app, &headers, words, words.not_loaded, StatusCode::FORBIDDEN),
    }
}

/// The page of one request, with `failure` above the buttons when an answer was refused.
pub(super) fn request_page(
    app: &App,
    headers: &HeaderMap,
    consent: &Consent,
    words: Words,
    query: &PageQuery,
    failure: Option<&'static str>,
    status: StatusCode,
) -> Response {
    let here = here(consent.id, query);
    let frame = Frame::new(app, headers, words, here, Some(&consent.from));
    match RequestPage::new(app, frame, consent, query, failure) {
        Some(page) => render(&page, words, status),
        None => notice_page(app, headers, words, words.not_loaded, StatusCode::NOT_FOUND),
    }
}

/// A page that says only why there is no request on it.
pub(super) fn notice_page(
    app: &App,
    headers: &HeaderMap,
    words: Words,
    notice: &'static str,
    status: StatusCode,
) -> Response {
    let frame = Frame::new(app, headers, words, format!("{REQUEST_PAGE}?"), None);
    render(&NoticePage { frame, notice }, words, status)
}

fn receipt_page(app: &App, headers: &HeaderMap, words: Words, consent: &Consent) -> Response {
    let frame = Frame::new(app, headers, words, here(consent.id, &PageQuery::default()), Some(&consent.from));
    let back = format!("{}&new={}", frame.active_page, consent.id);
    render(&ReceiptPage { frame, back }, words, StatusCode::OK)
}

fn here(id: Uuid, query: &PageQuery) -> String {
    let mut here = format!("{REQUEST_PAGE}?id={id}");
    for (name, value) in [("skiplogout", &query.skiplogout), ("backtopage", &query.backtopage)] {
        if !value.is_empty() {
            here.push_str(&format!("&{name}={}", encode(value)));
        }
    }
    here
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

pub(super) struct RightText {
    pub(super) title: String,
    /// Safe HTML.
    pub(super) html: String,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    frame: Frame,
    notice: &'static str,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    frame: Frame,
    back: String,
}

impl RequestPage {
    fn new(
        app: &App,
        frame: Frame,
        consent: &Consent,
        query: &PageQuery,
        failure: Option<&'static str>,
    ) -> Option<Self> {
        let words = frame.words;
        let texts = ConsentTexts::of(app, consent).ok()?;
        let names = Names::of(&app.register.read(), consent);
        let fill = |text: &LangMap| names.fill(text.get(words.code));
        let expired = consent.is_expired(app.clock.now());
        let given = consent.has(EventType::Accepted);
        let rejected = consent.has(EventType::Rejected) || consent.has(EventType::Revoked);
        let back = Some(&query.backtopage).filter(|path| path.starts_with("/consent/"));
        Some(Self {
            action: REQUEST_PAGE,
            id: consent.id,
            skiplogout: query.skiplogout.clone(),
            backtopage: query.backtopage.clone(),
            back: back.map(|path| format!("{UI}{path}")).unwrap_or_default(),
            title: fill(&texts.title),
            heading: fill(&texts.heading),
            message: texts.message.as_ref().map(fill).unwrap_or_default(),
            service_intro: fill(&texts.service_intro),
            rights: right_texts(&texts, words),
            expiration: fill(&texts.expiration),
            handled_by: texts.handled_by.as_ref().map(fill).unwrap_or_default(),
            approve: if texts.is_poa { words.approve_poa } else { words.approve },
            reject: if texts.is_poa { words.reject_poa } else { words.reject },
            open: consent.status == Status::Created && !expired,
            expired: expired && !given && !rejected,
            given,
            rejected,
            failure,
            from_name: names.offered_by,
            frame,
        })
    }
}

pub(super) fn right_texts(texts: &ConsentTexts, words: Words) -> Vec<RightText> {
    let right = texts.rights.iter().map(|right| RightText {
        title: right.title.get(words.code).to_owned(),
        html: markdown::to_safe_html(right.text.get(words.code)),
    });
    right.collect()
}
