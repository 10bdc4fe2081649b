//! Paths, methods and media types as the frameworks behind Altinn treat them.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const ID: &str = "0198c000-0000-7000-8000-00000000dead";

#[tokio::test]
async fn other_methods_are_refused_by_name_and_without_a_body() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let one = format!("{CONSENT_REQUESTS}/{ID}");
    let events = format!("{CONSENT_REQUESTS}/events");
    let lookup = "/accessmanagement/api/v1/maskinporten/consent/lookup".to_owned();
    let resource = "/resourceregistry/api/v1/resource/enkelt-samtykke".to_owned();
    for (method, path, allowed) in [
        (Method::GET, CONSENT_REQUESTS, "POST"),
        (Method::PUT, CONSENT_REQUESTS, "POST"),
        (Method::OPTIONS, CONSENT_REQUESTS, "POST"),
        (Method::HEAD, CONSENT_REQUESTS, "POST"),
        (Method::HEAD, &one, "GET"),
        (Method::DELETE, &one, "GET"),
        (Method::POST, &one, "GET"),
        (Method::HEAD, &events, "GET"),
        (Method::POST, &events, "GET"),
        (Method::GET, &lookup, "POST"),
        (Method::HEAD, &resource, "GET"),
        (Method::HEAD, &format!("{BFF}/consentrequests/{ID}"), "GET"),
        (Method::GET, &format!("{BFF}/consentrequests/{ID}/accept"), "POST"),
        (Method::HEAD, &format!("{PORTAL}/request/{ID}/"), "GET"),
        (Method::PUT, &format!("{PORTAL}/{ID}/revoke"), "POST"),
    ] {
        let response = bed.http.request(method.clone(), bed.url(path)).bearer_auth(&token).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert_eq!(response.headers()["allow"], allowed, "{method} {path}");
        assert_eq!(response.text().await.unwrap(), "", "{method} {path}");
    }
}

#[tokio::test]
async fn what_is_no_uuid_is_no_route() {
    let bed = Bed::start().await;
    for method in [Method::GET, Method::HEAD, Method::DELETE, Method::POST] {
        for id in ["abc", "latestchanges", "liststatuschanges", "%FF", "0198c000-0000-7000-8000-00000000dea"] {
            let url = bed.url(&format!("{CONSENT_REQUESTS}/{id}"));
            let response = bed.http.request(method.clone(), url).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{method} {id}");
            assert_eq!(response.text().await.unwrap(), "", "{method} {id}");
        }
    }
}

#[tokio::test]
async fn paths_match_in_any_case_and_with_a_slash_at_the_end() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let request = bed.post("/AccessManagement/api/V1/Enterprise/ConsentRequests/").bearer_auth(&token);
    let id = new_id();
    let response = request.json(&income_request(&id)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(response.headers()["location"], bed.url(&format!("{CONSENT_REQUESTS}/{id}")));

    let compact = id.replace('-', "");
    for path in [
        format!("{CONSENT_REQUESTS}/{id}/"),
        format!("{CONSENT_REQUESTS}/{}", id.to_uppercase()),
        format!("{CONSENT_REQUESTS}/{compact}"),
        format!("{CONSENT_REQUESTS}/%7B{id}%7D"),
        format!("{CONSENT_REQUESTS}/Events/"),
        "/resourceregistry/api/v1/Resource/Search?ResourceType=consent".to_owned(),
        "/resourceregistry/api/v1/resource/enkelt-samtykke/".to_owned(),
    ] {
        let response = bed.get(&path).bearer_auth(&token).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
    }
    let capitals = bed.get("/resourceregistry/api/v1/resource/Enkelt-Samtykke").send().await.unwrap();
    assert_eq!(capitals.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_create_takes_json_only() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let send = async |content_type: Option<&str>, token: Option<&str>| {
        let mut request = bed.post(CONSENT_REQUESTS).body(income_request(&new_id()).to_string());
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        answer_of(request.send().await.unwrap()).await
    };
    for content_type in ["application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""] {
        assert_eq!(send(Some(content_type), Some(&token)).await.0, 201, "{content_type}");
    }
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json", "text/json"]
    {
        assert_eq!(send(Some(content_type), Some(&token)).await, (415, Value::Null), "{content_type}");
        assert_eq!(send(Some(content_type), None).await, (415, Value::Null), "{content_type}");
    }
    for content_type in [None, Some("application/json; charset=iso-8859-1")] {
        assert_eq!(send(content_type, None).await, (401, Value::Null), "{content_type:?}");
        let (status, body) = send(content_type, Some(&token)).await;
        assert_eq!((status, &body["title"]), (415, &json!("Unsupported Media Type")), "{content_type:?}");
    }
}
