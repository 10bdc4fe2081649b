//! Every arrow of the diagram in the crate's documentation, and every refused one.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use common::*;
use samtykke::{Answer, ConsentError, ConsentFlow, HttpResponse, Outcome, Step, endpoint};

#[test]
fn authorizing_creation_signs_a_grant_for_the_consent_api() {
    let grant = grant_of(authorizing_creation().step(now()));
    let header = part(&grant.signing_input, 0);
    assert_eq!((header["alg"].as_str(), header["kid"].as_str()), (Some("RS256"), Some("key-1")));
    let claims = part(&grant.signing_input, 1);
    assert_eq!(claims["aud"], "https://test.maskinporten.no/");
    assert_eq!(claims["iss"], "client-1");
    assert_eq!(claims["scope"], "altinn:consentrequests.write");
    assert_eq!(claims["iat"], now().unix_seconds());
    assert!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap() <= 120);
    assert_eq!(claims.as_object().unwrap().len(), 6, "Maskinporten refuses claims that it does not know: {claims}");
}

#[test]
fn authorizing_creation_to_creating_by_a_signature_and_its_token() {
    let flow = authorizing_creation();
    let grant = grant_of(flow.step(now()));
    let flow = flow.advance(signed(grant.clone()), now()).unwrap();
    let request = request_of(flow.step(now()));
    assert_eq!(request.url, "https://test.maskinporten.no/token");
    let body = request.body.unwrap();
    assert!(body.starts_with("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="));
    assert!(body.ends_with(&format!("{}.c2lnbmF0dXJl", grant.signing_input)));
    let flow = flow.advance(token_response(), now()).unwrap();
    assert!(request_of(flow.step(now())).url.ends_with("/enterprise/consentrequests"));
}

#[test]
fn authorizing_creation_to_creating_by_a_token_of_the_host() {
    let request = request_of(creating().step(now()));
    assert_eq!(request.url, "https://platform.tt02.altinn.no/accessmanagement/api/v1/enterprise/consentrequests");
    let authorization = request.headers.iter().find(|header| header.name == "Authorization").unwrap();
    assert_eq!(authorization.value, format!("Bearer {TOKEN}"));
    let body: serde_json::Value = serde_json::from_str(&request.body.unwrap()).unwrap();
    assert_eq!(body["id"], ID);
    assert_eq!(body["from"], format!("urn:altinn:person:identifier-no:{PERSON}"));
    assert_eq!(body["to"], format!("urn:altinn:organization:identifier-no:{ORGANIZATION}"));
    assert_eq!(body["validTo"], "2027-01-01T00:00:00+00:00");
    assert_eq!(body["redirectUrl"], format!("https://bank.example/return?consentId={ID}"));
    assert_eq!(body["portalViewMode"], "Hide");
    assert_eq!(body["consentRights"][0]["metadata"]["inntektsaar"], "2025");
    assert!(body.get("requiredDelegator").is_none(), "an explicit null is not sent");
}

#[test]
fn an_old_grant_is_signed_again_with_a_new_jti() {
    let flow = authorizing_creation();
    let first = grant_of(flow.step(now()));
    let flow = flow.advance(signed(first.clone()), now()).unwrap();
    assert!(matches!(flow.step(seconds_later(5)), Step::Send { .. }));
    let second = grant_of(flow.step(seconds_later(30)));
    assert_ne!(part(&first.signing_input, 1)["jti"], part(&second.signing_input, 1)["jti"]);
    // The answer to the first may still come.
    assert!(flow.advance(token_response(), seconds_later(30)).is_ok());
}

#[test]
fn a_grant_that_maskinporten_calls_used_is_signed_again_once() {
    let used = r#"{"error":"invalid_grant","error_description":"Grant already used (MP-012)"}"#;
    let flow = sending_grant(&authorizing_creation()).advance(responded(400, used), now()).unwrap();
    let error = sending_grant(&flow).advance(responded(400, used), now()).unwrap_err();
    assert_eq!((error.code(), error.server_code()), ("MASKINPORTEN", Some("MP-012")));
}

#[test]
fn a_grant_that_is_refused_for_its_time_is_made_again_by_the_servers_clock() {
    let early = r#"{"error":"invalid_grant","error_description":"Issue time is after now"}"#;
    let date = [("Date", "Tue, 24 Nov 2026 09:58:00 GMT")];
    let flow = sending_grant(&authorizing_creation()).advance(responded_with(400, early, &date), now()).unwrap();
    let claims = part(&grant_of(flow.step(now())).signing_input, 1);
    assert_eq!(claims["iat"], seconds_later(-120).unix_seconds());
    // Every later grant of the flow goes by that clock too.
    let flow = flow.advance(authorized(), now()).unwrap().advance(responded(201, &consent("Created")), now()).unwrap();
    let flow = ConsentFlow::from_json(&flow.to_json()).unwrap().advance(Answer::CheckStatus, now()).unwrap();
    assert_eq!(part(&grant_of(flow.step(now())).signing_input, 1)["iat"], seconds_later(-120).unix_seconds());
}

#[test]
fn creating_to_awaiting_user() {
    let Step::Visit { url } = awaiting_user().step(now()) else { panic!("wanted Visit") };
    assert_eq!(url, format!("https://am.ui.tt02.altinn.no/accessmanagement/ui/consent/request?id={ID}"));
}

#[test]
fn creating_that_was_done_before_goes_where_the_stored_consent_is() {
    let repeated = |status: &str| consent(status).replace("\"status\"", "\"consentRequestStatus\"");
    let flow = creating().advance(responded(200, &repeated("Created")), now()).unwrap();
    assert!(matches!(flow.step(now()), Step::Visit { .. }));
    let flow = creating().advance(responded(200, &repeated("Rejected")), now()).unwrap();
    assert!(matches!(outcome_of(flow.step(now())), Outcome::Rejected { .. }));
    let flow = creating().advance(responded(200, &repeated("Accepted")), now()).unwrap();
    assert!(part(&grant_of(flow.step(now())).signing_input, 1).get("authorization_details").is_some());
}

#[test]
fn creating_that_was_done_before_tells_what_the_user_is_asked_for_instead() {
    assert!(awaiting_user().differences().is_empty());
    let other = consent("Created").replace("2025", "2019").replace("2027-01-01", "2027-02-01");
    let flow = creating().advance(responded(200, &other), now()).unwrap();
    let fields: Vec<&str> = flow.differences().iter().map(|difference| difference.field.as_str()).collect();
    assert_eq!(fields, ["rights[0]", "rights", "validTo"]);
    assert_eq!(ConsentFlow::from_json(&flow.to_json()).unwrap(), flow);
}

#[test]
fn creating_to_authorizing_creation_after_401_once() {
    let flow = creating().advance(responded(401, ""), now()).unwrap();
    let refused = grant_of(flow.step(now())).refused_token;
    assert_eq!(refused.unwrap(), token().fingerprint(), "a host must not answer with the refused token");
    let flow = flow.advance(authorized(), now()).unwrap();
    assert_eq!(flow.advance(responded(401, ""), now()).unwrap_err().code(), "UNAUTHORIZED");
}

#[test]
fn checking_to_authorizing_check_after_401_once() {
    let flow = checking().advance(responded(401, ""), now()).unwrap();
    assert!(grant_of(flow.step(now())).refused_token.is_some());
    let flow = flow.advance(authorized(), now()).unwrap();
    assert_eq!(flow.advance(responded(401, ""), now()).unwrap_err().code(), "UNAUTHORIZED");
}

#[test]
fn creating_waits_and_sends_the_same_request_after_a_transient_fault() {
    let faults = [responded(503, ""), responded(429, ""), responded(500, "{}"), responded(502, "<html>"), failed()];
    for fault in faults {
        let flow = creating();
        let sent = request_of(flow.step(now()));
        let flow = flow.advance(fault, now()).unwrap();
        let until = wait_of(flow.step(now()));
        assert!(until > now() && until <= seconds_later(1), "{until}");
        assert_eq!(request_of(flow.step(until)), sent);
    }
}

#[test]
fn retry_after_is_obeyed_up_to_the_limit() {
    let flow = creating().advance(responded_with(429, "", &[("retry-after", "7")]), now()).unwrap();
    assert_eq!(wait_of(flow.step(now())), seconds_later(7));
    let error = creating().advance(responded_with(429, "", &[("Retry-After", "3600")]), now()).unwrap_err();
    assert!(error.is_retryable());
}

#[test]
fn retry_after_may_be_a_date() {
    let date = [("Retry-After", "Tue, 24 Nov 2026 10:00:06 GMT")];
    let flow = creating().advance(responded_with(503, "", &date), now()).unwrap();
    assert_eq!(wait_of(flow.step(now())), seconds_later(6));
}

#[test]
fn a_bare_500_is_tried_three_times() {
    let flow = creating().advance(responded(500, ""), now()).unwrap();
    let flow = flow.advance(responded(500, ""), now()).unwrap();
    assert_eq!(flow.advance(responded(500, ""), now()).unwrap_err().code(), "UNEXPECTED_ANSWER");
}

#[test]
fn attempts_end_at_the_deadline() {
    let mut config = config();
    config.retry.max_attempts = 100;
    let flow = start(config).advance(authorized(), now()).unwrap().advance(failed(), now()).unwrap();
    assert!(flow.advance(failed(), seconds_later(50)).is_ok());
    assert_eq!(flow.advance(failed(), seconds_later(59)).unwrap_err().code(), "TRANSPORT");
}

#[test]
fn attempts_end_with_the_last_fault() {
    let mut flow = creating();
    for _ in 0..3 {
        flow = flow.advance(failed(), now()).unwrap();
    }
    let error = flow.advance(failed(), now()).unwrap_err();
    assert_eq!(error.code(), "TRANSPORT");
    assert!(error.to_string().contains("4 attempts"), "{error}");
}

#[test]
fn a_problem_with_a_code_is_never_sent_again() {
    let several = r#"{"status":500,"code":"STD-00001","detail":"Multiple problems occurred.","problems":[
        {"status":400,"code":"AM-00006","detail":"Invalid consent metadata","key":"x"}]}"#;
    let error = creating().advance(responded(500, several), now()).unwrap_err();
    assert_eq!((error.code(), error.server_code()), ("ALTINN", Some("STD-00001")));
    assert!(error.to_string().contains("AM-00006") && !error.is_retryable(), "{error}");
}

#[test]
fn awaiting_user_to_authorizing_check_by_the_return_or_on_demand() {
    for answer in [returned(RETURN), Answer::CheckStatus] {
        let flow = awaiting_user().advance(answer, now()).unwrap();
        let claims = part(&grant_of(flow.step(now())).signing_input, 1);
        assert!(claims.get("authorization_details").is_none());
        let flow = flow.advance(authorized(), now()).unwrap();
        assert!(request_of(flow.step(now())).url.ends_with(&format!("/consentrequests/{ID}")));
    }
}

#[test]
fn authorizing_check_to_checking_by_a_signature_and_its_token() {
    let flow = sending_grant(&authorizing_check());
    assert_eq!(request_of(flow.step(now())).url, "https://test.maskinporten.no/token");
    let flow = flow.advance(token_response(), now()).unwrap();
    assert!(request_of(flow.step(now())).url.ends_with(&format!("/consentrequests/{ID}")));
}

#[test]
fn awaiting_user_to_redeeming_only_when_the_check_is_off_and_the_return_says_ok() {
    let mut config = config();
    config.check_status = false;
    let flow = start(config).advance(authorized(), now()).unwrap();
    let flow = flow.advance(responded(201, &consent("Created")), now()).unwrap();
    let accepted = flow.advance(returned(RETURN), now()).unwrap();
    assert!(part(&grant_of(accepted.step(now())).signing_input, 1).get("authorization_details").is_some());
    let refused = flow.advance(returned(&RETURN.replace("OK", "Failed")), now()).unwrap();
    assert!(part(&grant_of(refused.step(now())).signing_input, 1).get("authorization_details").is_none());
}

#[test]
fn checking_to_awaiting_user_while_nothing_is_decided() {
    let flow = checking().advance(responded(200, &consent("Created")), now()).unwrap();
    assert!(matches!(flow.step(now()), Step::Visit { .. }), "a forged return leads nowhere");
}

#[test]
fn checking_to_redeeming_with_the_consent_in_the_grant() {
    let claims = part(&grant_of(redeeming().step(now())).signing_input, 1);
    assert_eq!(claims["scope"], "skatteetaten:inntekt");
    let wanted = serde_json::json!([{
        "type": "urn:altinn:consent", "id": ID, "from": format!("urn:altinn:person:identifier-no:{PERSON}"),
    }]);
    assert_eq!(claims["authorization_details"], wanted);
}

#[test]
fn checking_to_finished_when_it_cannot_be_used() {
    let past = "2026-11-24T09:00:00+00:00";
    let end = |body: &str| outcome_of(checking().advance(responded(200, body), now()).unwrap().step(now()));
    assert!(matches!(end(&consent("Rejected")), Outcome::Rejected { .. }));
    assert!(matches!(end(&consent("Revoked")), Outcome::Revoked { .. }));
    assert!(matches!(end(&consent("Deleted")), Outcome::Deleted { .. }));
    assert!(matches!(end(&consent("Expired")), Outcome::Expired { .. }));
    assert!(matches!(end(&consent_until("Created", past)), Outcome::Expired { .. }));
    assert!(matches!(end(&consent_until("Accepted", past)), Outcome::Expired { .. }));
}

#[test]
fn redeeming_to_finished_with_the_token() {
    let Outcome::Granted { token, consent } = outcome_of(finished().step(now())) else { panic!("wanted Granted") };
    assert_eq!(token.value.expose(), TOKEN);
    assert!(consent.unwrap().is_usable(now()));
}

#[test]
fn redeeming_to_authorizing_check_when_the_refusal_may_be_about_the_consent() {
    let opaque = r#"{"error":"invalid_grant","error_description":"Consent is not valid"}"#;
    let flow = sending_grant(&redeeming()).advance(responded(400, opaque), now()).unwrap();
    let flow = flow.advance(authorized(), now()).unwrap();
    assert!(request_of(flow.step(now())).url.ends_with(ID), "the status is read to find out");
    let flow = ConsentFlow::from_json(&flow.to_json()).unwrap().advance(authorized(), now()).unwrap();

    let revoked = flow.advance(responded(200, &consent("Revoked")), now()).unwrap();
    assert!(matches!(outcome_of(revoked.step(now())), Outcome::Revoked { .. }));
    let pending = flow.advance(responded(200, &consent("Created")), now()).unwrap();
    assert!(matches!(pending.step(now()), Step::Visit { .. }));
    let error = flow.advance(responded(200, &consent("Accepted")), now()).unwrap_err();
    assert_eq!(error.code(), "MASKINPORTEN");
    assert!(error.to_string().contains("Consent is not valid"));
}

#[test]
fn redeeming_reports_a_refusal_that_is_about_the_client() {
    let scope = r#"{"error":"invalid_scope","error_description":"Invalid scope (MP-200)"}"#;
    let error = sending_grant(&redeeming()).advance(responded(400, scope), now()).unwrap_err();
    assert_eq!(error.server_code(), Some("MP-200"));
}

#[test]
fn redeeming_to_authorizing_check_when_the_hosts_own_exchange_was_refused() {
    let exchange = sending_grant(&redeeming()).token_exchange().unwrap();
    let opaque = responded(400, r#"{"error":"invalid_grant","error_description":"(AM-00011)"}"#);
    let ConsentError::Maskinporten { problem } = exchange.advance(opaque, now()).unwrap_err() else {
        panic!("wanted a refusal")
    };
    let flow = redeeming().advance(Answer::Denied { problem: *problem }, now()).unwrap();
    let flow = flow.advance(authorized(), now()).unwrap();
    assert!(request_of(flow.step(now())).url.ends_with(ID));
}

#[test]
fn a_state_in_the_return_url_must_come_back() {
    let mut config = config();
    config.state_parameter = Some("state".to_owned());
    let flow = start(config).advance(authorized(), now()).unwrap();
    let body: serde_json::Value = serde_json::from_str(&request_of(flow.step(now())).body.unwrap()).unwrap();
    let redirect_url = body["redirectUrl"].as_str().unwrap();
    let flow = flow.advance(responded(201, &consent("Created")), now()).unwrap();

    assert!(flow.advance(returned(&format!("{redirect_url}&Status=OK")), now()).is_ok());
    let (rest, state) = redirect_url.rsplit_once('=').unwrap();
    assert_eq!(state.len(), 22, "128 bits");
    let wrong = format!("{rest}={}", state.chars().rev().collect::<String>());
    for url in [RETURN.to_owned(), wrong, format!("{rest}="), format!("{redirect_url}&state=x")] {
        assert_eq!(flow.advance(returned(&url), now()).unwrap_err().code(), "RETURN_MISMATCH", "{url}");
    }
}

#[test]
fn the_choice_of_the_actor_can_be_skipped() {
    let mut config = config();
    config.skip_actor_choice = true;
    let flow = start(config).advance(authorized(), now()).unwrap();
    let flow = flow.advance(responded(201, &consent("Created")), now()).unwrap();
    let Step::Visit { url } = flow.step(now()) else { panic!("wanted Visit") };
    assert!(url.ends_with(&format!("?id={ID}&DONTCHOOSEREPORTEE=true")), "{url}");
}

#[test]
fn authorizing_creation_refuses_all_but_a_signature_or_a_token() {
    refuses(
        &authorizing_creation(),
        "a signature or a token",
        &[token_response(), failed(), returned(RETURN), Answer::CheckStatus],
    );
}

#[test]
fn creating_refuses_all_but_an_http_response() {
    refuses(
        &creating(),
        "an HTTP response",
        &[some_signature(), authorized(), denied(), returned(RETURN), Answer::CheckStatus],
    );
}

#[test]
fn awaiting_user_refuses_all_but_the_return() {
    refuses(
        &awaiting_user(),
        "the user's return",
        &[some_signature(), authorized(), denied(), token_response(), failed()],
    );
}

#[test]
fn authorizing_check_refuses_all_but_a_signature_or_a_token() {
    let refused = [some_signature(), token_response(), failed(), returned(RETURN), Answer::CheckStatus];
    refuses(&authorizing_check(), "a signature or a token", &refused);
}

#[test]
fn checking_refuses_all_but_an_http_response() {
    refuses(
        &checking(),
        "an HTTP response",
        &[some_signature(), authorized(), denied(), returned(RETURN), Answer::CheckStatus],
    );
}

#[test]
fn redeeming_refuses_all_but_a_signature_or_a_token() {
    let refused = [some_signature(), token_response(), failed(), returned(RETURN), Answer::CheckStatus];
    refuses(&redeeming(), "a signature or a token", &refused);
}

#[test]
fn finished_refuses_everything() {
    let all =
        [some_signature(), authorized(), denied(), token_response(), failed(), returned(RETURN), Answer::CheckStatus];
    refuses(&finished(), "nothing", &all);
}

#[test]
fn every_state_of_the_diagram_has_its_tests_here() {
    #[expect(clippy::disallowed_methods, reason = "the diagram lies in a file")]
    let read = |path: &str| std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (docs, tests) = (read("src/lib.rs"), read("tests/flow.rs"));
    let diagram = docs.split("```text").nth(1).unwrap().split("```").next().unwrap();
    let arrows = [
        ("AuthorizingCreation", "authorizing_creation", &["creating"][..]),
        ("Creating", "creating", &["awaiting_user", "authorizing_creation"]),
        ("AwaitingUser", "awaiting_user", &["authorizing_check", "redeeming"]),
        ("AuthorizingCheck", "authorizing_check", &["checking"]),
        ("Checking", "checking", &["awaiting_user", "authorizing_check", "redeeming", "finished"]),
        ("Redeeming", "redeeming", &["finished", "authorizing_check"]),
        ("Finished", "finished", &[]),
    ];
    let words = diagram.split(|c: char| !c.is_alphanumeric());
    for word in words.filter(|word| word.chars().filter(|c| c.is_uppercase()).count() == 2 || word.ends_with("ing")) {
        let is_answer = ["CheckStatus"].contains(&word);
        assert!(is_answer || arrows.iter().any(|(state, ..)| *state == word), "{word} has no tests");
    }
    for (state, from, targets) in arrows {
        assert!(diagram.contains(state), "{state} is not drawn");
        assert!(tests.contains(&format!("fn {from}_refuses_")), "{state} refuses nothing");
        for to in targets {
            assert!(tests.contains(&format!("fn {from}_to_{to}")), "no test goes from {from} to {to}");
        }
    }
}

#[test]
fn a_signature_of_another_grant_is_refused() {
    let mut grant = grant_of(authorizing_creation().step(now()));
    grant.issued_at = seconds_later(1);
    assert_eq!(authorizing_creation().advance(signed(grant), now()).unwrap_err().code(), "OUT_OF_TURN");
}

#[test]
fn a_return_for_another_consent_is_refused() {
    let flow = awaiting_user();
    for url in [RETURN.replace(ID, OTHER_ID), "https://bank.example/return?Status=OK".to_owned()] {
        assert_eq!(flow.advance(returned(&url), now()).unwrap_err().code(), "RETURN_MISMATCH");
    }
}

#[test]
fn an_answer_about_another_consent_is_refused() {
    let body = consent("Accepted").replace(ID, OTHER_ID);
    assert_eq!(checking().advance(responded(200, &body), now()).unwrap_err().code(), "UNEXPECTED_ANSWER");
}

#[test]
fn a_page_to_visit_that_is_not_https_is_refused() {
    let body = consent("Created").replace("https://am.ui", "javascript:alert(1)//am.ui");
    assert_eq!(creating().advance(responded(201, &body), now()).unwrap_err().code(), "UNEXPECTED_ANSWER");
}

fn sending_grant(flow: &ConsentFlow) -> ConsentFlow {
    flow.advance(signed(grant_of(flow.step(now()))), now()).unwrap()
}

/// The signature of a grant that only a flow at its start waits for.
fn some_signature() -> Answer {
    signed(grant_of(authorizing_creation().step(now())))
}

fn denied() -> Answer {
    let opaque = HttpResponse { status: 400, headers: vec![], body: r#"{"error":"invalid_grant"}"#.to_owned() };
    let Err(ConsentError::Maskinporten { problem }) = endpoint::token::parse(&opaque, now()) else {
        panic!("wanted a refusal")
    };
    Answer::Denied { problem: *problem }
}

/// The answers are named as out of turn, together with what is waited for, and the flow stays as it was.
fn refuses(flow: &ConsentFlow, expected: &str, answers: &[Answer]) {
    let before = flow.clone();
    for answer in answers {
        let error = flow.advance(answer.clone(), now()).unwrap_err();
        assert_eq!(error.code(), "OUT_OF_TURN", "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(*flow, before);
}
