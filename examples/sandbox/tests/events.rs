//! The event feed: its filters, its pages and its refusals.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::*;
use samtykke_sandbox::SandboxOptions;
use serde_json::{Value, json};

const NOON: &str = "2026-08-21T12:00:00.123456Z";

#[tokio::test]
async fn an_event_appears_once_it_is_old_enough() {
    let bed = Bed::with(SandboxOptions::default()).await;
    let at = async |time: &str| {
        bed.set_clock(&json!({"now": time, "frozen": true})).await;
        bed.enterprise_token(SMARTBANK, WRITE).await
    };
    let token = at(NOON).await;
    bed.create(&token, &income_request(&new_id())).await;

    assert_eq!(types(&bed, &token, "").await, [""; 0]);
    let token = at("2026-08-21T12:05:00.123455Z").await;
    assert_eq!(types(&bed, &token, "").await, [""; 0]);
    let token = at("2026-08-21T12:05:00.123456Z").await;
    assert_eq!(types(&bed, &token, "").await, ["Created"]);
}

#[tokio::test]
async fn the_lag_is_an_option() {
    let bed = Bed::with(SandboxOptions { events_lag: Duration::from_secs(10), ..SandboxOptions::default() }).await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    bed.create(&token, &income_request(&new_id())).await;
    assert_eq!(types(&bed, &token, "").await, [""; 0]);
    bed.set_clock(&json!({"offsetSeconds": 11})).await;
    assert_eq!(types(&bed, &token, "").await, ["Created"]);
    let endless = Bed::with(SandboxOptions { events_lag: Duration::MAX, ..SandboxOptions::default() }).await;
    let token = endless.enterprise_token(SMARTBANK, WRITE).await;
    endless.create(&token, &income_request(&new_id())).await;
    assert_eq!(types(&endless, &token, "").await, [""; 0]);
}

#[tokio::test]
async fn the_first_date_includes_and_the_last_one_excludes() {
    let bed = Bed::start().await;
    bed.set_clock(&json!({"now": NOON, "frozen": true})).await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    bed.create(&token, &income_request(&new_id())).await;
    for (query, found) in [
        ("?createdAfter=2026-08-21T12:00:00.123456Z", true),
        // The database knows microseconds only.
        ("?createdAfter=2026-08-21T12:00:00.1234569Z", true),
        ("?createdAfter=2026-08-21T12:00:00.123457Z", false),
        ("?createdBefore=2026-08-21T12:00:00.123456Z", false),
        ("?createdBefore=2026-08-21T14:00:00.123457%2B02:00", true),
        ("?createdAfter=2026-08-21&createdBefore=2026-08-22", true),
        ("?createdafter=2026-08-21%2012:00:00Z&CREATEDBEFORE=2026-08-21T12:00:01", true),
        ("?createdAfter=&createdBefore=%20&consentRequestId=&continuationToken=", true),
        ("?createdAfter=2026-08-21&createdAfter=2027-01-01", true),
    ] {
        assert_eq!(types(&bed, &token, query).await.len(), usize::from(found), "{query}");
    }
}

#[tokio::test]
async fn filters_narrow_the_feed() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let ids = [new_id(), new_id(), new_id()];
    for id in &ids {
        bed.create(&token, &income_request(id)).await;
    }
    bed.decide(&ids[0], "approve").await;
    bed.decide(&ids[1], "reject").await;
    bed.decide(&ids[0], "revoke").await;

    let all = ["Created", "Created", "Created", "Accepted", "Rejected", "Revoked"];
    assert_eq!(types(&bed, &token, "").await, all);
    assert_eq!(types(&bed, &token, "?eventType=revoked&eventType=rejected").await, ["Rejected", "Revoked"]);
    assert_eq!(types(&bed, &token, "?eventType=used&eventType=deleted").await, [""; 0]);
    let one = format!("?consentRequestId={}", ids[0]);
    assert_eq!(types(&bed, &token, &one).await, ["Created", "Accepted", "Revoked"]);
    let compact = format!("?ConsentRequestId={}&eventType=accepted", ids[0].replace('-', "").to_uppercase());
    assert_eq!(types(&bed, &token, &compact).await, ["Accepted"]);
    assert_eq!(types(&bed, &token, &format!("?consentRequestId={}", new_id())).await, [""; 0]);
    let other = bed.enterprise_token(DIGDIR, ORG).await;
    assert_eq!(types(&bed, &other, "").await, [""; 0]);
}

#[tokio::test]
async fn the_next_page_is_absolute_and_carries_the_filters() {
    let bed = Bed::with(SandboxOptions { events_lag: Duration::ZERO, page_size: 1, ..SandboxOptions::default() }).await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let id = new_id();
    bed.create(&token, &income_request(&id)).await;
    bed.decide(&id, "approve").await;
    let query = format!(
        "?EventType=accepted&eventType=revoked&createdBefore=2090-01-01T01:00:00%2B01:00&pageSize=9\
         &createdAfter=2020-01-01T00:00:00.1234567Z&consentRequestId={}&other=1",
        id.to_uppercase()
    );
    let (_, page) = answer_of(request(&bed, &query).bearer_auth(&token).send().await.unwrap()).await;
    let next = page["links"]["next"].as_str().unwrap();

    let (address, carried) = next.split_once('?').unwrap();
    assert_eq!(address, bed.url(&format!("{CONSENT_REQUESTS}/events")));
    let (_, carried) = carried.split_once('&').unwrap();
    let expected = format!(
        "consentRequestId={id}&createdAfter=2020-01-01T00%3A00%3A00.1234567Z\
         &createdBefore=2090-01-01T00%3A00%3A00.0000000Z&eventType=accepted&eventType=revoked"
    );
    assert_eq!(carried, expected);

    // A full page has a next one although nothing follows; the last page has none.
    let (status, last) = answer_of(bed.http.get(next).bearer_auth(&token).send().await.unwrap()).await;
    assert_eq!((status, last), (200, json!({"links": {"next": null}, "data": []})));

    // The host is the one that was called.
    let renamed = request(&bed, "").bearer_auth(&token).header("host", "altinn.example:81").send().await.unwrap();
    let next = json_of(renamed).await["links"]["next"].as_str().unwrap().to_owned();
    assert!(
        next.starts_with(&format!("http://altinn.example:81{CONSENT_REQUESTS}/events?continuationToken=")),
        "{next}"
    );
}

#[tokio::test]
async fn refusals_come_in_altinns_order() {
    let bed = Bed::start().await;
    let reader = bed.enterprise_token(SMARTBANK, READ).await;
    let unknown = bed.enterprise_token("974760673", READ).await;
    let misspelt = bed.enterprise_token(SMARTBANK, "altinn:consentrequests.wite").await;
    let broken = bed.enterprise_token("810419513", READ).await;
    let ask =
        async |token: &str, query: &str| answer_of(request(&bed, query).bearer_auth(token).send().await.unwrap()).await;
    let all_wrong = "?consentRequestId=abc&eventType=x";

    assert_eq!(answer_of(request(&bed, all_wrong).send().await.unwrap()).await, (401, Value::Null));
    assert_eq!(ask(&misspelt, all_wrong).await, (403, Value::Null));
    let (status, body) = ask(&broken, "?CONSENTREQUESTID=abc").await;
    assert_eq!((status, &body["errors"]), (400, &json!({"consentRequestId": ["The value 'abc' is not valid."]})));
    assert_eq!((body.get("code"), &body["title"]), (None, &json!("One or more validation errors occurred.")));
    assert!(ask(&reader, "?createdAfter=yesterday").await.1["errors"]["createdAfter"].is_array());
    assert!(ask(&reader, "?createdAfter=2026-08-21T00:00:00+00:00").await.1["errors"]["createdAfter"].is_array());
    assert_eq!(ask(&broken, "?eventType=x").await.0, 500);

    let (status, body) =
        ask(&unknown, "?eventType=x&continuationToken=x&createdAfter=2027-01-01&createdBefore=2026-01-01").await;
    assert_eq!((status, &body["code"]), (400, &json!("STD-00000")));
    assert_eq!(
        body["validationErrors"],
        json!([
            {"code": "AM.VLD-00051", "detail": "'createdAfter' must be earlier than 'createdBefore'.", "paths": ["$QUERY/createdAfter"]},
            {
                "code": "AM.VLD-00052",
                "detail": "One or more event types are invalid. Valid values are: rejected, accepted, revoked, deleted, used.",
                "paths": ["$QUERY/eventType"],
            },
            {"code": "AM.VLD-00053", "detail": "The continuation token is invalid.", "paths": ["$QUERY/continuationToken"]},
        ])
    );
    for token in ["notvalidbase64!!!", "AQID", "AAAAAAAAAAAAAAAAAAAAAAA%3D", "AAAAAAAAAAAAAAAAAAAAAA"] {
        let (status, body) = ask(&reader, &format!("?continuationToken={token}")).await;
        assert_eq!((status, &body["validationErrors"][0]["code"]), (400, &json!("AM.VLD-00053")), "{token}");
    }
    for query in ["?eventType=created", "?eventType=expired", "?eventType="] {
        assert_eq!(ask(&reader, query).await.1["validationErrors"][0]["code"], "AM.VLD-00052", "{query}");
    }
    let (status, body) = ask(&unknown, "").await;
    let number = "urn:altinn:organization:identifier-no:974760673";
    assert_eq!((status, &body["code"], &body["orgnr"]), (400, &json!("AM-00003"), &json!(number)));
    for capitals in ["?eventType=Accepted", "?eventType=accepted&eventType=REVOKED"] {
        let (status, body) = ask(&reader, capitals).await;
        assert_eq!((status, body.get("code")), (500, None), "{capitals}");
    }
}

fn request(bed: &Bed, query: &str) -> reqwest::RequestBuilder {
    bed.get(&format!("{CONSENT_REQUESTS}/events{query}"))
}

async fn types(bed: &Bed, token: &str, query: &str) -> Vec<String> {
    let (status, body) = answer_of(request(bed, query).bearer_auth(token).send().await.unwrap()).await;
    assert_eq!(status, 200, "{query}: {body}");
    body["data"].as_array().unwrap().iter().map(|event| event["eventType"].as_str().unwrap().to_owned()).collect()
}
