//! In which order a create is checked, and what its body may hold.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::{Value, json};

#[tokio::test]
async fn the_first_check_that_fails_is_the_answer() {
    let bed = Bed::start().await;
    let writer = bed.enterprise_token(SMARTBANK, WRITE).await;
    let reader = bed.enterprise_token(SMARTBANK, READ).await;
    let broken_consumer = bed.enterprise_token("810419513", WRITE).await;
    let mut request = income_request(&new_id());
    request["redirectUrl"] = json!("not a url");
    let send = async |token: &str, request: &Value| answer_of(bed.create(token, request).await).await;

    // Each line mends what the line before was refused for.
    let no_json = json!("no request");
    assert_eq!(send("garbage", &no_json).await, (401, Value::Null));
    assert_eq!(send(&reader, &no_json).await, (403, Value::Null));
    assert!(send(&broken_consumer, &no_json).await.1["errors"]["$"].is_array());
    let unhandled = |answer: (u16, Value)| answer.0 == 500 && answer.1.get("code").is_none();
    assert!(unhandled(send(&broken_consumer, &request).await));
    request["to"] = json!("urn:altinn:organization:identifier-no:974760673");
    request["from"] = json!("urn:altinn:party:id:5001");
    assert!(unhandled(send(&writer, &request).await));
    request["from"] = json!("urn:altinn:person:identifier-no:01014922047");
    request["consentRights"] = json!([right("no-such-resource", "")]);
    assert_eq!(send(&writer, &request).await, (403, Value::Null));
    request["to"] = income_request("")["to"].clone();
    assert_eq!(send(&writer, &request).await, (403, Value::Null));
    request["consentRights"] = json!([right("standard-samtykke-for-dele-data", "inntektsaar=2024")]);
    assert_eq!(send(&writer, &request).await.1["code"], "AM-00004");
    request["from"] = json!(PERSON);
    request["requiredDelegator"] = json!("urn:altinn:organization:identifier-no:974760673");
    let (_, refusal) = send(&writer, &request).await;
    assert_eq!((&refusal["code"], &refusal["orgnr"]), (&json!("AM-00003"), &request["requiredDelegator"]));
    request["requiredDelegator"] = Value::Null;
    assert_eq!(send(&writer, &request).await.1["validationErrors"][0]["code"], "AM.VLD-00027");
    request["redirectUrl"] = json!("https://smartbank.no");
    assert_eq!(send(&writer, &request).await.0, 201);
}

#[tokio::test]
async fn problems_come_right_by_right_and_the_request_last() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let mut request = income_request(&new_id());
    request["validTo"] = json!("2020-01-01T00:00:00Z");
    request["consentRights"] = json!([
        right("ttd_generisk", ""),
        right("standard-samtykke-for-dele-data", "zzz=1 AAA=2"),
        right("ttd_skattegrunnlag", "fraogmed=2024 tilogmed=2025"),
    ]);
    request["consentRights"][1]["metadata"]["AAA"] = json!("");
    request["consentRights"][2]["action"] = json!([]);

    let (status, body) = answer_of(bed.create(&token, &request).await).await;

    assert_eq!((status, &body["code"]), (500, &json!("STD-00001")));
    assert_eq!(body["detail"], "Multiple problems occurred.");
    assert_eq!(body["title"], "An error occurred while processing your request.");
    let problems: Vec<_> = body["problems"].as_array().unwrap().iter().map(|problem| &problem["code"]).collect();
    let expected = ["AM-00005", "AM-00006", "AM-00007", "AM-00006", "AM-00008", "AM-00009", "STD-00000", "STD-00000"];
    assert_eq!(problems, expected);
    assert_eq!(body["problems"][1], problem("AM-00006", "Invalid consent metadata", "key", "aaa"));
    assert_eq!(body["problems"][2], problem("AM-00007", "Missing metadata value", "ConsentRight index: 1, key", "AAA"));
    assert_eq!(body["problems"][4], problem("AM-00008", "Missing metadata", "key", "inntektsaar"));
    let last = json!({"status": 400, "detail": "One or more validation errors occurred.", "code": "STD-00000"});
    assert_eq!(body["problems"][7], last);
}

fn problem(code: &str, detail: &str, name: &str, value: &str) -> Value {
    json!({"status": 400, "detail": detail, "code": code, name: value})
}

#[tokio::test]
async fn nulls_break_the_code_that_meets_them_or_count_as_nothing() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let answer = async |pointer: &str, value: Value| {
        let mut request = income_request(&new_id());
        request["requestMessage"] = json!({"nb": "Hei"});
        *request.pointer_mut(pointer).unwrap() = value;
        answer_of(bed.create(&token, &request).await).await
    };
    for pointer in [
        "/from",
        "/to",
        "/consentRights",
        "/consentRights/0",
        "/consentRights/0/resource",
        "/consentRights/0/resource/0",
        "/redirectUrl",
    ] {
        let (status, body) = answer(pointer, Value::Null).await;
        assert_eq!((status, body.get("code")), (500, None), "{pointer}");
    }
    for (pointer, code) in [
        ("/consentRights/0/action", "STD-00000"),
        ("/consentRights/0/metadata", "AM-00008"),
        ("/consentRights/0/metadata/inntektsaar", "AM-00007"),
    ] {
        let (status, body) = answer(pointer, Value::Null).await;
        assert_eq!((status, &body["code"]), (400, &json!(code)), "{pointer}");
    }
    let (status, body) = answer("/requestMessage/nb", Value::Null).await;
    assert_eq!((status, &body["requestMessage"]), (201, &json!({"nb": null})));
    assert_eq!(answer("/redirectUrl", json!("https://a.no/\u{0}")).await.0, 500);
    assert_eq!(answer("/requestMessage/nb", json!("\u{0}")).await.0, 500);
}

#[tokio::test]
async fn modes_are_names_in_any_case_or_numbers() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    for (mode, status, stored) in [
        (json!("hide"), 201, "Hide"),
        (json!("SHOW"), 201, "Show"),
        (json!(0), 201, "Hide"),
        (json!(1), 201, "Show"),
        (json!("1"), 201, "Show"),
        (Value::Null, 201, "Hide"),
        (json!(7), 500, ""),
        (json!(1.5), 400, ""),
        (json!(true), 400, ""),
        (json!("maybe"), 400, ""),
    ] {
        let mut request = income_request(&new_id());
        request["portalViewMode"] = mode.clone();
        let (answered, body) = answer_of(bed.create(&token, &request).await).await;
        assert_eq!(answered, status, "{mode}");
        assert_eq!(body["portalViewMode"].as_str().unwrap_or_default(), stored, "{mode}");
    }
}

#[tokio::test]
async fn the_text_counts_as_it_is_written() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let send = async |body: String| {
        let request = bed.post(CONSENT_REQUESTS).bearer_auth(&token).header("content-type", "application/json");
        answer_of(request.body(body).send().await.unwrap()).await
    };
    let text = income_request(&new_id()).to_string();

    // The last of several equal members counts, whatever its case; a byte order mark is skipped.
    let twice = text.replacen('{', "{\"REDIRECTURL\": \"no url\", ", 1);
    let (status, body) = send(format!("\u{feff}{twice}")).await;
    assert_eq!((status, &body["redirectUrl"]), (201, &income_request("")["redirectUrl"]));
    let last = format!("{}, \"RedirectURL\": \"no url\"}}", text.trim_end_matches('}').to_owned() + "");
    assert_eq!(send(last).await.1["code"], "STD-00000");

    // The first flaw in the text is the one that is named, by the name that the text gives it.
    let id = new_id();
    let (_, body) = send(format!("{{\"ValidTo\": \"i morgen\", \"id\": \"{id}\", \"from\": 5}}")).await;
    assert!(body["errors"]["$.ValidTo"].is_array(), "{body}");
    let (_, body) = send(format!("{{\"from\": 5, \"ValidTo\": \"i morgen\", \"id\": \"{id}\"}}")).await;
    assert!(body["errors"]["$.from"].is_array(), "{body}");
    let (_, body) = send(format!("{{\"id\": \"{id}\", \"consentRights\": [{{\"Metadata\": {{\"a b\": 1}}}}]}}")).await;
    assert!(body["errors"]["$.consentRights[0].Metadata['a b']"].is_array(), "{body}");
    let (_, body) = send(format!("{{\"id\": \"{id}\", \"TO\": null}}")).await;
    let missing = "was missing required properties including: 'from', 'validTo', 'consentRights', 'redirectUrl'.";
    assert!(body["errors"]["$"][0].as_str().unwrap().ends_with(missing), "{body}");
    assert_eq!(body["errors"]["consentRequest"], json!(["The consentRequest field is required."]));
    assert_eq!((body.get("code"), &body["title"]), (None, &json!("One or more validation errors occurred.")));

    // 32 levels are read, in members that nobody knows as well.
    let deep =
        |levels: usize| text.replacen('{', &format!("{{\"x\": {}{}, ", "[".repeat(levels), "]".repeat(levels)), 1);
    assert_eq!(send(deep(32)).await.0, 400);
    assert_eq!(send(deep(31).replace(&id_of(&text), &new_id())).await.0, 201);
}

fn id_of(text: &str) -> String {
    serde_json::from_str::<Value>(text).unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_party_uuid_stands_for_its_party() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let create = async |from: &str| {
        let mut request = income_request(&new_id());
        request["from"] = json!(from);
        answer_of(bed.create(&token, &request).await).await
    };
    for kind in ["party", "person", "organization", "systemuser"] {
        let (status, body) = create(&format!("urn:altinn:{kind}:uuid:d5b861c8-8e3b-44cd-9952-5315e5990cf5")).await;
        assert_eq!((status, &body["from"]), (201, &json!(PERSON)), "{kind}");
    }
    // Nobody looks for the uuid before it is read back, so such a request is stored and never shown.
    let mut nobodys = income_request(&new_id());
    nobodys["from"] = json!("urn:altinn:party:uuid:00000000-0000-4000-8000-00000000dead");
    let path = format!("{CONSENT_REQUESTS}/{}", nobodys["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(bed.create(&token, &nobodys).await.status(), 500);
        assert_eq!(bed.get(&path).bearer_auth(&token).send().await.unwrap().status(), 500);
    }
    nobodys["from"] = json!(PERSON);
    assert_eq!(json_of(bed.create(&token, &nobodys).await).await["code"], "AM-00016");
    assert_eq!(create("urn:altinn:party:id:2147483648").await.0, 400);
}

#[tokio::test]
async fn the_scope_for_other_receivers_is_searched_as_text() {
    let bed = Bed::start().await;
    let mut request = income_request(&new_id());
    let digdir = format!("urn:altinn:organization:identifier-no:{DIGDIR}");

    let similar = bed.enterprise_token(DIGDIR, "altinn:consentrequests.write,altinn:consentrequests.orgs").await;
    let (status, created) = answer_of(bed.create(&similar, &request).await).await;
    assert_eq!((status, &created["handledBy"]), (201, &json!(digdir)));
    assert_eq!(created["consentRequestEvents"][0]["performedBy"], digdir);
    let only_similar = bed.enterprise_token(DIGDIR, "altinn:consentrequests.orgs").await;
    assert_eq!(bed.create(&only_similar, &request).await.status(), 403);

    // Who handles a request for others does not read it.
    let org = bed.enterprise_token(DIGDIR, ORG).await;
    let path = format!("{CONSENT_REQUESTS}/{}", request["id"].as_str().unwrap());
    let (status, refusal) = answer_of(bed.get(&path).bearer_auth(&org).send().await.unwrap()).await;
    assert_eq!((status, &refusal["code"]), (403, &json!("AM-00000")));

    // The caller outranks the supplier of its token.
    request["id"] = json!(new_id());
    let call = format!("GetEnterpriseToken?env=tt02&scopes={ORG}&orgNo={DIGDIR}&supplierOrgNo={SUPPLIER}");
    let supplied = bed.generated(&call).await;
    assert_eq!(json_of(bed.create(&supplied, &request).await).await["handledBy"], digdir);
}

#[tokio::test]
async fn a_repetition_gets_what_is_stored_in_the_shape_of_the_inner_model() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let id = new_id();
    let request = income_request(&id);
    let created = json_of(bed.create(&token, &request).await).await;
    bed.decide(&id, "approve").await;
    let mut other = request.clone();
    other["redirectUrl"] = json!("https://other.no");
    other["consentRights"] = json!([right("ttd_navnescore", "")]);

    let response = bed.create(&token, &other).await;

    assert_eq!(response.status(), 200);
    assert!(!response.headers().contains_key("location"));
    let body = json_of(response).await;
    for same in ["id", "from", "to", "validTo", "redirectUrl", "viewUri", "portalViewMode", "requestMessage"] {
        assert_eq!(body[same], created[same], "{same}");
    }
    assert_eq!((body.get("status"), &body["consentRequestStatus"]), (None, &json!("Accepted")));
    assert_eq!((&body["templateId"], &body["templateVersion"]), (&json!("default"), &json!(1)));
    let resource = json!([{"type": "urn:altinn:resource", "value": "standard-samtykke-for-dele-data", "version": "1"}]);
    assert_eq!(body["consentRights"][0]["resource"], resource);
    let events = body["consentRequestEvents"].as_array().unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(events[1]["performedBy"], "urn:altinn:party:uuid:d5b861c8-8e3b-44cd-9952-5315e5990cf5");

    // All rules come before the repetition is noticed, and the shape has no Expired event.
    bed.set_clock(&json!({"now": "2100-01-01T00:00:00Z"})).await;
    let later = bed.enterprise_token(SMARTBANK, WRITE).await;
    assert_eq!(json_of(bed.create(&later, &request).await).await["validationErrors"][0]["code"], "AM.VLD-00022");
    let mut valid = request.clone();
    valid["validTo"] = json!("2101-01-01T00:00:00Z");
    assert_eq!(json_of(bed.create(&later, &valid).await).await["consentRequestEvents"].as_array().unwrap().len(), 2);
    valid["from"] = json!("urn:altinn:person:identifier-no:01025181049");
    let (status, taken) = answer_of(bed.create(&later, &valid).await).await;
    assert_eq!((status, &taken["code"], &taken["requestId"]), (400, &json!("AM-00016"), &json!(id)));
}

#[tokio::test]
async fn times_are_kept_in_microseconds_and_written_in_utc() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    for (sent, stored) in [
        ("2099-07-18T06:18:12.2597103+00:00", "2099-07-18T06:18:12.25971+00:00"),
        ("2099-07-18T08:18:56.5063249+02:00", "2099-07-18T06:18:56.506324+00:00"),
        ("2099-07-18T06:18:12.9999999Z", "2099-07-18T06:18:12.999999+00:00"),
        ("2099-07-18T06:18:12", "2099-07-18T06:18:12+00:00"),
        ("2099-07-18", "2099-07-18T00:00:00+00:00"),
    ] {
        let id = new_id();
        let mut request = income_request(&id);
        request["validTo"] = json!(sent);
        assert_eq!(json_of(bed.create(&token, &request).await).await["validTo"], stored);
        assert_eq!(bed.read(&token, &id).await["validTo"], stored);
    }
    // Exactly now is not past.
    bed.set_clock(&json!({"now": "2099-01-01T00:00:00Z", "frozen": true})).await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let mut request = income_request(&new_id());
    request["validTo"] = json!("2099-01-01T00:00:00Z");
    assert_eq!(bed.create(&token, &request).await.status(), 201);
}
