//! Creations that Altinn takes.

use samtykke::endpoint::{create_consent_request, read_consent_request};
use samtykke::{
    ConsentFlow, ConsentRequest, ConsentRight, Environment, HttpRequest, LanguageText, OrganizationNumber, Party,
    PortalViewMode, RedirectUrl, Seed, Step, Timestamp,
};
use serde_json::{Value, json};

use crate::common::sample::{Sample, is_same};
use crate::common::{authorized, config, now, request_of, responded, token};
use crate::shown;

pub(crate) const SAMPLES: &[&str] = &[
    "01-create-person-201",
    "02-create-portal-show-201",
    "04-create-supplier-201-handledby",
    "05-create-required-delegator-201",
    "06-create-no-metadata-201",
    "07-create-mobile-scheme-201",
    "09-create-from-organization-201",
    "11-create-explicit-nulls-201",
    "12-create-duplicate-200-core-shape",
];

#[test]
fn a_creation_is_written_as_altinn_expects_it() {
    for sample in SAMPLES.iter().map(|name| Sample::read(name)) {
        is_written(&sample, &consent_request(&sample));
    }
}

#[test]
fn a_created_consent_is_read_whole() {
    for sample in SAMPLES.iter().map(|name| Sample::read(name)) {
        let wanted = consent_request(&sample);
        let created = create_consent_request::parse(&sample.answer(), &wanted, &wanted.redirect_url).unwrap();
        assert_eq!(created.differences, [], "{}", sample.name);
        assert_eq!(created.already_existed, sample.expect("outcome") == "already_existed", "{}", sample.name);
        let status = if created.already_existed { 200 } else { 201 };
        let location = read_consent_request::request(&Environment::Tt02, &created.state.id, &token()).url;
        let mut body = shown::state(&created.state);
        is_whole(&sample, &body);
        body["consentRequestStatus"] = body["status"].clone();
        sample.agrees(&json!({"status": status, "headers": {"Location": location}, "body": body}));
    }
}

#[test]
fn a_flow_sends_the_user_on_after_every_creation() {
    for sample in SAMPLES.iter().map(|name| Sample::read(name)) {
        let flow = ConsentFlow::start_with_seed(config(), consent_request(&sample), Seed::from_bytes([7; 32]), now());
        let flow = flow.unwrap().advance(authorized(), now()).unwrap();
        let sent: Value = serde_json::from_str(&request_of(flow.step(now())).body.unwrap()).unwrap();
        assert!(sent["redirectUrl"].as_str().unwrap().contains(sent["id"].as_str().unwrap()), "{}", sample.name);
        let answer = sample.answer();
        let flow = flow.advance(responded(answer.status, &answer.body), now()).unwrap();
        let Step::Visit { url } = flow.step(now()) else { panic!("{}: wanted Visit", sample.name) };
        assert_eq!(url, sample.response()["body"]["viewUri"], "{}", sample.name);
    }
}

/// Makes sure that the core writes `request` as it stands in the sample.
pub(crate) fn is_written(sample: &Sample, request: &ConsentRequest) {
    let built = built(request);
    sample.is_request(&built);
    let body: Value = serde_json::from_str(&built.body.unwrap()).unwrap();
    assert!(!body.as_object().unwrap().values().any(Value::is_null), "{}: an explicit null is not sent", sample.name);
    let wanted = with_defaults(&sample.request()["body"]);
    assert_eq!(names(&body), names(&wanted), "{}", sample.name);
    for (member, wanted) in wanted.as_object().unwrap() {
        assert!(is_same(&body[member], wanted), "{}: {member} is {}, not {wanted}", sample.name, body[member]);
    }
}

/// The call for `request`, whose redirect URL is sent as it stands.
pub(crate) fn built(request: &ConsentRequest) -> HttpRequest {
    create_consent_request::request(&Environment::Tt02, &request.id.unwrap(), request, &request.redirect_url, &token())
}

/// The same request in the core's terms.
pub(crate) fn consent_request(sample: &Sample) -> ConsentRequest {
    let body = &sample.request()["body"];
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let organization = text("to").rsplit(':').next().unwrap();
    let mut request = ConsentRequest::new(
        Party::parse(text("from")).unwrap(),
        OrganizationNumber::parse(organization).unwrap(),
        Timestamp::parse(text("validTo")).unwrap(),
        RedirectUrl::parse(text("redirectUrl")).unwrap(),
    );
    request.id = Some(text("id").to_owned().try_into().unwrap());
    request.rights = body["consentRights"].as_array().unwrap().iter().map(right).collect();
    request.required_delegator = body["requiredDelegator"].as_str().map(|urn| Party::parse(urn).unwrap());
    request.request_message = serde_json::from_value::<Option<LanguageText>>(body["requestMessage"].clone()).unwrap();
    if text("portalViewMode") == "Show" {
        request.portal_view_mode = PortalViewMode::Show;
    }
    request
}

fn right(body: &Value) -> ConsentRight {
    let mut right = ConsentRight::new(body["resource"][0]["value"].as_str().unwrap());
    right.actions = serde_json::from_value(body["action"].clone()).unwrap();
    let pairs = body["metadata"].as_object().into_iter().flatten();
    pairs.fold(right, |right, (key, value)| right.with_metadata(key, value.as_str().unwrap()))
}

/// Altinn takes an absent member, a null and the default for the same.
fn with_defaults(body: &Value) -> Value {
    let mut body = body.clone();
    let members = body.as_object_mut().unwrap();
    members.retain(|_, value| !value.is_null());
    members.entry("portalViewMode").or_insert(json!("Hide"));
    body
}

fn names(body: &Value) -> Vec<&String> {
    body.as_object().unwrap().keys().collect()
}

/// Makes sure that no member of the answer is lost, but for those that tell nothing new.
pub(crate) fn is_whole(sample: &Sample, read: &Value) {
    let mut came = sample.response()["body"].clone();
    let members = came.as_object_mut().unwrap();
    // The template decides how Altinn's page looks, and each event belongs to the consent that it is in.
    members.retain(|name, _| !["templateId", "templateVersion"].contains(&name.as_str()));
    if let Some(status) = members.remove("consentRequestStatus") {
        members.insert("status".to_owned(), status);
    }
    for event in came["consentRequestEvents"].as_array_mut().unwrap() {
        event.as_object_mut().unwrap().remove("consentRequestID");
    }
    for right in came["consentRights"].as_array_mut().unwrap() {
        right["resource"][0].as_object_mut().unwrap().remove("version");
    }
    assert_eq!(*read, came, "{}", sample.name);
}
