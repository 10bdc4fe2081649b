//! The portal's JSON back end: sessions, decisions and its own codes.
#![allow(clippy::unwrap_used)]

mod common;

use common::portal::*;
use common::*;
use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use serde_json::{Value, json};

const UNKNOWN: &str = "0198c000-0000-7000-8000-00000000dead";

#[tokio::test]
async fn a_session_is_a_cookie_or_else_a_bearer_token() {
    let portal = Portal::start().await;
    let id = portal.bed.asked(&json!({})).await;
    let read = || portal.bed.get(&format!("{PORTAL}/request/{id}"));
    let with_cookie =
        |request: RequestBuilder, token: &str| request.header(COOKIE, format!("AltinnStudioRuntime={token}"));
    let ola = portal.bed.citizen(OLA).await;

    let nobody = read().send().await.unwrap();
    assert_eq!((nobody.status().as_u16(), nobody.text().await.unwrap().as_str()), (401, ""));
    assert_eq!(with_cookie(read(), &portal.kari).send().await.unwrap().status(), 200);
    assert_eq!(with_cookie(read(), "").bearer_auth(&portal.kari).send().await.unwrap().status(), 200);
    assert_eq!(with_cookie(read(), &ola).bearer_auth(&portal.kari).send().await.unwrap().status(), 403);
    assert_eq!(with_cookie(read(), "rubbish").bearer_auth(&portal.kari).send().await.unwrap().status(), 401);
    portal.bed.set_clock(&json!({"offsetSeconds": 1800})).await;
    let expired = read().bearer_auth(&portal.kari).send().await.unwrap();
    assert_eq!((expired.status().as_u16(), expired.text().await.unwrap().as_str()), (401, ""));
}

#[tokio::test]
async fn a_decision_by_cookie_needs_both_halves_of_the_page_s_token() {
    let portal = Portal::start().await;
    let id = portal.bed.asked(&json!({})).await;
    let page = portal.bed.get(&format!("{REQUEST_PAGE}?id={id}")).send().await.unwrap();
    let cookies: Vec<_> = page.headers().get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap()).collect();
    let value = |name: &str| {
        let line = cookies.iter().find_map(|line| line.strip_prefix(&format!("{name}="))).unwrap();
        line.split(';').next().unwrap().to_owned()
    };
    let (server, script) = (value("AS-XSRF-TOKEN"), value("XSRF-TOKEN"));
    assert!(cookies.iter().any(|line| line.starts_with("XSRF-TOKEN") && line.contains("SameSite=Strict")));
    assert!(cookies.iter().any(|line| line.starts_with("AS-XSRF-TOKEN") && line.contains("HttpOnly")));
    let session = format!("AltinnStudioRuntime={}", portal.kari);
    let reject = |cookies: String| portal.bed.post(&format!("{PORTAL}/request/{id}/reject")).header(COOKIE, cookies);

    for refused in [
        reject(session.clone()),
        reject(format!("{session}; AS-XSRF-TOKEN={server}")),
        reject(session.clone()).header("X-XSRF-TOKEN", &script),
        reject(format!("{session}; AS-XSRF-TOKEN={server}")).header("X-XSRF-TOKEN", "another"),
    ] {
        assert_eq!(refused.send().await.unwrap().status(), 400);
    }
    let accepted = reject(format!("{session}; AS-XSRF-TOKEN={server}")).header("X-XSRF-TOKEN", &script);
    assert_eq!(answer_of(accepted.send().await.unwrap()).await, (200, json!(true)));
}

#[tokio::test]
async fn the_session_is_refreshed_by_a_new_cookie() {
    let portal = Portal::start().await;
    let refresh = "/accessmanagement/api/v1/authentication/refresh";
    assert_eq!(portal.bed.get(refresh).send().await.unwrap().status(), 401);
    portal.bed.set_clock(&json!({"offsetSeconds": 1000})).await;

    let response = portal.bed.get(refresh).bearer_auth(&portal.kari).send().await.unwrap();

    assert_eq!(response.status(), 200);
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    let token = cookie.strip_prefix("AltinnStudioRuntime=").unwrap().split(';').next().unwrap();
    let (old, new) = (payload(&portal.kari), payload(token));
    assert_eq!(new["urn:altinn:party:uuid"], old["urn:altinn:party:uuid"]);
    assert!(new["exp"].as_i64().unwrap() >= old["exp"].as_i64().unwrap() + 999);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
}

#[tokio::test]
async fn the_scope_and_the_party_are_asked_for_by_the_api_behind() {
    let portal = Portal::start().await;
    let id = portal.bed.asked(&json!({})).await;
    let without_scope = portal.bed.generated(&format!("GetPersonalToken?env=tt02&partyuuid={KARI}")).await;
    let without_party = portal.bed.personal_token("pid=01025161013").await;

    let answer = portal.get_as(&without_scope, &format!("request/{id}")).await;
    assert_eq!(code(answer), problem(403, "CTUI-00999", "Error without problem code"));
    let answer = portal.get_as(&without_party, &format!("request/{id}")).await;
    assert_eq!(code(answer), problem(401, "CTUI-00098", "Unauthorized user"));
    assert_eq!(portal.get_as(&without_scope, "request/abc").await.0, 400);
}

#[tokio::test]
async fn lists_of_others_are_unauthorized() {
    let portal = Portal::start().await;
    for path in ["count", "active", "log"] {
        let answer = portal.get(&format!("{path}/{OLA}")).await;
        assert_eq!(code(answer), problem(401, "CTUI-00098", "Unauthorized user"), "{path}");
        assert_eq!(portal.get(&format!("{path}/abc")).await.0, 400, "{path}");
    }
}

#[tokio::test]
async fn decisions_are_answered_with_true_and_refused_with_a_code() {
    let portal = Portal::start().await;
    let unhandled = problem(500, "CTUI-00099", "Unhandled error from backend");
    let given = portal.bed.asked(&json!({})).await;
    let refused = portal.bed.asked(&json!({})).await;
    let revoke = format!("{given}/revoke");

    assert_eq!(code(portal.post(&revoke).await), problem(400, "CTUI-00010", "Consent have wrong status to be revoked"));
    assert_eq!(portal.approve(&given).await, (200, json!(true)));
    assert_eq!(code(portal.approve(&given).await), unhandled);
    assert_eq!(portal.post(&format!("request/{refused}/reject")).await, (200, json!(true)));
    assert_eq!(code(portal.post(&format!("request/{refused}/reject")).await), unhandled);
    assert_eq!(
        code(portal.approve(&refused).await),
        problem(400, "CTUI-00002", "Consent have wrong status to be consented")
    );
    assert_eq!(
        code(portal.post(&format!("request/{given}/reject")).await),
        problem(400, "CTUI-00015", "Consent cant be rejected. Wrong status")
    );
    assert_eq!(portal.post(&revoke).await, (200, json!(true)));
    assert_eq!(portal.post(&revoke).await, (200, json!(true)));
    let token = portal.bed.token(SMARTBANK, READ).await;
    assert_eq!(portal.bed.read(&token, &given).await["status"], "Revoked");
}

#[tokio::test]
async fn approving_too_late_has_no_code_of_its_own() {
    let portal = Portal::start().await;
    let id = portal.bed.asked(&json!({"validTo": "2030-01-01T00:00:00Z"})).await;
    let portal = portal.at("2030-06-01T00:00:00Z").await;
    assert_eq!(code(portal.approve(&id).await), problem(500, "CTUI-00099", "Unhandled error from backend"));
    assert_eq!(portal.post(&format!("request/{id}/reject")).await, (200, json!(true)));
}

#[tokio::test]
async fn approve_needs_a_language_and_a_uuid() {
    let portal = Portal::start().await;
    let id = portal.bed.asked(&json!({})).await;
    let approve = |id: &str| portal.bed.post(&format!("{PORTAL}/request/{id}/approve")).bearer_auth(&portal.kari);

    let (status, body) = answer_of(approve(&id).json(&json!({})).send().await.unwrap()).await;
    assert_eq!(
        (status, &body["code"], &body["title"]),
        (400, &Value::Null, &json!("One or more validation errors occurred."))
    );
    assert_eq!(approve(&id).header(CONTENT_TYPE, "application/json").send().await.unwrap().status(), 400);
    let (status, body) = answer_of(approve("abc").json(&json!({"language": "nb"})).send().await.unwrap()).await;
    assert_eq!((status, &body["errors"]), (400, &json!({"consentRequestId": ["The value 'abc' is not valid."]})));
    assert_eq!(portal.get("abc").await.0, 400);
    assert_eq!(portal.post("abc/revoke").await.0, 400);
}

#[tokio::test]
async fn what_a_citizen_may_not_see_has_three_kinds_of_answers() {
    let portal = Portal::start().await;
    let others = portal.bed.asked(&json!({"from": "urn:altinn:person:identifier-no:01025181049"})).await;
    let own = portal.bed.asked(&json!({})).await;
    let low = portal.bed.personal_token(&format!("partyuuid={KARI}&authLvl=1")).await;
    let no_code = problem(403, "CTUI-00999", "Error without problem code");

    assert_eq!(
        code(portal.get(&format!("request/{others}")).await),
        problem(403, "CTUI-00000", "Not authorized for consent")
    );
    assert_eq!(code(portal.get_as(&low, &format!("request/{own}")).await), no_code);
    assert_eq!(code(portal.get(&others).await), no_code);
    assert_eq!(code(portal.get(UNKNOWN).await), no_code);
    assert_eq!(code(portal.get(&format!("request/{UNKNOWN}")).await), problem(404, "CTUI-00001", "Consent not found"));
    assert_eq!(
        code(portal.post(&format!("{UNKNOWN}/revoke")).await),
        problem(500, "CTUI-00099", "Unhandled error from backend")
    );
}

#[tokio::test]
async fn what_a_request_refers_to_may_be_missing() {
    let portal = Portal::start().await;
    let bed = &portal.bed;
    let mut odd = right("standard-samtykke-for-dele-data", "inntektsaar=2024");
    odd["resource"][0]["type"] = json!("urn:altinn:appid");
    let resource = bed.asked(&json!({"consentRights": [odd]})).await;
    assert_eq!(
        code(portal.get(&format!("request/{resource}")).await),
        problem(404, "CTUI-00096", "Consent resource not found")
    );

    let unknown = "0198c000-0000-4000-8000-000000000001";
    let party = new_id();
    let mut request = income_request(&party);
    request["from"] = json!(uuid_urn(unknown));
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    // It is stored, although it cannot be shown.
    assert_eq!(bed.create(&token, &request).await.status(), 500);
    let answer = portal.get_as(&bed.citizen(unknown).await, &party).await;
    assert_eq!(code(answer), problem(404, "CTUI-00095", "Consent party not found"));

    let id = bed.asked(&json!({})).await;
    let templates: Vec<Value> = serde_json::from_str(include_str!("../data/templates.json")).unwrap();
    let mut template = templates.into_iter().find(|template| template["id"] == "default").unwrap();
    template["version"] = json!(2);
    assert_eq!(bed.post("/sandbox/templates").json(&template).send().await.unwrap().status(), 201);
    assert_eq!(
        code(portal.get(&format!("request/{id}")).await),
        problem(404, "CTUI-00097", "Consent template not found")
    );
}

#[tokio::test]
async fn a_problem_has_altinn_s_shape() {
    let portal = Portal::start().await;
    let response =
        portal.bed.get(&format!("{PORTAL}/request/{UNKNOWN}")).bearer_auth(&portal.kari).send().await.unwrap();
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    assert_eq!(
        json_of(response).await,
        json!({
            "type": "https://tools.ietf.org/html/rfc9110#section-15.5.5",
            "title": "Not Found",
            "status": 404,
            "detail": "Consent not found",
            "code": "CTUI-00001",
        })
    );
    let (_, unauthorized) = portal.get(&format!("log/{OLA}")).await;
    assert_eq!(
        (&unauthorized["title"], &unauthorized["type"]),
        (&json!("Unauthorized"), &json!("https://tools.ietf.org/html/rfc9110#section-15.5.2"),)
    );
}
