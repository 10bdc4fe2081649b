//! The API behind the portal: who may call it, what it answers, how it refuses.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

const UNKNOWN: &str = "0198c000-0000-7000-8000-00000000dead";

struct Bff {
    bed: Bed,
    kari: String,
}

impl Bff {
    async fn start() -> Self {
        let bed = Bed::start().await;
        let kari = bed.citizen(KARI).await;
        Self { bed, kari }
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.get_as(&self.kari, path).await
    }

    async fn get_as(&self, token: &str, path: &str) -> (u16, Value) {
        answer_of(self.bed.get(&format!("{BFF}/{path}")).bearer_auth(token).send().await.unwrap()).await
    }

    async fn count(&self, query: &str) -> (u16, Value) {
        self.get(&format!("consentrequests/count/{KARI}{query}")).await
    }

    async fn post(&self, path: &str, body: Option<&Value>) -> (u16, Value) {
        let request = self.bed.post(&format!("{BFF}/{path}")).bearer_auth(&self.kari);
        let request = if let Some(body) = body { request.json(body) } else { request };
        answer_of(request.send().await.unwrap()).await
    }

    async fn accept(&self, id: &str) -> (u16, Value) {
        self.accept_as(&self.kari, id).await
    }

    async fn accept_as(&self, token: &str, id: &str) -> (u16, Value) {
        let request = self.bed.post(&format!("{BFF}/consentrequests/{id}/accept")).bearer_auth(token);
        answer_of(request.json(&json!({"language": "nn"})).send().await.unwrap()).await
    }
}

fn code(body: &Value) -> (Option<&str>, Option<&str>) {
    (body["code"].as_str(), body["detail"].as_str())
}

#[tokio::test]
async fn a_call_needs_a_token_the_scope_good_parameters_and_a_party_in_this_order() {
    let bff = Bff::start().await;
    let bed = &bff.bed;
    let id = bed.asked(&json!({})).await;
    let request = format!("{BFF}/consentrequests/{id}");

    let without = bed.get(&request).send().await.unwrap();
    assert_eq!((without.status().as_u16(), without.text().await.unwrap().as_str()), (401, ""));
    let foreign = sign_with(&json!({"alg": "RS256", "kid": KID}), &payload(&bff.kari));
    assert_eq!(bff.get_as(&foreign, &format!("consentrequests/{id}")).await, (401, Value::Null));

    let narrow = format!("GetPersonalToken?env=tt02&scopes=altinn:portal/enduser.read&partyuuid={KARI}");
    let narrow = bed.generated(&narrow).await;
    assert_eq!(bff.get_as(&narrow, "consentrequests/abc").await, (403, Value::Null));

    let nobody = bed.personal_token("pid=01025161013").await;
    let (status, body) = bff.get_as(&nobody, "consentrequests/abc").await;
    assert_eq!((status, &body["errors"]), (400, &json!({"requestId": ["The value 'abc' is not valid."]})));
    let (status, body) = bff.get_as(&nobody, &format!("consentrequests/{id}")).await;
    assert_eq!((status, &body["title"], &body["code"]), (401, &json!("Unauthorized"), &Value::Null));
}

#[tokio::test]
async fn a_request_is_read_with_party_uuids_and_without_a_status() {
    let bff = Bff::start().await;
    let message = json!({"nb": "Hei", "en": "Hello"});
    let id = bff.bed.asked(&json!({"requestMessage": message, "portalViewMode": "Show"})).await;

    let (status, mut body) = bff.get(&format!("consentrequests/{id}/")).await;

    assert_eq!(status, 200);
    let event = body["consentRequestEvents"][0].as_object_mut().unwrap();
    assert!(event.remove("consentEventID").is_some_and(|id| id.is_string()));
    assert!(event.remove("created").is_some_and(|created| created.as_str().unwrap().ends_with("+00:00")));
    let expected = json!({
        "id": id,
        "from": uuid_urn(KARI),
        "to": uuid_urn(SMARTBANK_UUID),
        "requiredDelegator": null,
        "handledBy": null,
        "validTo": "2099-12-31T12:00:00+00:00",
        "consentRights": [right("standard-samtykke-for-dele-data", "inntektsaar=2024")],
        "requestmessage": message,
        "consented": null,
        "redirectUrl": "https://smartbank.no/consent?authcode=123",
        "consentRequestEvents": [
            {"performedBy": uuid_urn(SMARTBANK_UUID), "eventType": "Created", "consentRequestID": id},
        ],
        "viewUri": format!("{}{REQUEST_PAGE}?id={id}", bff.bed.sandbox.origin()),
        "templateId": "default",
        "templateVersion": 1,
        "portalViewMode": "Show",
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn an_accepted_request_has_the_event_the_moment_and_the_language() {
    let bff = Bff::start().await;
    let id = bff.bed.asked(&json!({})).await;

    let (status, body) = bff.accept(&id).await;

    assert_eq!((status, &body["viewUri"], &body["status"]), (200, &json!(""), &Value::Null));
    let event = &body["consentRequestEvents"][1];
    assert_eq!((&event["eventType"], &event["performedBy"]), (&json!("Accepted"), &json!(uuid_urn(KARI))));
    assert_eq!(event["created"], body["consented"]);
    assert_eq!(event["consentEventID"].as_str().unwrap().chars().nth(14), Some('7'));
    let (_, consent) = bff.get(&format!("consents/{id}")).await;
    assert_eq!(consent["context"]["language"], "nn");
    // Altinn means this to be idempotent, but cannot map its own answer.
    let (status, body) = bff.accept(&id).await;
    assert_eq!((status, code(&body)), (500, (None, None)));
    let (status, body) = bff.post(&format!("consentrequests/{id}/reject"), None).await;
    assert_eq!((status, code(&body)), (400, (Some("AM-00015"), Some("Consent cant be rejected. Wrong status"))));
}

#[tokio::test]
async fn a_rejected_request_stays_rejected() {
    let bff = Bff::start().await;
    let id = bff.bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z"})).await;
    bff.bed.set_clock(&json!({"now": "2030-06-01T00:00:00Z"})).await;
    let late = bff.bed.citizen(KARI).await;
    let bff = Bff { kari: late, ..bff };

    // Nobody looks at the end here, and what was decided has stored events only.
    let (status, body) = bff.post(&format!("consentrequests/{id}/reject/"), None).await;

    let types = |body: &Value| -> Vec<String> {
        let events = body["consentRequestEvents"].as_array().unwrap();
        events.iter().map(|event| event["eventType"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((status, types(&body)), (200, vec!["Created".to_owned(), "Rejected".to_owned()]));
    assert_eq!((&body["consented"], &body["viewUri"]), (&Value::Null, &json!("")));
    let (_, body) = bff.get(&format!("consentrequests/{id}")).await;
    assert_eq!(types(&body), ["Created", "Rejected", "Expired"]);
    assert_eq!(body["consentRequestEvents"][2]["performedBy"], uuid_urn(SMARTBANK_UUID));
    let (status, body) = bff.post(&format!("consentrequests/{id}/reject"), None).await;
    assert_eq!((status, code(&body)), (500, (None, None)));
    bff.bed.set_clock(&json!({"offsetSeconds": 0})).await;
    let bff = Bff { kari: bff.bed.citizen(KARI).await, ..bff };
    let (status, body) = bff.accept(&id).await;
    assert_eq!((status, code(&body)), (400, (Some("AM-00002"), Some("Consent have wrong status to be consented"))));
}

#[tokio::test]
async fn an_expired_request_cannot_be_accepted() {
    let bff = Bff::start().await;
    let id = bff.bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z"})).await;
    bff.bed.set_clock(&json!({"now": "2030-01-01T00:00:00.000001Z"})).await;
    let bff = Bff { kari: bff.bed.citizen(KARI).await, ..bff };

    let (status, body) = bff.accept(&id).await;

    assert_eq!((status, code(&body)), (400, (Some("STD-00000"), Some("One or more validation errors occurred."))));
    let error = json!({"code": "AM.VLD-00022", "detail": "The time need to be in the future", "paths": ["ValidTo"]});
    assert_eq!(body["validationErrors"], json!([error]));
}

#[tokio::test]
async fn accept_needs_a_language() {
    let bff = Bff::start().await;
    let id = bff.bed.asked(&json!({})).await;
    let path = format!("consentrequests/{id}/accept");

    for body in [json!({}), json!({"lang": "nb"}), json!({"language": 1}), json!([]), Value::Null] {
        let (status, answer) = bff.post(&path, Some(&body)).await;
        assert_eq!((status, &answer["code"]), (400, &Value::Null), "{body}");
        assert_eq!(answer["errors"]["context"], json!(["The context field is required."]), "{body}");
    }
    assert_eq!(bff.post(&path, None).await.0, 400);
    let text = bff.bed.post(&format!("{BFF}/{path}")).bearer_auth(&bff.kari).header(CONTENT_TYPE, "text/plain");
    assert_eq!(text.body(r#"{"language":"nb"}"#).send().await.unwrap().status(), 415);
    let (status, _) = bff.post(&path, Some(&json!({"Language": "klingon"}))).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_request_is_for_those_who_may_delegate_it() {
    let bff = Bff::start().await;
    let bed = &bff.bed;
    let not_authorized = (Some("AM-00000"), Some("Not authorized for consent"));
    let id = bed.asked(&json!({})).await;

    let (status, body) = bff.get(&format!("consentrequests/{UNKNOWN}")).await;
    assert_eq!((status, code(&body)), (404, (Some("AM-00001"), Some("Consent not found"))));
    for citizen in [OLA, "0198c000-0000-4000-8000-000000000001"] {
        let (status, body) = bff.get_as(&bed.citizen(citizen).await, &format!("consentrequests/{id}")).await;
        assert_eq!((status, code(&body)), (403, not_authorized), "{citizen}");
    }
    let required = json!({"requiredDelegator": "urn:altinn:person:identifier-no:01025181049"});
    let (status, body) = bff.accept(&bed.asked(&required).await).await;
    assert_eq!((status, code(&body)), (403, not_authorized));

    // The policy wants a level, which a delegation does not.
    let low = bed.personal_token(&format!("partyuuid={KARI}&authLvl=1")).await;
    assert_eq!(bff.get_as(&low, &format!("consentrequests/{id}")).await, (403, Value::Null));
    assert_eq!(bff.get_as(&low, &format!("consents/{id}")).await, (403, Value::Null));
}

#[tokio::test]
async fn an_organisation_answers_through_its_representatives() {
    let bff = Bff::start().await;
    let party = json!({"number": "910493353", "name": "Bakke og Nes AS", "representatives": ["01025161013"]});
    bff.bed.post("/sandbox/parties").json(&party).send().await.unwrap();
    let id = bff.bed.asked(&json!({"from": "urn:altinn:organization:identifier-no:910493353"})).await;

    let (status, _) = bff.get_as(&bff.bed.citizen(OLA).await, &format!("consentrequests/{id}")).await;
    assert_eq!(status, 403);
    let (status, body) = bff.accept(&id).await;

    assert_eq!((status, &body["consentRequestEvents"][1]["performedBy"]), (200, &json!(uuid_urn(KARI))));
}

#[tokio::test]
async fn a_person_answers_through_those_whom_the_register_names() {
    let bff = Bff::start().await;
    let bed = &bff.bed;
    let ola = bed.citizen(OLA).await;
    let party = json!({"number": "01025161013", "representatives": ["01025181049"]});
    assert_eq!(bed.post("/sandbox/parties").json(&party).send().await.unwrap().status(), 201);
    let id = bed.asked(&json!({})).await;

    let (status, body) = bff.get_as(&ola, &format!("consentrequests/{id}")).await;
    assert_eq!((status, &body["from"]), (200, &json!(uuid_urn(KARI))));
    assert_eq!(bff.accept_as(&ola, &id).await.0, 200);
    let (status, list) = bff.get_as(&ola, &format!("consentrequests/list/{KARI}")).await;
    assert_eq!((status, &list[0]["consentRequestEvents"][1]["performedBy"]), (200, &json!(uuid_urn(OLA))));
    assert_eq!(bff.get(&format!("consentrequests/{id}")).await.0, 200);
}

#[tokio::test]
async fn who_is_required_to_answer_may_and_nobody_else() {
    let bff = Bff::start().await;
    let bed = &bff.bed;
    let ola = bed.citizen(OLA).await;
    let required = json!({"requiredDelegator": "urn:altinn:person:identifier-no:01025181049"});
    let id = bed.asked(&required).await;

    let (status, body) = bff.accept(&id).await;
    assert_eq!((status, code(&body).0), (403, Some("AM-00000")));
    let (status, body) = bff.accept_as(&ola, &id).await;
    assert_eq!((status, &body["consentRequestEvents"][1]["performedBy"]), (200, &json!(uuid_urn(OLA))));
    let page = bed.get(&format!("{REQUEST_PAGE}?id={}", bed.asked(&required).await)).send().await.unwrap();
    assert_eq!(page.status(), 200);

    let party = json!({"number": "01025161013", "representatives": ["21818297804"]});
    bed.post("/sandbox/parties").json(&party).send().await.unwrap();
    let (status, body) = bff.accept_as(&ola, &bed.asked(&required).await).await;
    assert_eq!((status, code(&body).0), (403, Some("AM-00000")));
}

#[tokio::test]
async fn nobody_passes_on_a_right_that_is_not_delegable() {
    let bff = Bff::start().await;
    let resource = json!({
        "identifier": "kun-selv",
        "title": {"nb": "Kun selv"},
        "resourceType": "Consent",
        "consentTemplate": "default",
        "delegable": false,
    });
    assert_eq!(bff.bed.post("/sandbox/resources").json(&resource).send().await.unwrap().status(), 201);
    let id = bff.bed.asked(&json!({"consentRights": [right("kun-selv", "")]})).await;
    for (status, body) in [bff.get(&format!("consentrequests/{id}")).await, bff.accept(&id).await] {
        assert_eq!((status, code(&body)), (403, (Some("AM-00000"), Some("Not authorized for consent"))));
    }
}

#[tokio::test]
async fn a_list_holds_every_request_of_a_party() {
    let bff = Bff::start().await;
    let bed = &bff.bed;
    let first = bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z", "requestMessage": {"nb": "Hei"}})).await;
    let second = bed.asked(&json!({"portalViewMode": "Show"})).await;
    bed.decide(&second, "reject").await;
    bed.set_clock(&json!({"now": "2030-06-01T00:00:00Z"})).await;
    let kari = bed.citizen(KARI).await;

    let (status, list) = bff.get_as(&kari, &format!("consentrequests/list/{KARI}")).await;

    assert_eq!(status, 200);
    let [one, other] = list.as_array().unwrap().as_slice() else { panic!("{list}") };
    assert_eq!((&one["id"], &other["id"]), (&json!(first), &json!(second)));
    assert_eq!((&one["consentRequestStatus"], &other["consentRequestStatus"]), (&json!("Created"), &json!("Rejected")));
    assert_eq!((&one["requestMessage"], &one["viewUri"]), (&json!({"nb": "Hei"}), &json!("")));
    assert_eq!((&one["from"], &one["to"]), (&json!(uuid_urn(KARI)), &json!(uuid_urn(SMARTBANK_UUID))));
    assert_eq!(one["consentRights"][0]["resource"][0]["version"], "1");
    assert_eq!(one["consentRequestEvents"][1]["eventType"], "Expired");
    assert_eq!(one["consentRequestEvents"][1]["consentEventID"], "00000000-0000-0000-0000-000000000000");
    assert_eq!((&one["portalViewMode"], &other["portalViewMode"]), (&json!("Hide"), &json!("Show")));
    assert!(one.get("status").is_none() && one.get("requestmessage").is_none());
}

#[tokio::test]
async fn lists_and_counts_of_others_are_unauthorized() {
    let bff = Bff::start().await;
    for path in [format!("consentrequests/list/{OLA}"), format!("consentrequests/count/{OLA}/")] {
        let (status, body) = bff.get(&path).await;
        assert_eq!((status, &body["title"], code(&body)), (401, &json!("Unauthorized"), (None, None)), "{path}");
    }
    for id in ["abc", "urn:uuid:0198c000-0000-7000-8000-00000000dead"] {
        assert_eq!(bff.get(&format!("consentrequests/list/{id}")).await.0, 400, "{id}");
    }
    assert_eq!(bff.get(&format!("consentrequests/list/%7B{KARI}%7D")).await.0, 200);
}

#[tokio::test]
async fn a_count_is_of_shown_requests_with_time_left() {
    let bff = Bff::start().await;
    let bed = &bff.bed;
    bed.asked(&json!({})).await;
    let shown = json!({"portalViewMode": "Show"});
    for _ in 0..2 {
        bed.asked(&shown).await;
    }
    let accepted = bed.asked(&shown).await;
    bed.decide(&accepted, "approve").await;
    bed.asked(&json!({"portalViewMode": "Show", "validTo": "2030-01-01T00:00:00Z"})).await;

    assert_eq!(bff.count("").await, (200, json!(3)));
    assert_eq!(bff.count("?status=Created").await, (200, json!(3)));
    assert_eq!(bff.count("?status=accepted").await, (200, json!(1)));
    assert_eq!(bff.count("?status=Deleted").await, (200, json!(0)));
    let (status, body) = bff.count("?status=Opened").await;
    assert_eq!((status, &body["errors"]), (400, &json!({"status": ["The value 'Opened' is not valid."]})));
    assert_eq!(bff.count("?status=Expired").await.0, 500);
    bed.set_clock(&json!({"now": "2030-06-01T00:00:00Z"})).await;
    let late = bed.citizen(KARI).await;
    assert_eq!(bff.get_as(&late, &format!("consentrequests/count/{KARI}")).await, (200, json!(2)));
}

#[tokio::test]
async fn a_consent_is_read_in_any_status_without_its_message_and_moment() {
    let bff = Bff::start().await;
    let id = bff.bed.asked(&json!({"requestMessage": {"nb": "Hei"}})).await;

    let (status, mut body) = bff.get(&format!("consents/{id}/")).await;

    assert_eq!(status, 200);
    let events = body.as_object_mut().unwrap().remove("consentRequestEvents").unwrap();
    assert_eq!(
        (&events[0]["eventType"], &events[0]["performedBy"]),
        (&json!("Created"), &json!(uuid_urn(SMARTBANK_UUID)))
    );
    let mut right = right("standard-samtykke-for-dele-data", "inntektsaar=2024");
    right["resource"][0]["version"] = json!("1");
    let expected = json!({
        "id": id,
        "from": uuid_urn(KARI),
        "to": uuid_urn(SMARTBANK_UUID),
        "handledBy": null,
        "consented": "0001-01-01T00:00:00+00:00",
        "validTo": "2099-12-31T12:00:00+00:00",
        "consentRights": [right],
        "requestMessage": null,
        "templateId": "default",
        "templateVersion": 1,
        "context": null,
    });
    assert_eq!(body, expected);
    assert_eq!(bff.get(&format!("consents/{UNKNOWN}")).await, (403, Value::Null));
    assert_eq!(bff.get_as(&bff.bed.citizen(OLA).await, &format!("consents/{id}")).await, (403, Value::Null));
}

#[tokio::test]
async fn a_consent_is_revoked_once_and_again_without_an_error() {
    let bff = Bff::start().await;
    let id = bff.bed.asked(&json!({})).await;
    let path = format!("consents/{id}/revoke");
    let (status, body) = bff.post(&path, None).await;
    assert_eq!((status, code(&body)), (400, (Some("AM-00010"), Some("Consent cant be revoked.Wrong status"))));
    bff.accept(&id).await;

    let (status, body) = bff.post(&path, None).await;

    assert_eq!((status, &body["consentRequestStatus"]), (200, &json!("Revoked")));
    assert_eq!((&body["from"], &body["to"]), (&json!(uuid_urn(KARI)), &json!(uuid_urn(SMARTBANK_UUID))));
    let event = &body["consentRequestEvents"][2];
    assert_eq!((&event["eventType"], &event["performedBy"]), (&json!("Revoked"), &json!(uuid_urn(KARI))));
    assert!(body["consented"].is_string());

    // The second answer names its parties by number, as Altinn's does.
    let (status, again) = bff.post(&format!("{path}/"), None).await;
    assert_eq!((status, &again["from"]), (200, &json!(PERSON)));
    assert_eq!(again["to"], "urn:altinn:organization:identifier-no:810419512");
    assert_eq!(again["consentRequestEvents"][2]["performedBy"], PERSON);
    assert_eq!(again["consentRequestEvents"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn revoking_what_is_not_there_or_not_ones_own_fails() {
    let bff = Bff::start().await;
    let id = bff.bed.asked(&json!({"from": "urn:altinn:person:identifier-no:01025181049"})).await;
    bff.bed.decide(&id, "approve").await;
    assert_eq!(bff.post(&format!("consents/{id}/revoke"), None).await, (403, Value::Null));
    let (status, body) = bff.post(&format!("consents/{UNKNOWN}/revoke"), None).await;
    assert_eq!((status, code(&body)), (500, (None, None)));
}
