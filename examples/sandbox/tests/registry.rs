//! The resource registry and the consent templates.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::{Value, json};

const BASE: &str = "/resourceregistry/api/v1/resource";

#[tokio::test]
async fn a_resource_is_found_by_its_id_and_version() {
    let bed = Bed::start().await;
    let get = async |path: &str| answer_of(bed.get(&format!("{BASE}/{path}")).send().await.unwrap()).await;
    let (status, resource) = get("ttd_inntektsopplysninger").await;
    assert_eq!(status, 200);
    assert_eq!(resource["consentMetadata"], json!({"inntektsaar": {}}));
    assert_eq!((&resource["consentTemplate"], &resource["versionId"]), (&json!("sblanesoknad"), &json!(4)));
    assert_eq!((&resource["accessListMode"], resource.get("sandboxAccessList")), (&json!("Enabled"), None));
    assert_eq!(get("ttd_inntektsopplysninger?versionId=4").await.0, 200);
    assert_eq!(get("ttd_inntektsopplysninger?versionid=3").await, (404, Value::Null));
    assert!(get("ttd_inntektsopplysninger?versionId=x").await.1["errors"]["versionId"].is_array());
    assert_eq!(get("does-not-exist").await, (404, Value::Null));
    let (_, other) = get("ttd_generisk").await;
    assert_eq!((&other["resourceType"], other.get("consentTemplate")), (&json!("GenericAccessResource"), None));
}

#[tokio::test]
async fn the_consent_resources_of_the_documentation_and_the_tests_are_there() {
    let bed = Bed::start().await;
    let expected: [(&str, &[&str]); 14] = [
        ("enkelt-samtykke", &["simpletag"]),
        ("samtykke-brukerstyrt-tilgang", &["brukerdata"]),
        ("samtykke-esoknad", &[]),
        ("samtykke-fullmakt-utfoere-tjeneste", &["tiltak"]),
        ("samtykke-laanesoeknad", &["banknavn", "rente", "utloepsar"]),
        ("samtykke-performance-test", &["inntektsaar"]),
        ("ske-samtykke-krav-og-betalinger", &[]),
        ("ske-samtykke-sbl-inntekt", &["fraogmed", "tilogmed"]),
        ("ske-samtykke-sbl-summert-skattegrunnlag", &["inntektsaar"]),
        ("standard-samtykke-for-dele-data", &["inntektsaar"]),
        ("ttd_inntektsopplysninger", &["inntektsaar"]),
        ("ttd_navnescore", &[]),
        ("ttd_skattegrunnlag", &["fraogmed", "tilogmed"]),
        ("ttd_skattegrunnlag2", &["fraogmed", "tilogmed"]),
    ];
    let found = search(&bed, "?ResourceType=Consent").await;
    for (id, keys) in expected {
        let resource = found.iter().find(|resource| resource["identifier"] == id).unwrap_or_else(|| panic!("{id}"));
        assert!(resource["consentMetadata"].as_object().unwrap().keys().eq(keys), "{id}");
    }
    assert!(found.iter().any(|resource| resource["isOneTimeConsent"] == true));
    assert!(found.iter().all(|resource| resource["resourceType"] == "Consent"));
}

#[tokio::test]
async fn a_search_narrows_by_everything_it_is_given() {
    let bed = Bed::start().await;
    let ids = async |query: &str| -> Vec<String> {
        search(&bed, query).await.iter().map(|resource| resource["identifier"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids("?Id=enkelt").await, ["enkelt-samtykke"]);
    assert_eq!(ids("?resourcetype=consent&orgcode=skd&id=krav").await, ["ske-samtykke-krav-og-betalinger"]);
    assert_eq!(ids("?ResourceType=16").await, ["ttd_generisk"]);
    assert_eq!(ids("?OrganizationId=974761076").await.len(), 3);
    assert_eq!(ids("?ResourceType=AltinnApp").await, [""; 0]);
    let all = json_of(bed.get(&format!("{BASE}/resourcelist")).send().await.unwrap()).await;
    assert_eq!(ids("").await.len(), all.as_array().unwrap().len());
    let (status, refusal) =
        answer_of(bed.get(&format!("{BASE}/search?ResourceType=samtykke")).send().await.unwrap()).await;
    assert_eq!((status, &refusal["errors"]), (400, &json!({"ResourceType": ["The value 'samtykke' is not valid."]})));
}

#[tokio::test]
async fn templates_are_where_altinns_documentation_has_them() {
    let bed = Bed::start().await;
    let path =
        "/Altinn/altinn-studio-docs/master/content/authorization/architecture/resourceregistry/consent_templates.json";
    let templates = json_of(bed.get(path).send().await.unwrap()).await;
    let ids: Vec<_> = templates.as_array().unwrap().iter().map(|template| template["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["default", "bst_krav", "sblanesoknad", "poa", "samtykkemal_simpleconsent"]);
    assert_eq!(templates[3]["isPoa"], true);
    assert!(templates[0]["texts"]["title"]["person"]["nb"].is_string());
}

#[tokio::test]
async fn a_registered_resource_can_be_asked_for_by_those_on_its_list() {
    let bed = Bed::start().await;
    let resource = json!({
        "identifier": "min-ressurs",
        "title": {"nb": "Min ressurs"},
        "resourceType": "Consent",
        "consentTemplate": "default",
        "consentText": {"nb": "{Aar}"},
        "consentMetadata": {"aar": {"optional": true}, "Med-Stor": {}},
        "accessListMode": "Enabled",
        "sandboxAccessList": [SMARTBANK],
    });
    assert_eq!(bed.post("/sandbox/resources").json(&resource).send().await.unwrap().status(), 201);
    let mut request = income_request(&new_id());
    request["consentRights"] = json!([right("min-ressurs", "AAR=1 med-stor=2")]);
    let listed = bed.enterprise_token(SMARTBANK, WRITE).await;
    let other = bed.enterprise_token(SUPPLIER, WRITE).await;

    // A key that the registry spells with capitals can be neither sent nor left out; an optional one is required, too.
    let (status, body) = answer_of(bed.create(&listed, &request).await).await;
    assert_eq!((status, &body["code"], &body["key"]), (400, &json!("AM-00006"), &json!("med-stor")));
    request["consentRights"] = json!([right("min-ressurs", "")]);
    let (status, body) = answer_of(bed.create(&listed, &request).await).await;
    let keys: Vec<_> = body["problems"].as_array().unwrap().iter().map(|problem| &problem["key"]).collect();
    assert_eq!((status, keys), (500, vec![&json!("med-stor"), &json!("aar")]));
    request["to"] = json!(format!("urn:altinn:organization:identifier-no:{SUPPLIER}"));
    assert_eq!(answer_of(bed.create(&other, &request).await).await, (403, Value::Null));
}

async fn search(bed: &Bed, query: &str) -> Vec<Value> {
    let response = bed.get(&format!("{BASE}/search{query}")).send().await.unwrap();
    assert_eq!(response.status(), 200, "{query}");
    response.json().await.unwrap()
}
