//! Nothing that a program prints gives away a token, a key, an assertion, a `state` or a person number.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use std::fmt::Debug;

use common::*;
use samtykke::endpoint::{
    create_consent_request, exchange_token, jwks, list_consent_resources, read_consent_request, read_events,
    read_resource,
};
use samtykke::*;

const STATE: &str = "c3RhdGUtdGhhdC1pcy1zZWNyZXQ";
const SIGNATURE: &str = "c2lnbmF0dXJl";
const KEY: &str = include_str!("keys/rsa-2048-pkcs8.pem");

/// Everything that must not be seen.
fn secrets() -> [&'static str; 6] {
    let line_of_key = KEY.lines().nth(5).unwrap();
    [TOKEN, PERSON, STATE, SIGNATURE, line_of_key, "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"]
}

fn assert_hidden(name: &str, text: &str) {
    for secret in secrets() {
        assert!(!text.contains(secret), "{name} shows {secret}: {text}");
    }
}

/// `Debug` in both of its forms.
fn shown(value: &dyn Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

#[test]
fn no_public_type_shows_a_secret() {
    let all = public_values();
    for (name, text) in &all {
        assert_hidden(name, text);
    }
    // A type that is added later must be added here.
    #[expect(clippy::disallowed_methods, reason = "the crate's public names lie in a file")]
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    let exports = source.split("pub use ").skip(1).filter_map(|text| text.split(';').next());
    let names = exports
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|name| name.starts_with(char::is_uppercase));
    for name in names {
        assert!(all.iter().any(|(known, _)| *known == name), "{name} is not looked at");
    }
}

#[test]
fn no_error_shows_what_a_server_repeated() {
    let told = format!("urn:altinn:person:identifier-no:{PERSON} Bearer {TOKEN}");
    let bodies = [
        told.clone(),
        format!("<html>{told}</html>"),
        format!(r#"{{"status":400,"code":"AM-00004","detail":"{told}","fnumber":"{told}","{PERSON}":"{TOKEN}"}}"#),
        format!(r#"{{"title":"{told}","status":400,"errors":{{"$.from {PERSON}":["{told}"]}},"traceId":"{told}"}}"#),
        format!(
            r#"{{"status":500,"code":"STD-00001","detail":"{told}","problems":[{{"code":"AM-00004","detail":"{told}",
            "fnumber":"{told}","validationErrors":[{{"code":"{told}","detail":"{told}","paths":["{told}"],"x":"{told}"}}]}}],
            "validationErrors":[{{"code":"AM.VLD-00027","title":"{told}","paths":["{told}"]}}]}}"#
        ),
        format!(r#"{{"error":"{told}","error_description":"{told} MP-303","error_uri":"{told}"}}"#),
        format!(r#"{{"id":"{PERSON}","from":"{told}","access_token":["{TOKEN}"],"keys":"{TOKEN}","data":"{told}"}}"#),
        format!(r#"["{told}"]"#),
        format!(r#""{told}""#),
        PERSON.to_owned(),
    ];
    let redirect_url = RedirectUrl::parse("https://bank.example/return").unwrap();
    let mut errors = 0;
    for body in &bodies {
        for status in [200, 201, 400, 401, 403, 404, 429, 500, 503] {
            let answer = HttpResponse { status, headers: vec![], body: body.clone() };
            let results = [
                create_consent_request::parse(&answer, &request(), &redirect_url).err(),
                read_consent_request::parse(&answer).err(),
                read_events::parse(&answer).err(),
                endpoint::token::parse(&answer, now()).err(),
                exchange_token::parse(&answer, now()).err(),
                read_resource::parse(&answer).err(),
                list_consent_resources::parse(&answer).err(),
                jwks::parse(&answer).err(),
            ];
            for error in results.into_iter().flatten() {
                assert_hidden(error.code(), &format!("{error}\n{}", shown(&error)));
                errors += 1;
            }
        }
    }
    assert!(errors > 600, "{errors}");
}

#[test]
fn no_error_shows_what_a_host_passed_in() {
    let flow = awaiting_user();
    let told = format!("{PERSON} {TOKEN}");
    let mut last = creating();
    for _ in 0..3 {
        last = last.advance(Answer::Failed { reason: told.clone() }, now()).unwrap();
    }
    let person = || Party::parse(PERSON).unwrap();
    let mut odd = request();
    odd.rights = vec![ConsentRight::new("a").with_metadata(PERSON, "")];
    let errors = [
        last.advance(Answer::Failed { reason: told.clone() }, now()).unwrap_err(),
        flow.advance(returned(&format!("https://x.example/{PERSON}?consentId={PERSON}&state={STATE}")), now())
            .unwrap_err(),
        flow.advance(authorized(), now()).unwrap_err(),
        ConsentFlow::from_json(&flow.to_json().replace("\"hide\"", &format!("\"{told}\""))).unwrap_err(),
        ConsentFlow::from_json(&format!("{{\"v\":1,\"seed\":\"{TOKEN}\"}}")).unwrap_err(),
        EventCursor::from_json(&format!("{{\"v\":1,\"seen\":\"{told}\"}}")).unwrap_err(),
        ConsentFlow::start(config(), odd, now()).unwrap_err(),
        PersonNumber::parse(&format!("{PERSON}0")).unwrap_err(),
        OrganizationNumber::parse(PERSON).unwrap_err(),
        Party::parse(&told).unwrap_err(),
        RedirectUrl::parse(&told).unwrap_err(),
        ConsentId::parse(PERSON).unwrap_err(),
        Timestamp::parse(PERSON).unwrap_err(),
        Environment::named(&told).unwrap_err(),
        ConsentError::unreadable_value("request", &format!("invalid type: string {told:?}")),
        ConsentReturn::check_state(&format!("?state={STATE}"), "state", "other").unwrap_err(),
        endpoint::read_resource::request(&Environment::Tt02, " ").unwrap_err(),
        verified().check(&person(), &ConsentRight::new(told.clone())).unwrap_err(),
    ];
    for error in errors {
        assert_hidden(error.code(), &format!("{error}\n{}", shown(&error)));
    }
}

#[cfg(feature = "signer")]
#[test]
fn no_key_shows_itself_not_even_one_that_cannot_be_read() {
    assert_hidden("KeySigner", &shown(&KeySigner::from_pem(KEY).unwrap()));
    let jwk = include_str!("keys/rsa-2048.jwk.json");
    let member = jwk.split('"').max_by_key(|text| text.len()).unwrap();
    let broken = [
        KEY.replace("PRIVATE KEY-----\n", "PRIVATE KEY-----\nA"),
        KEY.lines().take(9).collect::<Vec<_>>().join("\n"),
        jwk.replacen("\"n\"", "\"m\"", 1),
        jwk.replacen("RSA", member, 1),
        jwk.replace(member, &format!("{member}!")),
    ];
    for text in broken {
        let error = KeySigner::parse(&text).unwrap_err();
        let shown = format!("{error}\n{}", shown(&error));
        assert_hidden("KeySigner", &shown);
        assert!(!shown.contains(member), "{shown}");
    }
}

/// A value of every public type, with a secret wherever it can hold one.
fn public_values() -> Vec<(&'static str, String)> {
    let person = || Party::parse(PERSON).unwrap();
    let with_state = format!("https://bank.example/return?state={STATE}");
    let redirect_url = RedirectUrl::parse(&with_state).unwrap();
    let client = || MaskinportenClient::with_kid("client-1", "key-1");
    let detail = AuthorizationDetail::Consent { id: ID.to_owned().try_into().unwrap(), from_party: person() };
    let token_request = TokenRequest {
        pid: Some(PersonNumber::parse(PERSON).unwrap()),
        authorization_detail: Some(detail.clone()),
        ..TokenRequest::with_scopes(["a"])
    };
    let exchange = redeeming().token_exchange().unwrap();
    let TokenStep::Sign { grant } = exchange.step(now()) else { panic!("an exchange begins with a grant") };
    let sending = exchange.advance(signed(grant.clone()), now()).unwrap();
    let request_of_token = sending.step(now());
    let mut response = HttpResponse { status: 200, headers: vec![], body: format!("{TOKEN} {PERSON}") };
    response.headers.push(HttpHeader { name: "Set-Cookie".to_owned(), value: TOKEN.to_owned() });
    let problem_body = format!(
        r#"{{"code":"AM-00004","detail":"{PERSON}","fnumber":"{PERSON}","problems":[{{"code":"AM-00004","fnumber":"{PERSON}"}}],
        "validationErrors":[{{"paths":["{PERSON}"],"detail":"{PERSON}"}}]}}"#
    );
    let refused = read_consent_request::parse(&HttpResponse { status: 400, headers: vec![], body: problem_body });
    let ConsentError::Altinn { problem, .. } = refused.clone().unwrap_err() else { panic!("a problem was named") };
    let opaque = HttpResponse {
        status: 400,
        headers: vec![],
        body: format!(r#"{{"error":"e","error_description":"{PERSON} {TOKEN}","error_uri":"{TOKEN}"}}"#),
    };
    let ConsentError::Maskinporten { problem: of_maskinporten } = endpoint::token::parse(&opaque, now()).unwrap_err()
    else {
        panic!("an OAuth error was given")
    };
    let mut state =
        read_consent_request::parse(&HttpResponse { status: 200, headers: vec![], body: consent("Accepted") }).unwrap();
    state.redirect_url = with_state.clone();
    state.request_message = Some(LanguageText { nb: Some("Hei".to_owned()), ..LanguageText::default() });
    let mut wanted = request();
    wanted.required_delegator = Some(person());
    wanted.redirect_url = redirect_url.clone();
    let granted = Outcome::Granted { token: token(), consent: Some(state.clone()) };
    let mut cache = TokenCache::default();
    cache.put(grant.token_key.clone(), token(), now());
    let answers = [
        signed(grant.clone()),
        authorized(),
        Answer::Denied { problem: (*of_maskinporten).clone() },
        Answer::Responded { response: response.clone() },
        failed(),
        returned(&with_state),
        Answer::CheckStatus,
    ];
    let flows =
        [authorizing_creation(), creating(), awaiting_user(), authorizing_check(), checking(), redeeming(), finished()];
    let steps: Vec<Step> = flows.iter().map(|flow| flow.step(now())).collect();
    let feed = EventFeed::start_with_seed(
        EventFeedConfig::new(Environment::Tt02, client()),
        EventCursor::since(now()),
        Seed::from_bytes([7; 32]),
    )
    .unwrap();
    let reading = feed.advance(authorized(), now()).unwrap();
    let attempts = CallAttempts::start("GET a", RetryPolicy::default(), Seed::from_bytes([7; 32]));
    let attempts = [attempts.failed(&format!("{PERSON} {TOKEN}"), now()).unwrap(), attempts];
    let keys = JwksCache::new(&Environment::Tt02).failed(&format!("{PERSON} {TOKEN}"), now());
    let options = ConsentTokenOptions::new(Environment::Tt02, ["a"]);
    let check = SignatureCheck {
        algorithm: SigningAlgorithm::Rs256,
        jwk: "{}".to_owned(),
        signing_input: TOKEN.to_owned(),
        signature: SIGNATURE.to_owned(),
    };
    let problem_of_request = RequestProblem {
        kind: RequestProblemKind::UnknownMetadata,
        field: "rights[0].metadata.x".to_owned(),
        reason: "is not a key of the resource".to_owned(),
        code: None,
        right_spelling: None,
    };
    let message = format!("{PERSON} {TOKEN}");
    let return_url = form_urlencoded::Serializer::new(String::new()).append_pair("ErrorMessage", &message).finish();
    vec![
        ("AccessToken", shown(&token())),
        ("ActorId", shown(&ActorId { authority: "a".to_owned(), id: PERSON.to_owned() })),
        ("AltinnProblem", format!("{problem}{}", shown(&problem))),
        ("Answer", shown(&answers)),
        ("CallAttempts", shown(&attempts)),
        ("AuthorizationDetail", shown(&detail)),
        ("ConsentDifference", shown(&state.differences(&request(), &redirect_url))),
        ("ConsentError", shown(&refused)),
        ("ConsentEvent", shown(&ConsentEvent { performed_by: person().urn().into(), ..state.events[0].clone() })),
        ("ConsentEventType", shown(&ConsentEventType::Accepted)),
        ("ConsentFlow", shown(&flows)),
        ("ConsentId", shown(&state.id)),
        ("ConsentRequest", shown(&wanted)),
        ("ConsentResource", shown(&resource())),
        ("ConsentReturn", shown(&ConsentReturn::parse(&format!("?{return_url}")))),
        ("ConsentRight", shown(&ConsentRight::new("a").with_metadata("fnr", PERSON))),
        ("ConsentState", shown(&state)),
        ("ConsentStatus", shown(&state.status)),
        ("ConsentStatusChange", shown(&read_events::parse(&events()).unwrap())),
        ("ConsentTokenOptions", shown(&options)),
        ("ConsentTokenVerifier", shown(&ConsentTokenVerifier::new(options.clone()).unwrap())),
        ("Environment", shown(&Environment::Tt02)),
        ("ErrorClass", shown(&ErrorClass::Fix)),
        ("EventCursor", shown(&EventCursor::beginning())),
        ("EventFeed", shown(&[&feed, &reading])),
        ("EventFeedConfig", shown(&EventFeedConfig::new(Environment::Tt02, client()))),
        ("EventFilter", shown(&EventFilter::default())),
        ("FeedStep", shown(&[feed.step(now()), reading.step(now())])),
        ("FlowConfig", shown(&config())),
        ("Grant", shown(&grant)),
        ("HttpHeader", shown(&response.headers)),
        ("HttpMethod", shown(&HttpMethod::Get)),
        ("HttpRequest", shown(&request_of(creating().step(now())))),
        ("HttpResponse", shown(&response)),
        ("Jwk", shown(&keys)),
        ("JwksCache", shown(&keys)),
        #[cfg(feature = "signer")]
        ("KeySigner", shown(&KeySigner::from_pem(KEY).unwrap())),
        #[cfg(not(feature = "signer"))]
        ("KeySigner", String::new()),
        ("KeyReference", shown(&client().key)),
        ("LanguageText", shown(&state.request_message)),
        ("MaskinportenClient", shown(&client())),
        ("MaskinportenProblem", format!("{of_maskinporten}{}", shown(&of_maskinporten))),
        ("Metadata", shown(&ConsentRight::new("a").with_metadata("fnr", PERSON).metadata)),
        ("MetadataKey", shown(&resource().consent_metadata)),
        ("NestedProblem", shown(&problem.problems)),
        ("NumberInput", shown(&NumberInput::person(PERSON))),
        ("NumberInputState", shown(&NumberInput::person(PERSON).state)),
        ("OrganizationNumber", shown(&wanted.to_party)),
        ("Outcome", shown(&granted)),
        ("Party", shown(&person())),
        ("PartyUrn", shown(&PartyUrn::from(person().urn()))),
        ("PersonNumber", shown(&PersonNumber::parse(PERSON).unwrap())),
        ("PortalViewMode", shown(&PortalViewMode::Show)),
        ("RedirectUrl", shown(&redirect_url)),
        ("RequestProblem", shown(&problem_of_request)),
        ("RequestProblemKind", shown(&problem_of_request.kind)),
        ("ResourceOwner", shown(&resource().owner)),
        ("RetryPolicy", shown(&RetryPolicy::default())),
        ("ReturnVerdict", shown(&ReturnVerdict::Accepted)),
        ("Secret", shown(&Secret::new(TOKEN))),
        ("Seed", shown(&Seed::from_bytes([7; 32]))),
        ("SignatureCheck", shown(&check)),
        ("SigningAlgorithm", shown(&SigningAlgorithm::Rs256)),
        ("Step", shown(&steps)),
        ("Timestamp", shown(&now())),
        ("TokenCache", shown(&cache)),
        ("TokenCheck", shown(&TokenCheck::From)),
        ("TokenExchange", shown(&[&exchange, &sending])),
        ("TokenKey", shown(&grant.token_key)),
        ("TokenRequest", shown(&token_request)),
        ("TokenStep", shown(&request_of_token)),
        ("ValidationError", shown(&problem.validation_errors)),
        ("VerifiedConsent", shown(&verified())),
        ("VerifyStep", shown(&VerifyStep::VerifySignature { check: check.clone() })),
    ]
}

fn events() -> HttpResponse {
    let body = format!(
        r#"{{"links":{{"next":null}},"data":[{{"consentRequestId":"{ID}","eventType":"Accepted","changedDate":"2026-11-24T10:00:00+00:00"}}]}}"#
    );
    HttpResponse { status: 200, headers: vec![], body }
}

fn resource() -> ConsentResource {
    let body = r#"{"identifier":"a","resourceType":"Consent","consentMetadata":{"inntektsaar":{}},"hasCompetentAuthority":{}}"#;
    read_resource::parse(&HttpResponse { status: 200, headers: vec![], body: body.to_owned() }).unwrap().unwrap()
}

fn verified() -> VerifiedConsent {
    let actor = ActorId::of(&OrganizationNumber::parse(ORGANIZATION).unwrap());
    VerifiedConsent {
        id: ID.to_owned().try_into().unwrap(),
        from_party: Party::parse(PERSON).unwrap(),
        to_party: actor.clone(),
        handled_by: None,
        consented: None,
        valid_to: now(),
        rights: vec![ConsentRight::new("a").with_metadata("fnr", PERSON)],
        consumer: actor,
        supplier: None,
        delegation_source: None,
        scopes: vec!["a".to_owned()],
        client_id: None,
        jti: None,
        issued_at: now(),
        expires_at: now(),
    }
}
