//! The resource registry, what a request has to do with it, and what a stored consent has differently.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::registry::{registry, resource};
use common::sample::Sample;
use common::*;
use samtykke::endpoint::{create_consent_request, list_consent_resources, read_resource};
use samtykke::{
    ConsentRequest, ConsentRight, Environment, HttpResponse, LanguageText, MetadataKey, Party, PortalViewMode,
    RedirectUrl, RequestProblem, RequestProblemKind as Kind, Timestamp,
};
use serde_json::{Value, json};

#[test]
fn a_resource_is_read_without_a_token() {
    let request = read_resource::request(&Environment::Tt02, "ttd_inntektsopplysninger").unwrap();
    assert_eq!(request.url, Sample::read("94-resource-get-200").url());
    assert!(!request.headers.iter().any(|header| header.name.eq_ignore_ascii_case("authorization")));

    let resource = read_resource::parse(&Sample::read("94-resource-get-200").answer()).unwrap().unwrap();
    assert!(resource.is_consent() && resource.has_access_list && !resource.is_one_time_consent);
    assert_eq!(resource.consent_template.as_deref(), Some("sblanesoknad"));
    assert_eq!(resource.consent_metadata, [MetadataKey { key: "inntektsaar".to_owned(), optional: false }]);
    assert_eq!(resource.owner.unwrap().orgcode.as_deref(), Some("ttd"));
    assert_eq!(resource.version_id, Some(4));
}

#[test]
fn every_member_that_matters_to_a_consent_is_read() {
    let text = json!({"nb": "Deling av {inntektsaar}", "nn": null, "se": "x"});
    let body = json!({"identifier": "a", "resourceType": "Consent", "title": text, "consentTemplate": "poa",
        "consentText": text, "consentMetadata": {"inntektsaar": {"optional": false}, "b": {}, "c": {"optional": true}},
        "isOneTimeConsent": true, "accessListMode": "enabled", "versionId": 9, "delegable": true, "keywords": [],
        "hasCompetentAuthority": {"organization": "974761076", "orgcode": "skd", "name": {"nb": "Skatteetaten"}}});
    let resource = read_resource::parse(&http(200, &body.to_string())).unwrap().unwrap();
    let said = LanguageText { nb: Some("Deling av {inntektsaar}".to_owned()), ..LanguageText::default() };
    assert_eq!((&resource.title, resource.consent_text.as_ref()), (&said, Some(&said)));
    assert_eq!((resource.consent_template.as_deref(), resource.version_id), (Some("poa"), Some(9)));
    assert!(resource.is_one_time_consent && resource.has_access_list);
    let keys: Vec<_> = resource.consent_metadata.iter().map(|key| (key.key.as_str(), key.optional)).collect();
    assert_eq!(keys, [("b", false), ("c", true), ("inntektsaar", false)]);
    let owner = resource.owner.unwrap();
    assert_eq!((owner.organization.as_deref(), owner.orgcode.as_deref()), (Some("974761076"), Some("skd")));
    assert_eq!(owner.name.nb.as_deref(), Some("Skatteetaten"));
}

#[test]
fn a_resource_may_leave_out_all_but_its_id() {
    let names = [
        "resourceType",
        "title",
        "hasCompetentAuthority",
        "consentTemplate",
        "consentText",
        "consentMetadata",
        "isOneTimeConsent",
        "accessListMode",
        "versionId",
    ];
    let nulls: Value =
        names.iter().map(|name| ((*name).to_owned(), Value::Null)).collect::<serde_json::Map<_, _>>().into();
    for mut body in [json!({}), nulls] {
        body["identifier"] = json!("a");
        let resource = read_resource::parse(&http(200, &body.to_string())).unwrap().unwrap();
        assert!(!resource.is_consent() && !resource.is_one_time_consent && !resource.has_access_list);
        assert_eq!((resource.consent_metadata.len(), resource.owner, resource.version_id), (0, None, None));
    }
    for mode in ["Disabled", "", "Later"] {
        let body = json!({"identifier": "a", "accessListMode": mode}).to_string();
        assert!(!read_resource::parse(&http(200, &body)).unwrap().unwrap().has_access_list, "{mode}");
    }
}

#[test]
fn an_unknown_resource_is_none() {
    assert_eq!(read_resource::parse(&Sample::read("95-resource-get-404").answer()).unwrap(), None);
    assert!(read_resource::parse(&http(503, "")).is_err());
    assert!(read_resource::parse(&http(200, "<html>")).is_err());
}

#[test]
fn an_id_stays_inside_its_path_segment() {
    let request = read_resource::request(&Environment::Tt02, "a/../b?c d+").unwrap();
    assert!(request.url.ends_with("/resource/a%2F..%2Fb%3Fc%20d%2B"), "{}", request.url);
    for id in ["", " ", ".", ".."] {
        let error = read_resource::request(&Environment::Tt02, id).unwrap_err();
        assert_eq!(error.to_string(), "resource must be the id of a resource");
    }
}

#[test]
fn the_list_holds_consent_resources_only() {
    let request = list_consent_resources::request(&Environment::Tt02);
    assert!(request.url.ends_with("/resourceregistry/api/v1/resource/search?ResourceType=Consent"));
    let list = json!([
        {"identifier": "a", "resourceType": "consent", "title": null, "consentMetadata": {"x": {"optional": true}, "y": null}},
        {"identifier": "b", "resourceType": "GenericAccessResource", "title": 7},
        {"resourceType": null},
    ]);
    let resources = list_consent_resources::parse(&http(200, &list.to_string())).unwrap();
    assert_eq!(resources.len(), 1);
    let optional: Vec<bool> = resources[0].consent_metadata.iter().map(|key| key.optional).collect();
    assert_eq!(optional, [true, false]);
    assert!(list_consent_resources::parse(&http(200, "{}")).is_err());
    assert!(list_consent_resources::parse(&http(500, "")).is_err());
}

#[test]
fn what_altinn_answers_is_found_before() {
    for (name, wanted) in [
        ("21-create-unknown-metadata-400-AM-00006", vec![("AM-00006", "rights[0].metadata.INNTEKTSAAR")]),
        ("22-create-missing-metadata-400-AM-00008", vec![("AM-00008", "rights[0].metadata.inntektsaar")]),
        ("24-create-template-mismatch-400-AM-00009", vec![("AM-00009", "rights[1].resource")]),
        (
            "26-create-wrong-metadata-name-500-STD-00001",
            vec![("AM-00006", "rights[1].metadata.tilOgMedwrong"), ("AM-00008", "rights[1].metadata.tilogmed")],
        ),
    ] {
        let problems = rights_of(name).check_against(&registry());
        let refused: Vec<_> = problems.iter().filter(|problem| problem.kind.is_refused()).collect();
        let found: Vec<_> = refused.iter().map(|p| (p.code.as_deref().unwrap(), p.field.as_str())).collect();
        assert_eq!(found, wanted, "{name}");

        let sample = Sample::read(name);
        let body = &sample.response()["body"];
        let codes: Vec<_> = match body["problems"].as_array() {
            Some(problems) => problems.iter().map(|problem| problem["code"].as_str().unwrap()).collect(),
            None => vec![body["code"].as_str().unwrap()],
        };
        assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), codes, "{name}");
    }
}

#[test]
fn all_problems_come_at_once() {
    let request = with_rights([
        ConsentRight::new("nobody_knows"),
        ConsentRight::new("an_app"),
        ConsentRight::new("ttd_inntektsopplysninger").with_metadata("inntektsaar", ""),
        ConsentRight::new("ttd_navnescore").with_metadata("x", "1"),
        ConsentRight::new("TTD_Navnescore"),
    ]);
    let problems = request.check_against(&registry());
    let found: Vec<_> = problems.iter().map(|p| (p.kind, p.field.as_str(), p.code.as_deref())).collect();
    assert_eq!(
        found,
        [
            (Kind::UnknownResource, "rights[0].resource", Some("AM-00005")),
            (Kind::NoConsentResource, "rights[1].resource", Some("AM-00005")),
            (Kind::EmptyMetadata, "rights[2].metadata.inntektsaar", Some("AM-00007")),
            (Kind::UnknownMetadata, "rights[3].metadata.x", Some("AM-00006")),
            (Kind::OtherTemplate, "rights[3].resource", Some("AM-00009")),
            (Kind::UnknownResource, "rights[4].resource", Some("AM-00005")),
        ]
    );
    assert_eq!(problems[5].right_spelling.as_deref(), Some("ttd_navnescore"));
}

#[test]
fn a_key_in_another_case_is_taken_but_spelled_out() {
    let right = ConsentRight::new("ttd_inntektsopplysninger").with_metadata("INNTEKTSAAR", "2025");
    let problems = with_rights([right]).check_against(&registry());
    let [RequestProblem { kind, code, right_spelling, .. }] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!((*kind, code, right_spelling.as_deref()), (Kind::MetadataSpelling, &None, Some("inntektsaar")));
    assert!(!kind.is_refused());
}

#[test]
fn a_key_twice_and_a_resource_with_capitals_cannot_pass() {
    let right = ConsentRight::new("ttd_inntektsopplysninger").with_metadata("inntektsaar", "1");
    let problems = with_rights([right.with_metadata("Inntektsaar", "2")]).check_against(&registry());
    assert!(problems.iter().any(|problem| problem.kind == Kind::RepeatedMetadata));
    let capital = resource("capital", "default", &["Rente"]);
    let right = ConsentRight::new("capital").with_metadata("Rente", "4");
    let problems = with_rights([right]).check_against(&[capital]);
    assert_eq!((problems.len(), problems[0].code.as_deref()), (1, Some("AM-00006")));
}

#[test]
fn an_optional_key_is_demanded_and_a_template_in_any_case_is_the_same() {
    let mut one = resource("one", "Default", &["a"]);
    one.consent_metadata[0].optional = true;
    let rights = [ConsentRight::new("one"), ConsentRight::new("two")];
    let problems = with_rights(rights).check_against(&[one, resource("two", "default", &[])]);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].reason.contains("although the registry calls it optional"));
    assert_eq!(problems[0].right_spelling.as_deref(), Some("a"));
}

#[test]
fn a_good_request_has_no_problems() {
    let rights = [
        ConsentRight::new("ttd_inntektsopplysninger").with_metadata("inntektsaar", "2025"),
        ConsentRight::new("ttd_skattegrunnlag").with_metadata("fraogmed", "1").with_metadata("tilogmed", "2"),
    ];
    assert_eq!(with_rights(rights).check_against(&registry()), []);
    assert_eq!(with_rights([]).check_against(&[]), []);
}

#[test]
fn the_same_consent_has_no_differences() {
    let (stored, redirect_url) = stored();
    let mut wanted = wanted();
    assert_eq!(stored.differences(&wanted, &redirect_url), []);
    wanted.valid_to = Timestamp::from_unix_micros(wanted.valid_to.unix_micros() + 1);
    wanted.rights[0] = ConsentRight::new("ttd_inntektsopplysninger").with_metadata("inntektsaar", "ADSF");
    wanted.rights[0].actions = vec!["Read".to_owned()];
    assert_eq!(stored.differences(&wanted, &redirect_url), []);
}

#[test]
fn every_difference_is_named_and_none_tells_who() {
    let (stored, _) = stored();
    let mut wanted = wanted();
    wanted.valid_to = Timestamp::from_unix_micros(wanted.valid_to.unix_micros() + 2);
    wanted.rights[0] = wanted.rights[0].clone().with_metadata("INNTEKTSAAR", "2024");
    wanted.request_message = Some(LanguageText { en: Some("secret words".to_owned()), ..LanguageText::default() });
    wanted.portal_view_mode = PortalViewMode::Show;
    wanted.required_delegator = Some(Party::parse(PERSON).unwrap());
    let other = RedirectUrl::parse("https://bank.example/other?x=secret").unwrap();
    let differences = stored.differences(&wanted, &other);
    let fields: Vec<_> = differences.iter().map(|difference| difference.field.as_str()).collect();
    assert_eq!(
        fields,
        ["rights[0]", "rights", "validTo", "requestMessage", "redirectUrl", "portalViewMode", "requiredDelegator"]
    );
    let text = format!("{differences:?}");
    assert!(!text.contains(PERSON) && !text.contains("secret") && !text.contains("2024"), "{text}");
}

#[test]
fn rights_are_matched_one_to_one_in_any_order() {
    let (mut stored, redirect_url) = stored();
    let mut wanted = wanted();
    let second = ConsentRight::new("ttd_navnescore");
    wanted.rights.push(second.clone());
    stored.rights.insert(0, second.clone());
    assert_eq!(stored.differences(&wanted, &redirect_url), []);
    wanted.rights.push(second);
    let differences = stored.differences(&wanted, &redirect_url);
    assert_eq!((differences.len(), differences[0].field.as_str()), (1, "rights[2]"));
}

#[test]
fn a_stored_delegator_is_compared_where_it_can_be() {
    let (mut stored, redirect_url) = stored();
    stored.required_delegator = Some(format!("urn:altinn:person:identifier-no:{PERSON}").into());
    let mut wanted = wanted();
    assert_eq!(stored.differences(&wanted, &redirect_url)[0].reason, "is stored, but not asked for");
    wanted.required_delegator = Some(Party::parse(PERSON).unwrap());
    assert_eq!(stored.differences(&wanted, &redirect_url), []);
    wanted.required_delegator = Some(Party::parse(ORGANIZATION).unwrap());
    assert_eq!(stored.differences(&wanted, &redirect_url)[0].reason, "is stored as another party");
    stored.required_delegator = Some("urn:altinn:party:uuid:8ef5e5fa-94e1-4869-8635-df86b6219181".to_owned().into());
    assert_eq!(stored.differences(&wanted, &redirect_url), []);
}

/// The stored consent of the repeated creation, and where it leads.
fn stored() -> (samtykke::ConsentState, RedirectUrl) {
    let redirect_url = RedirectUrl::parse("https://www.dnb.no").unwrap();
    let answer = Sample::read("12-create-duplicate-200-core-shape").answer();
    let created = create_consent_request::parse(&answer, &wanted(), &redirect_url).unwrap();
    assert!(created.already_existed && created.differences.is_empty());
    (created.state, redirect_url)
}

/// The request that it answers.
fn wanted() -> ConsentRequest {
    let mut request = rights_of("12-create-duplicate-200-core-shape");
    request.valid_to = Timestamp::parse("2026-12-31T12:00:00Z").unwrap();
    let message = "Please approve this consent request".to_owned();
    request.request_message = Some(LanguageText { en: Some(message), ..LanguageText::default() });
    request
}

/// A request with the rights of a sample.
fn rights_of(name: &str) -> ConsentRequest {
    let sample = Sample::read(name);
    let right = |right: &Value| {
        let mut read = ConsentRight::new(right["resource"][0]["value"].as_str().unwrap());
        read.actions = serde_json::from_value(right["action"].clone()).unwrap();
        let pairs = right["metadata"].as_object().into_iter().flatten();
        pairs.fold(read, |read, (key, value)| read.with_metadata(key, value.as_str().unwrap()))
    };
    with_rights(sample.request()["body"]["consentRights"].as_array().unwrap().iter().map(right))
}

fn with_rights(rights: impl IntoIterator<Item = ConsentRight>) -> ConsentRequest {
    ConsentRequest { rights: rights.into_iter().collect(), ..request() }
}

fn http(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: vec![], body: body.to_owned() }
}
