//! The citizen's pages: what is on them, in which order, in which language, for whom.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use serde_json::json;

const ACTIVE: &str = "/accessmanagement/ui/consent/active";
const LOG: &str = "/accessmanagement/ui/consent/log";
const AGREEMENT: &str = "/accessmanagement/ui/consent/agreement";
const PERSON_CHOICE: &str = "/accessmanagement/ui/person";
const OLA_NUMBER: &str = "01025181049";

/// A page's status, its HTML, and what a reader sees of its main part.
struct Page {
    status: u16,
    html: String,
    text: String,
}

impl Page {
    async fn of(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let html = response.text().await.unwrap();
        let main = html.split_once("<main").map_or("", |(_, main)| main);
        let pieces: Vec<&str> = main.split('<').skip(1).filter_map(|piece| Some(piece.split_once('>')?.1)).collect();
        let text = pieces.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        Self { status, html, text }
    }

    #[track_caller]
    fn shows(&self, texts: &[&str]) {
        let mut rest = self.text.as_str();
        for text in texts {
            let Some((_, after)) = rest.split_once(text) else { panic!("no {text:?} in {rest:?}: {}", self.text) };
            rest = after;
        }
    }

    #[track_caller]
    fn hides(&self, text: &str) {
        assert!(!self.text.contains(text), "{}", self.text);
    }

    /// Whether the buttons of the answer are live.
    fn is_open(&self) -> bool {
        assert_eq!(self.html.matches("name=\"decision\"").count(), 2);
        !self.html.contains("aria-disabled")
    }
}

async fn open(bed: &Bed, path: &str) -> Page {
    Page::of(bed.get(path).send().await.unwrap()).await
}

async fn request_page(bed: &Bed, id: &str, more: &str) -> Page {
    open(bed, &format!("{REQUEST_PAGE}?id={id}{more}")).await
}

/// The cookies of somebody who has chosen the person with this number.
async fn session(bed: &Bed, number: &str) -> String {
    let form = [("number", number), ("goto", ACTIVE)];
    let response = bed.post(PERSON_CHOICE).form(&form).send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.headers()[LOCATION].to_str().unwrap()), (303, ACTIVE));
    let cookies = response.headers().get_all(SET_COOKIE).iter();
    cookies.map(|line| line.to_str().unwrap().split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

async fn open_as(bed: &Bed, cookies: &str, path: &str) -> Page {
    Page::of(bed.get(path).header(COOKIE, cookies).send().await.unwrap()).await
}

async fn send(bed: &Bed, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
    bed.post(path).form(form).send().await.unwrap()
}

#[tokio::test]
async fn a_request_says_who_asks_for_what_until_when() {
    let bed = Bed::start().await;
    let token = bed.token(DIGDIR, ORG).await;
    let id = new_id();
    let mut request = income_request(&id);
    request["requestMessage"] = json!({"nb": "Til søknaden din hos {CoveredBy}"});
    request["validTo"] = json!("2030-07-01T10:00:00Z");
    assert_eq!(bed.create(&token, &request).await.status(), 201);

    let page = request_page(&bed, &id, "&DONTCHOOSEREPORTEE=TRUE&openAccountMenu=true").await;

    assert_eq!(page.status, 200);
    page.shows(&[
        "Kari Fjell",
        "Samtykke til å dele dine data",
        "Smartbank AS ber om samtykke",
        "Til søknaden din hos Smartbank AS",
        "får Smartbank AS tilgang til:",
        "Dele inntektsopplysninger",
        "Inntekten din for 2024",
        "Samtykket gjelder til 01.07.2030, 12:00.",
        "Digitaliseringsdirektoratet behandler opplysningene på vegne av Smartbank AS.",
        "Ja, jeg gir samtykke",
        "Nei, jeg gir ikke samtykke",
    ]);
    assert!(page.is_open());
    assert_eq!(page.html.matches("<h1").count(), 1);
    assert!(page.html.contains("<title>Forespørsel om samtykke</title>"));
}

#[tokio::test]
async fn an_answered_or_expired_request_says_so_and_has_idle_buttons() {
    let bed = Bed::start().await;
    let given = "Dette samtykket er allerede gitt.";
    let rejected = "Dette samtykket er avslått eller trukket tilbake.";
    let expired = "Samtykket er utløpt";
    let soon = json!({"validTo": "2030-01-01T00:00:00Z"});
    for (decisions, late, shown) in [
        ("", false, vec![]),
        ("approve", false, vec![given]),
        ("reject", false, vec![rejected]),
        ("approve revoke", false, vec![given, rejected]),
        ("", true, vec![expired]),
        ("approve", true, vec![given]),
        ("reject", true, vec![rejected]),
    ] {
        let id = bed.asked(&soon).await;
        for decision in decisions.split_whitespace() {
            bed.decide(&id, decision).await;
        }
        if late {
            bed.set_clock(&json!({"now": "2030-06-01T00:00:00Z"})).await;
        }
        let page = request_page(&bed, &id, "").await;
        bed.set_clock(&json!({"offsetSeconds": 0})).await;
        page.shows(&shown);
        for text in [given, rejected, expired].into_iter().filter(|text| !shown.contains(text)) {
            page.hides(text);
        }
        assert_eq!((page.status, page.is_open()), (200, shown.is_empty()), "{decisions} {late}");
    }
}

#[tokio::test]
async fn what_cannot_be_shown_is_one_red_box() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    let poa = right("samtykke-fullmakt-utfoere-tjeneste", "tiltak=x");
    let poa = bed.asked(&json!({"consentRights": [poa]})).await;
    let ola = session(&bed, OLA_NUMBER).await;
    let low = bed.personal_token(&format!("partyuuid={KARI}&authLvl=1")).await;

    let unknown = request_page(&bed, "0198c000-0000-7000-8000-00000000dead", "").await;
    let not_a_uuid = request_page(&bed, "abc", "").await;
    let not_allowed = open_as(&bed, &ola, &format!("{REQUEST_PAGE}?id={id}")).await;
    let not_allowed_poa = open_as(&bed, &ola, &format!("{REQUEST_PAGE}?id={poa}&lang=nn")).await;
    let no_access = open_as(&bed, &format!("AltinnStudioRuntime={low}"), &format!("{REQUEST_PAGE}?id={id}")).await;
    let nothing = open(&bed, REQUEST_PAGE).await;

    for (page, status, text) in [
        (&unknown, 404, "Forespørselen finnes ikke."),
        (&not_a_uuid, 400, "Forespørselen kunne ikke hentes."),
        (&not_allowed, 403, "Du har ikke rett til å gi dette samtykket."),
        (&not_allowed_poa, 403, "Du har ikkje rett til å gi denne fullmakta."),
        (&no_access, 403, "Forespørselen kunne ikke hentes."),
    ] {
        assert_eq!((page.status, page.html.matches("class=\"notice error\"").count()), (status, 1));
        page.shows(&[text]);
        assert!(!page.html.contains("name=\"decision\""));
    }
    assert_eq!((nothing.status, nothing.html.contains("notice")), (200, false));
    // Whoever changes language or test person there stays there.
    assert!(not_allowed.html.contains(&format!("{REQUEST_PAGE}?id={id}&amp;lang=en")));
    assert!(not_allowed.html.contains(&format!("name=\"goto\" value=\"{REQUEST_PAGE}?id={id}\"")));
}

#[tokio::test]
async fn a_power_of_attorney_is_never_called_a_consent() {
    let bed = Bed::start().await;
    let poa = json!({"consentRights": [right("samtykke-fullmakt-utfoere-tjeneste", "tiltak=Rydding")]});
    let id = bed.asked(&poa).await;
    for (language, approve, reject) in [
        ("nb", "Ja, jeg gir fullmakt", "Nei, jeg gir ikke fullmakt"),
        ("nn", "Ja, eg gir fullmakt", "Nei, eg gir ikkje fullmakt"),
        ("en", "Yes, I give power of attorney", "No, I do not give power of attorney"),
    ] {
        request_page(&bed, &id, &format!("&lang={language}")).await.shows(&[approve, reject]);
    }
    bed.decide(&id, "approve").await;
    let agreement = open(&bed, &format!("{AGREEMENT}?id={id}")).await;
    agreement.shows(&["Fullmakten er aktiv", "Trekk fullmakt", "Ja, trekk fullmakt", "Å utføre Rydding på dine vegne"]);
    agreement.hides("amtykke");
    let list = format!("?party={KARI}");
    open(&bed, &format!("{ACTIVE}{list}")).await.shows(&["Se/trekk fullmakt"]);
    open(&bed, &format!("{LOG}{list}")).await.shows(&["Kari Fjell ga fullmakt til Smartbank AS.", "Se fullmakt"]);
}

#[tokio::test]
async fn the_language_is_the_address_s_then_the_cookie_s_then_bokmal() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    for (address, cookie, expected, kept) in [
        ("", "", "nb", "no_nb"),
        ("", "selectedLanguage=no_nn", "nn", "no_nn"),
        ("", "selectedLanguage=en", "en", "en"),
        ("&lang=nn", "selectedLanguage=en", "nn", "no_nn"),
        ("&lang=de", "", "nb", "no_nb"),
    ] {
        let request = bed.get(&format!("{REQUEST_PAGE}?id={id}{address}")).header(COOKIE, cookie);
        let response = request.send().await.unwrap();
        let set = format!("selectedLanguage={kept}; Path=/; SameSite=Strict");
        assert!(response.headers().get_all(SET_COOKIE).iter().any(|line| line == set.as_str()));
        let html = response.text().await.unwrap();
        assert!(html.contains(&format!("<html lang=\"{expected}\">")), "{address} {cookie}");
        assert!(html.contains(&format!("hreflang=\"{expected}\" aria-current=\"true\"")), "{address} {cookie}");
    }
}

#[tokio::test]
async fn the_language_of_the_page_is_kept_with_the_consent() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    send(&bed, REQUEST_PAGE, &[("id", &id), ("lang", "nn"), ("decision", "approve")]).await;
    let kari = bed.citizen(KARI).await;
    let consent = bed.get(&format!("{BFF}/consents/{id}")).bearer_auth(kari).send().await.unwrap();
    assert_eq!(json_of(consent).await["context"]["language"], "nn");
}

#[tokio::test]
async fn a_refused_answer_stays_on_the_page() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    bed.decide(&id, "reject").await;
    let answer = |id: String, decision: &'static str| {
        let bed = &bed;
        async move { Page::of(send(bed, REQUEST_PAGE, &[("id", &id), ("decision", decision)]).await).await }
    };

    let page = answer(id.clone(), "approve").await;
    assert_eq!((page.status, page.is_open()), (409, false));
    page.shows(&["avslått", "Forespørselen er allerede besvart, så samtykket kan ikke gis.", "Ja, jeg gir samtykke"]);
    let given = bed.asked(&json!({})).await;
    bed.decide(&given, "approve").await;
    answer(given, "reject").await.shows(&["så samtykket kan ikke avslås."]);
    let late = bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z"})).await;
    bed.set_clock(&json!({"now": "2030-06-01T00:00:00Z"})).await;
    answer(late, "approve").await.shows(&["Samtykket er utløpt", "Samtykket kunne ikke gis."]);
    assert_eq!(send(&bed, REQUEST_PAGE, &[("id", &id), ("decision", "maybe")]).await.status(), 400);
    assert_eq!(answer(new_id(), "approve").await.status, 404);
}

#[tokio::test]
async fn within_the_portal_an_answer_leads_to_the_receipt_or_the_list() {
    let bed = Bed::start().await;
    let [given, refused] = [bed.asked(&json!({})).await, bed.asked(&json!({})).await];
    let page = request_page(&bed, &given, "&skiplogout=false&backtopage=%2Fconsent%2Factive").await;
    assert!(page.html.contains(&format!("href=\"{ACTIVE}\">Tilbake</a>")), "{}", page.html);
    assert!(page.html.contains("name=\"skiplogout\" value=\"false\""));

    let form = [("id", given.as_str()), ("skiplogout", "false"), ("decision", "approve")];
    let receipt = send(&bed, REQUEST_PAGE, &form).await.headers()[LOCATION].to_str().unwrap().to_owned();
    let form = [("id", refused.as_str()), ("skiplogout", "true"), ("decision", "reject")];
    let list = send(&bed, REQUEST_PAGE, &form).await.headers()[LOCATION].to_str().unwrap().to_owned();

    assert_eq!(list, ACTIVE);
    let receipt = open(&bed, &receipt).await;
    receipt.shows(&["Samtykket er registrert", "trekke samtykket i oversikten", "Tilbake til oversikten"]);
    assert!(receipt.html.contains("<h1 tabindex=\"-1\" autofocus>"));
    let back = format!("{ACTIVE}?party={KARI}&#38;new={given}");
    assert!(receipt.html.contains(&back), "{}", receipt.html);
    open(&bed, &back.replace("&#38;", "&")).await.shows(&["Aktive avtaler", "Smartbank AS", "Nylig samtykket"]);
}

#[tokio::test]
async fn the_lists_that_follow_are_of_the_party_that_was_asked() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    let remembered = |response: &reqwest::Response| {
        let cookies = response.headers().get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap().to_owned());
        cookies.filter(|line| line.starts_with("AltinnPartyUuid=")).collect::<Vec<_>>()
    };
    let path = format!("{REQUEST_PAGE}?id={id}");

    let response = bed.get(&path).send().await.unwrap();
    assert_eq!(remembered(&response), [format!("AltinnPartyUuid={KARI}; Path=/; SameSite=Lax; HttpOnly")]);
    open_as(&bed, &format!("AltinnPartyUuid={KARI}"), ACTIVE).await.shows(&["Kari Fjell"]);
    let kari = session(&bed, "01025161013").await;
    let response = bed.get(&path).header(COOKIE, kari).send().await.unwrap();
    assert_eq!((response.status().as_u16(), remembered(&response).len()), (200, 0));
}

#[tokio::test]
async fn a_back_link_stays_within_the_portal() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    for elsewhere in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "javascript%3Aalert(1)"] {
        let page = request_page(&bed, &id, &format!("&backtopage={elsewhere}")).await;
        assert!(!page.html.contains("class=\"back\""), "{elsewhere}");
    }
    let form = [("number", OLA_NUMBER), ("goto", "https://evil.example/")];
    let response = send(&bed, PERSON_CHOICE, &form).await;
    assert!(response.headers()[LOCATION].to_str().unwrap().starts_with(ACTIVE));
}

#[tokio::test]
async fn the_active_page_groups_by_receiver() {
    let bed = Bed::start().await;
    let party = json!({"number": "937884117", "name": "Smartbank AS"});
    bed.post("/sandbox/parties").json(&party).send().await.unwrap();
    let namesake = "urn:altinn:organization:identifier-no:937884117";
    let pending = bed.asked(&json!({"portalViewMode": "Show"})).await;
    bed.asked(&json!({})).await;
    for to in [namesake, namesake, "urn:altinn:organization:identifier-no:810419512"] {
        let id = bed.asked(&json!({"to": to})).await;
        bed.decide(&id, "approve").await;
    }

    let page = open(&bed, &format!("{ACTIVE}?party={KARI}")).await;

    page.shows(&[
        "Kari Fjell",
        "Ventende avtaler",
        "(1)",
        "Se/gi samtykke",
        "Aktive avtaler",
        "(1)",
        "Se/trekk samtykke",
    ]);
    page.shows(&["(2)", "Se avtalelogg"]);
    assert_eq!(page.html.matches("class=\"group\"").count(), 3);
    let link = format!("{REQUEST_PAGE}?id={pending}&#38;skiplogout=true&#38;backtopage=%2Fconsent%2Factive");
    assert!(page.html.contains(&link), "{}", page.html);
}

#[tokio::test]
async fn the_lists_are_only_for_those_who_may_see_them() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    bed.decide(&id, "approve").await;
    let ola = session(&bed, OLA_NUMBER).await;
    for path in [ACTIVE, LOG] {
        let page = open_as(&bed, &ola, &format!("{path}?party={KARI}")).await;
        page.shows(&["Du har ikke tilgang til å se disse avtalene."]);
        page.hides("Smartbank");
        let own = open_as(&bed, &ola, path).await;
        own.shows(&["Ola Strand"]);
        own.hides("Smartbank");
    }
    open_as(&bed, &ola, ACTIVE).await.shows(&["Du har ingen aktive avtaler."]);
    let agreement = open_as(&bed, &ola, &format!("{AGREEMENT}?id={id}")).await;
    assert_eq!(agreement.status, 403);
}

#[tokio::test]
async fn the_log_tells_what_happened_newest_first() {
    let bed = Bed::start().await;
    bed.set_clock(&json!({"now": "2029-12-24T16:00:00Z"})).await;
    let soon = json!({"validTo": "2030-01-01T00:00:00Z"});
    let revoked = bed.asked(&soon).await;
    bed.decide(&revoked, "approve").await;
    bed.set_clock(&json!({"now": "2029-12-25T16:00:00Z"})).await;
    bed.decide(&revoked, "revoke").await;
    let rejected = bed.asked(&json!({"to": "urn:altinn:organization:identifier-no:937884117"})).await;
    bed.decide(&rejected, "reject").await;

    let log = |query: &'static str| {
        let bed = &bed;
        async move { open(bed, &format!("{LOG}?party={KARI}{query}")).await }
    };
    let page = log("").await;
    page.shows(&[
        "25. desember 2029 kl. 17:00",
        "Samtykket til Smartbank AS ble trukket.",
        "24. desember 2029 kl. 17:00",
        "Kari Fjell ga samtykke til Smartbank AS.",
        "Gjelder til 01.01.2030, 01:00",
        "Se samtykke",
    ]);
    page.hides("Skog Forsikring");
    assert!(page.html.contains(&format!("data-testid=\"{revoked}-Accepted\"")), "{}", page.html);
    log("&q=+SMART+").await.shows(&["Smartbank AS ble trukket"]);
    log("&q=kari").await.shows(&["Smartbank AS ble trukket"]);
    log("&q=skog").await.shows(&["Ingen treff på dette navnet."]);
    bed.set_clock(&json!({"now": "2030-06-01T00:00:00Z"})).await;
    log("").await.shows(&["Samtykket til Smartbank AS utløp.", "Samtykket til Smartbank AS ble trukket."]);
}

#[tokio::test]
async fn a_consent_is_revoked_on_its_own_page() {
    let bed = Bed::start().await;
    let loan = right("ske-samtykke-sbl-summert-skattegrunnlag", "inntektsaar=2024");
    let id = bed.asked(&json!({"consentRights": [loan], "requestMessage": {"nb": "Bare i forespørselen"}})).await;
    bed.decide(&id, "approve").await;
    let path = format!("{AGREEMENT}?id={id}");
    let page = open(&bed, &path).await;
    page.shows(&[
        "Samtykket er aktivt",
        "Trekk samtykke",
        "Ja, trekk samtykke",
        "Avbryt",
        "Du har samtykket",
        "søknaden om lån",
        "Smartbank AS har tilgang til:",
        "Skattegrunnlaget ditt for 2024",
        "gjelder til",
    ]);
    page.hides("Bare i forespørselen");

    let revoked = send(&bed, AGREEMENT, &[("id", &id), ("lang", "nb")]).await;

    assert_eq!((revoked.status().as_u16(), revoked.headers()[LOCATION].to_str().unwrap()), (302, path.as_str()));
    let page = open(&bed, &path).await;
    page.shows(&["Samtykket er ikke aktivt", "Du har samtykket"]);
    page.hides("Trekk samtykke");
    assert_eq!(send(&bed, AGREEMENT, &[("id", &id)]).await.status(), 302);
}

#[tokio::test]
async fn only_a_consent_in_force_can_be_revoked() {
    let bed = Bed::start().await;
    let pending = bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z"})).await;
    let refused = Page::of(send(&bed, AGREEMENT, &[("id", &pending)]).await).await;
    assert_eq!(refused.status, 409);
    refused.shows(&["Samtykket er ikke aktivt, så det kan ikke trekkes."]);
    let page = open(&bed, &format!("{AGREEMENT}?id={pending}")).await;
    page.hides("Samtykket er aktivt");
    page.hides("Trekk samtykke");
    bed.decide(&pending, "approve").await;
    bed.set_clock(&json!({"now": "2030-06-01T00:00:00Z"})).await;
    let page = open(&bed, &format!("{AGREEMENT}?id={pending}&lang=en")).await;
    page.shows(&["Consent has expired"]);
    page.hides("Revoke consent");
    let id = bed.asked(&json!({"from": format!("urn:altinn:person:identifier-no:{OLA_NUMBER}")})).await;
    bed.decide(&id, "approve").await;
    let kari = session(&bed, "01025161013").await;
    let stranger = bed.post(AGREEMENT).header(COOKIE, kari).form(&[("id", &id)]).send().await.unwrap();
    assert_eq!(stranger.status(), 403);
}

#[tokio::test]
async fn a_test_person_is_chosen_by_name_or_number() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({"from": format!("urn:altinn:person:identifier-no:{OLA_NUMBER}")})).await;
    let page = request_page(&bed, &id, "").await;
    assert!(page.html.contains(&format!("<option value=\"{OLA}\">Ola Strand</option>")), "{}", page.html);
    let form = [("person", OLA), ("number", ""), ("goto", &format!("{REQUEST_PAGE}?id={id}"))];
    let chosen = send(&bed, PERSON_CHOICE, &form).await;
    let cookie = chosen.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = open_as(&bed, &cookie, &format!("{REQUEST_PAGE}?id={id}")).await;
    assert!(page.html.contains("<strong>Ola Strand</strong></summary>"), "{}", page.html);

    for number in ["01025161014", "810419512", "abc"] {
        let refused = Page::of(send(&bed, PERSON_CHOICE, &[("number", number)]).await).await;
        assert_eq!(refused.status, 400, "{number}");
        refused.shows(&["ikke et gyldig fødselsnummer"]);
    }
    let nobody = send(&bed, PERSON_CHOICE, &[("number", ""), ("person", "")]).await;
    assert!(nobody.headers()[SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
}

#[tokio::test]
async fn every_page_runs_no_script_and_loads_only_its_own_files() {
    let bed = Bed::start().await;
    let id = bed.asked(&json!({})).await;
    for path in [format!("{REQUEST_PAGE}?id={id}"), ACTIVE.into(), LOG.into(), format!("{AGREEMENT}?id={id}")] {
        let response = bed.get(&path).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert_eq!(
            policy,
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        assert_eq!((header("cache-control"), header("x-content-type-options")), ("no-store".into(), "nosniff".into()));
        assert_eq!(header("referrer-policy"), "no-referrer");
        let html = response.text().await.unwrap();
        assert!(!html.contains("<script") && !html.contains("style=") && !html.contains("onclick"), "{html}");
        for link in html.split("<link ").skip(1) {
            let file = link.split_once("href=\"").unwrap().1.split('"').next().unwrap();
            assert_eq!(bed.get(file).send().await.unwrap().status(), 200, "{file}");
        }
    }
}
