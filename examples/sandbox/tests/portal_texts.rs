//! The portal's JSON back end: the texts of a request, and the lists.
#![allow(clippy::unwrap_used)]

mod common;

use common::portal::*;
use common::*;
use serde_json::{Value, json};

#[tokio::test]
async fn a_request_comes_with_all_its_texts() {
    let portal = Portal::start().await;
    let id = portal.bed.asked(&json!({})).await;

    let (status, mut body) = portal.get(&format!("request/{id}")).await;

    assert_eq!(status, 200);
    let event = body["consentRequestEvents"][0].as_object_mut().unwrap();
    assert!(event.remove("consentEventID").is_some() && event.remove("created").is_some());
    let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = vec![
        "id",
        "rights",
        "isPoa",
        "title",
        "heading",
        "serviceIntro",
        "consentMessage",
        "handledBy",
        "expiration",
        "fromParty",
        "toParty",
        "handledByParty",
        "validTo",
        "consentRequestEvents",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(
        body["rights"],
        json!([{
            "identifier": "standard-samtykke-for-dele-data",
            "title": {"nb": "Dele inntektsopplysninger", "nn": "Dele inntektsopplysningar", "en": "Share income information"},
            "consentTextHtml": {
                "nb": "<p>Inntekten din for 2024</p>\n",
                "nn": "<p>Inntekta di for 2024</p>\n",
                "en": "<p>Your income for 2024</p>\n",
            },
        }])
    );
    assert_eq!(body["isPoa"], false);
    // The browser fills these in.
    assert!(body["heading"]["nb"].as_str().unwrap().contains("{CoveredBy}"));
    assert!(body["expiration"]["en"].as_str().unwrap().contains("{Expiration}"));
    assert_eq!(body["fromParty"], json!({"id": uuid_urn(KARI), "name": "Kari Fjell", "type": 1}));
    assert_eq!(body["toParty"], json!({"id": uuid_urn(SMARTBANK_UUID), "name": "Smartbank AS", "type": 2}));
    assert_eq!(
        (&body["consentMessage"], &body["handledBy"], &body["handledByParty"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(body["validTo"], "2099-12-31T12:00:00+00:00");
    let event = json!({"performedBy": uuid_urn(SMARTBANK_UUID), "eventType": "Created", "consentRequestID": id});
    assert_eq!(body["consentRequestEvents"], json!([event]));
}

#[tokio::test]
async fn the_texts_fit_the_giver_the_template_and_the_resources() {
    let portal = Portal::start().await;
    let unit = json!({"number": "910493353", "name": "Bakke og Nes AS", "unitType": "BEDR"});
    portal.bed.post("/sandbox/parties").json(&unit).send().await.unwrap();
    let organization = "urn:altinn:organization:identifier-no:910493353";
    let one_time = right("enkelt-samtykke", "simpletag=x");

    let id = portal.bed.asked(&json!({"from": organization, "consentRights": [one_time]})).await;
    let (_, body) = portal.get(&format!("request/{id}")).await;
    assert_eq!(body["fromParty"]["type"], 4);
    assert_eq!(body["title"]["nb"], "Samtykke til å dele virksomhetens data");
    assert!(body["expiration"]["nb"].as_str().unwrap().contains("én gang"));

    let poa = right("samtykke-fullmakt-utfoere-tjeneste", "tiltak=Rydding");
    let id = portal.bed.asked(&json!({"consentRights": [poa]})).await;
    let (_, body) = portal.get(&format!("request/{id}")).await;
    assert_eq!(body["isPoa"], true);
    let html = "<p>Å utføre <strong>Rydding</strong> på dine vegne</p>\n";
    assert_eq!(body["rights"][0]["consentTextHtml"]["nb"], html);
}

#[tokio::test]
async fn the_request_s_own_message_comes_before_the_template_s() {
    let portal = Portal::start().await;
    let loan = right("ske-samtykke-sbl-summert-skattegrunnlag", "inntektsaar=2024");
    let own = json!({"nb": "Hei", "se": "Bures"});
    let with = portal.bed.asked(&json!({"consentRights": [loan.clone()], "requestMessage": own})).await;
    let without = portal.bed.asked(&json!({"consentRights": [loan]})).await;

    let message = async |path: String| portal.get(&path).await.1["consentMessage"].clone();

    assert_eq!(message(format!("request/{with}")).await, own);
    let template = message(format!("request/{without}")).await;
    assert!(template["nb"].as_str().unwrap().contains("søknaden"));
    // The API behind never tells it here.
    assert_eq!(message(with).await, template);
}

#[tokio::test]
async fn metadata_is_filled_in_by_its_exact_name() {
    let portal = Portal::start().await;
    let resource = json!({
        "identifier": "markdown", "resourceType": "Consent", "consentTemplate": "default",
        "title": {"nb": "Tittel"}, "consentMetadata": {"aar": {}},
        "consentText": {"nb": "# Om\n\n* {aar}\n* {AAR} [her](https://x.no) <b>fet</b> {Expiration}"},
    });
    assert_eq!(portal.bed.post("/sandbox/resources").json(&resource).send().await.unwrap().status(), 201);
    let id = portal.bed.asked(&json!({"consentRights": [right("markdown", "aar=2024")]})).await;

    let (_, body) = portal.get(&format!("request/{id}")).await;

    let html = "<h1>Om</h1>\n<ul>\n<li>2024</li>\n<li>{AAR} <a href=\"https://x.no\">her</a> <b>fet</b> {Expiration}</li>\n</ul>\n";
    assert_eq!(body["rights"][0]["consentTextHtml"], json!({"nb": html}));
}

#[tokio::test]
async fn a_handler_has_a_text_and_a_party() {
    let portal = Portal::start().await;
    let token = portal.bed.token(DIGDIR, ORG).await;
    let id = new_id();
    assert_eq!(portal.bed.create(&token, &income_request(&id)).await.status(), 201);

    let (_, body) = portal.get(&format!("request/{id}")).await;

    assert_eq!(body["handledByParty"]["name"], "Digitaliseringsdirektoratet");
    assert!(body["handledBy"]["nb"].as_str().unwrap().contains("{HandledBy}"));
    let (_, log) = portal.get(&format!("log/{KARI}")).await;
    assert_eq!(log[0]["handledByParty"], body["handledByParty"]);
    let (_, active) = portal.get(&format!("active/{KARI}")).await;
    assert_eq!(active, json!([]));
}

#[tokio::test]
async fn a_consent_has_the_accepted_texts() {
    let portal = Portal::start().await;
    let id = portal.bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z"})).await;
    assert_eq!(portal.approve(&id).await, (200, json!(true)));
    let portal = portal.at("2030-06-01T00:00:00Z").await;

    let (status, body) = portal.get(&format!("{id}/")).await;

    assert_eq!(status, 200);
    let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = vec![
        "id",
        "rights",
        "isPoa",
        "titleAccepted",
        "serviceIntroAccepted",
        "consentMessage",
        "handledBy",
        "expiration",
        "fromParty",
        "toParty",
        "handledByParty",
        "validTo",
        "consentRequestEvents",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(body["titleAccepted"]["nb"], "Du har samtykket til å dele data");
    assert_eq!(body["serviceIntroAccepted"]["en"], "{CoveredBy} has access to:");
    let types: Vec<_> =
        body["consentRequestEvents"].as_array().unwrap().iter().map(|event| event["eventType"].clone()).collect();
    assert_eq!(types, ["Created", "Accepted", "Expired"]);
}

#[tokio::test]
async fn the_active_list_has_what_waits_and_what_is_in_force() {
    let portal = Portal::start().await;
    let bed = &portal.bed;
    let shown = json!({"portalViewMode": "Show"});
    let hidden = bed.asked(&json!({})).await;
    let pending = bed.asked(&shown).await;
    let accepted = bed.asked(&json!({})).await;
    assert_eq!(portal.approve(&accepted).await.0, 200);
    for (decisions, changes) in [
        ("reject", &shown),
        ("approve revoke", &shown),
        ("approve", &json!({"portalViewMode": "Show", "validTo": "2030-01-01T00:00:00Z"})),
        ("", &json!({"portalViewMode": "Show", "validTo": "2030-01-01T00:00:00Z"})),
    ] {
        let id = bed.asked(changes).await;
        for decision in decisions.split_whitespace() {
            bed.decide(&id, decision).await;
        }
    }
    let portal = portal.at("2030-06-01T00:00:00Z").await;

    let (status, list) = portal.get(&format!("active/{KARI}")).await;

    assert_eq!(status, 200);
    let [first, second] = list.as_array().unwrap().as_slice() else { panic!("{list}") };
    let (_, request) = portal.get(&format!("request/{accepted}")).await;
    let [created, consented] = [0, 1].map(|event| request["consentRequestEvents"][event]["created"].clone());
    assert_eq!(
        first,
        &json!({
            "id": accepted,
            "isPendingConsent": false,
            "isPoa": false,
            "toParty": {"id": uuid_urn(SMARTBANK_UUID), "name": "Smartbank AS", "type": 2},
            "fromParty": {"id": uuid_urn(KARI), "name": "Kari Fjell", "type": 1},
            "createdDate": created,
            "consentedDate": consented,
        })
    );
    assert_eq!((&second["id"], &second["isPendingConsent"]), (&json!(pending), &json!(true)));
    assert_eq!(second["consentedDate"], Value::Null);
    let (_, log) = portal.get(&format!("log/{KARI}")).await;
    let ids: Vec<_> = log.as_array().unwrap().iter().map(|item| item["id"].clone()).collect();
    assert_eq!((ids.len(), &ids[..3]), (7, &[json!(hidden), json!(pending), json!(accepted)][..]));
}

#[tokio::test]
async fn the_log_has_every_request_with_all_its_events() {
    let portal = Portal::start().await;
    let id = portal.bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z"})).await;
    let portal = portal.at("2030-06-01T00:00:00Z").await;

    let (status, mut list) = portal.get(&format!("log/{KARI}")).await;

    assert_eq!(status, 200);
    let events = list[0].as_object_mut().unwrap().remove("consentRequestEvents").unwrap();
    assert_eq!((&events[0]["eventType"], &events[1]["eventType"]), (&json!("Created"), &json!("Expired")));
    assert_eq!(
        list,
        json!([{
            "id": id,
            "isPoa": false,
            "toParty": {"id": uuid_urn(SMARTBANK_UUID), "name": "Smartbank AS", "type": 2},
            "fromParty": {"id": uuid_urn(KARI), "name": "Kari Fjell", "type": 1},
            "handledByParty": null,
            "validTo": "2030-01-01T00:00:00+00:00",
        }])
    );
}

#[tokio::test]
async fn a_count_is_a_bare_number() {
    let portal = Portal::start().await;
    portal.bed.asked(&json!({"portalViewMode": "Show"})).await;
    portal.bed.asked(&json!({})).await;

    assert_eq!(portal.get(&format!("count/{KARI}")).await, (200, json!(1)));
    assert_eq!(portal.get(&format!("count/{KARI}?status=Accepted")).await, (200, json!(0)));
    let (status, body) = portal.get(&format!("count/{KARI}?status=nonsense")).await;
    assert_eq!((status, &body["code"], &body["status"]), (400, &Value::Null, &json!(400)));
    let answer = portal.get(&format!("count/{KARI}?status=Expired")).await;
    assert_eq!(code(answer), problem(500, "CTUI-00099", "Unhandled error from backend"));
}
