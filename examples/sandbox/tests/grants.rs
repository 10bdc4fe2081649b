//! How a grant proves its client, and what it may ask for.
#![allow(clippy::unwrap_used)]

mod common;

use common::enterprise::{Enterprise, ORGANIZATION_IDENTIFIER, SERIAL_NUMBER};
use common::*;
use serde_json::{Value, json};
use time::Duration;

const SYSTEM_USER: &str = "urn:altinn:systemuser";

#[tokio::test]
async fn each_rsa_algorithm_is_taken() {
    let bed = Bed::start().await;
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    for algorithm in ["RS256", "RS384", "RS512"] {
        let header = json!({"alg": algorithm, "kid": KID, "typ": "JWT"});
        let grant = sign_with(&header, &bed.claims(&client, WRITE));
        assert_eq!(bed.trade(&grant).await.status(), 200, "{algorithm}");
    }
    let claims = bed.claims(&client, WRITE);
    let [one, other] = ["RS256", "RS512"].map(|algorithm| sign_with(&json!({"alg": algorithm, "kid": KID}), &claims));
    let mixed = format!("{}.{}", other.rsplit_once('.').unwrap().0, one.rsplit_once('.').unwrap().1);
    refused(&bed, &mixed, 400, "invalid_grant", "MP-124").await;
}

#[tokio::test]
async fn a_client_without_keys_proves_itself_with_its_certificate() {
    let bed = Bed::start().await;
    let client = keyless_client(&bed, SMARTBANK).await;
    let identifier = format!("NTRNO-{SMARTBANK}");
    for (oid, number) in [(SERIAL_NUMBER, SMARTBANK), (ORGANIZATION_IDENTIFIER, identifier.as_str())] {
        let enterprise = Enterprise::new(oid, number, Duration::DAY);
        for header in [enterprise.header(), json!({"alg": "RS512", "x5c": [enterprise.leaf]})] {
            let grant = sign_by(&enterprise.key, &header, &bed.claims(&client, WRITE));
            let (status, answer) = answer_of(bed.trade(&grant).await).await;
            assert_eq!(status, 200, "{answer}");
            let token = payload(answer["access_token"].as_str().unwrap());
            assert_eq!(token["client_amr"], "virksomhetssertifikat");
            assert_eq!(token["consumer"]["ID"], format!("0192:{SMARTBANK}"));
        }
    }
}

#[tokio::test]
async fn a_certificate_that_proves_nothing_is_refused() {
    let bed = Bed::start().await;
    let client = keyless_client(&bed, SMARTBANK).await;
    let enterprise = Enterprise::with_number(SMARTBANK);
    let send = async |enterprise: &Enterprise, header: Value, text: &str| {
        let grant = sign_by(&enterprise.key, &header, &bed.claims(&client, WRITE));
        refused(&bed, &grant, 400, "invalid_grant", text).await;
    };
    for x5c in [json!(enterprise.leaf), json!([]), json!(["no base64"]), json!([5]), json!(["AQID"])] {
        send(&enterprise, json!({"alg": "RS256", "x5c": x5c}), "MP-123").await;
    }
    let stranger = Enterprise::with_number(DIGDIR);
    send(&stranger, stranger.header(), "MP-122").await;
    send(&stranger, enterprise.header(), "MP-124").await;
    let expired = Enterprise::new(SERIAL_NUMBER, SMARTBANK, -Duration::HOUR);
    send(&expired, expired.header(), "MP-120").await;
    send(&enterprise, json!({"alg": "RS256", "x5c": [enterprise.leaf, stranger.leaf]}), "MP-120").await;

    // A client that has registered keys must use them.
    let with_keys = bed.client(SMARTBANK, &[WRITE]).await;
    let grant = sign_by(&enterprise.key, &enterprise.header(), &bed.claims(&with_keys, WRITE));
    refused(&bed, &grant, 400, "invalid_grant", "MP-100").await;
}

#[tokio::test]
async fn keys_come_and_run_out() {
    let bed = Bed::start().await;
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    let mut second = jwk();
    second["kid"] = json!("second");
    second["expiresAt"] = json!("2030-01-01T00:00:00Z");
    let path = format!("/sandbox/clients/{client}/keys");
    assert_eq!(bed.post(&path).json(&second).send().await.unwrap().status(), 201);
    let grant = |kid: &str, offset: i64| {
        let mut claims = bed.claims(&client, WRITE);
        shift(&mut claims, offset);
        sign_with(&json!({"alg": "RS256", "kid": kid}), &claims)
    };
    assert_eq!(bed.trade(&grant("second", 0)).await.status(), 200);
    let offset = time::OffsetDateTime::from_unix_timestamp(1_900_000_000).unwrap() - time::OffsetDateTime::now_utc();
    bed.set_clock(&json!({"offsetSeconds": offset.whole_seconds()})).await;
    refused(&bed, &grant("second", offset.whole_seconds()), 400, "invalid_grant", "MP-121").await;
    assert_eq!(bed.trade(&grant(KID, offset.whole_seconds())).await.status(), 200);
}

#[tokio::test]
async fn the_clock_may_differ_by_ten_seconds() {
    let bed = Bed::start().await;
    bed.set_clock(&json!({"now": "2026-08-21T10:00:00Z", "frozen": true})).await;
    let now = 1_787_306_400;
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    for (iat, exp, text) in [
        (0, 120, ""),
        (10, 130, ""),
        (-10, 1, ""),
        (11, 120, "Issue time is after now"),
        (-11, 100, "MP-130"),
        (-5, 0, "MP-130"),
        (0, 121, "120 seconds"),
    ] {
        let mut claims = bed.claims(&client, WRITE);
        (claims["iat"], claims["exp"]) = (json!(now + iat), json!(now + exp));
        let (status, body) = answer_of(bed.trade(&sign(&claims)).await).await;
        assert_eq!(status == 200, text.is_empty(), "{iat} {exp}: {body}");
        assert!(text.is_empty() || body["error_description"].as_str().unwrap().contains(text), "{iat} {exp}: {body}");
    }
}

#[tokio::test]
async fn a_grant_asks_for_scopes_an_audience_and_a_person() {
    let bed = Bed::start().await;
    let client = bed.client(SMARTBANK, &[READ, WRITE]).await;
    let with = |name: &str, value: Value| {
        let mut claims = bed.claims(&client, &format!("{READ} {WRITE}"));
        claims[name] = value;
        sign(&claims)
    };
    let (_, answer) =
        answer_of(bed.trade(&with("resource", json!(["https://api.no", "https://other.no"]))).await).await;
    let token = payload(answer["access_token"].as_str().unwrap());
    assert_eq!(answer["scope"], format!("{READ} {WRITE}"));
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(499)));
    assert_eq!((&token["scope"], &token["aud"]), (&answer["scope"], &json!(["https://api.no", "https://other.no"])));
    for absent in ["pid", "supplier", "delegation_source", "authorization_details"] {
        assert_eq!(token.get(absent), None, "{absent}");
    }
    let (_, answer) = answer_of(bed.trade(&with("pid", json!("01025161013"))).await).await;
    let token = payload(answer["access_token"].as_str().unwrap());
    assert_eq!((&token["pid"], token.get("aud")), (&json!("01025161013"), None));

    for (name, value) in [
        ("resource", json!([])),
        ("resource", json!([1])),
        ("pid", json!("29844596768")),
        ("consumer_org", json!("0192:991825827")),
        ("iss_onbehalfof", json!(5)),
    ] {
        refused(&bed, &with(name, value), 400, "invalid_request", "MP-011").await;
    }
    for scope in [format!("{READ}  {WRITE}"), format!(" {READ}"), String::new(), format!("{READ},{WRITE}")] {
        refused(&bed, &with("scope", json!(scope)), 400, "invalid_scope", "MP-200").await;
    }
    refused(&bed, &with("consumer_org", json!(SMARTBANK)), 400, "invalid_request", "consumer_org").await;
}

#[tokio::test]
async fn a_supplier_asks_for_what_was_delegated_scope_by_scope() {
    let bed = Bed::start().await;
    let client = bed.client(SUPPLIER, &[READ, WRITE]).await;
    let delegate = async |scope: &str| {
        let body = json!({"consumer": SMARTBANK, "supplier": SUPPLIER, "scopes": [scope]});
        assert_eq!(bed.post("/sandbox/delegations").json(&body).send().await.unwrap().status(), 201);
    };
    let grant = |claim: &str| {
        let mut claims = bed.claims(&client, &format!("{READ} {WRITE}"));
        claims[claim] = json!(SMARTBANK);
        claims
    };
    delegate(WRITE).await;
    refused(&bed, &sign(&grant("consumer_org")), 403, "forbidden", "MP-251").await;
    delegate(READ).await;
    for claim in ["consumer_org", "iss_onbehalfof"] {
        let (_, answer) = answer_of(bed.trade(&sign(&grant(claim))).await).await;
        let token = payload(answer["access_token"].as_str().unwrap());
        assert_eq!(token["consumer"]["ID"], format!("0192:{SMARTBANK}"));
        assert_eq!(token["supplier"], json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{SUPPLIER}")}));
        assert_eq!(token["delegation_source"], "https://tt02.altinn.no/");
    }
    let mut both = grant("consumer_org");
    both["iss_onbehalfof"] = json!(SMARTBANK);
    refused(&bed, &sign(&both), 400, "invalid_request", "MP-011").await;
}

#[tokio::test]
async fn details_are_one_object_of_a_known_form() {
    let bed = Bed::start().await;
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    let id = new_id();
    let organization = json!({"authority": "iso6523-actorid-upis", "ID": "0192:313876144"});
    let good = json!({"type": SYSTEM_USER, "systemuser_org": organization, "externalRef": "ref-1"});
    let with = |details: Value| {
        let mut claims = bed.claims(&client, WRITE);
        claims["authorization_details"] = details;
        sign(&claims)
    };
    let (_, answer) = answer_of(bed.trade(&with(json!([good]))).await).await;
    let details = payload(answer["access_token"].as_str().unwrap())["authorization_details"].clone();
    assert_eq!((&details[0]["type"], &details[0]["systemuser_org"]), (&json!(SYSTEM_USER), &organization));
    assert!(details[0]["systemuser_id"][0].is_string() && details[0]["system_id"].is_string());
    assert_eq!(details[0].get("externalRef"), None);

    let consent = |members: Value| {
        let mut detail = json!({"type": "urn:altinn:consent", "id": id, "from": PERSON});
        for (name, value) in members.as_object().unwrap() {
            detail[name] = value.clone();
        }
        json!([detail])
    };
    for (details, code) in [
        (json!([]), "MP-303"),
        (json!("urn:altinn:consent"), "MP-303"),
        (json!([good, good]), "MP-303"),
        (json!([5]), "MP-303"),
        (json!([{"id": id}]), "MP-301"),
        (json!([{"type": SYSTEM_USER, "systemuser_org": {"ID": "313876144"}}]), "MP-303"),
        (json!([{"type": SYSTEM_USER, "systemuser_org": organization, "id": id}]), "MP-302"),
        (consent(json!({"type": "urn:altinn:samtykke"})), "MP-301"),
        (consent(json!({"to": "urn:altinn:organization:identifier-no:810419512"})), "MP-302"),
        (consent(json!({"id": "abc"})), "MP-303"),
        (consent(json!({"id": null})), "MP-303"),
        (consent(json!({"from": "01025161013"})), "MP-303"),
        (consent(json!({"from": "urn:altinn:person:identifier-no:29844596768"})), "MP-303"),
        (consent(json!({"from": format!("urn:altinn:party:uuid:{id}")})), "MP-303"),
        (consent(json!({})), "AM-00001"),
    ] {
        refused(&bed, &with(details), 400, "invalid_request", code).await;
    }
}

#[tokio::test]
async fn a_consent_is_in_the_token_only_while_it_holds() {
    let bed = Bed::start().await;
    let token = bed.enterprise_token(SMARTBANK, WRITE).await;
    let ask = async |id: &str, organization: &str, from: &str, offset: i64| {
        let client = bed.client(organization, &[READ]).await;
        let mut claims = bed.claims(&client, READ);
        shift(&mut claims, offset);
        claims["authorization_details"] = json!([{"type": "urn:altinn:consent", "id": id, "from": from}]);
        let body = json_of(bed.trade(&sign(&claims)).await).await;
        body["error_description"].as_str().map_or_else(Vec::new, |text| {
            text.match_indices("AM-").map(|(at, _)| text[at..at + 8].to_owned()).collect::<Vec<_>>()
        })
    };
    let end = (time::OffsetDateTime::now_utc() + Duration::HOUR).format(&time::format_description::well_known::Rfc3339);
    let end = end.unwrap();
    let create = async || {
        let id = new_id();
        let mut request = income_request(&id);
        request["validTo"] = json!(end);
        assert_eq!(bed.create(&token, &request).await.status(), 201);
        id
    };
    let (pending, accepted, rejected, revoked) = (create().await, create().await, create().await, create().await);
    bed.decide(&accepted, "approve").await;
    bed.decide(&rejected, "reject").await;
    bed.decide(&revoked, "approve").await;
    bed.decide(&revoked, "revoke").await;
    let other = "urn:altinn:person:identifier-no:01025181049";

    assert_eq!(ask(&accepted, SMARTBANK, PERSON, 0).await, [""; 0]);
    assert_eq!(ask(&pending, SMARTBANK, PERSON, 0).await, ["AM-00014"]);
    assert_eq!(ask(&rejected, SMARTBANK, PERSON, 0).await, ["AM-00014"]);
    assert_eq!(ask(&revoked, SMARTBANK, PERSON, 0).await, ["AM-00011"]);
    assert_eq!(ask(&accepted, DIGDIR, PERSON, 0).await, ["AM-00001"]);
    assert_eq!(ask(&accepted, SMARTBANK, other, 0).await, ["AM-00012"]);
    assert_eq!(ask(&pending, DIGDIR, other, 0).await, ["AM-00001", "AM-00012", "AM-00014"]);
    assert_eq!(ask(&new_id(), SMARTBANK, PERSON, 0).await, ["AM-00001"]);
    bed.set_clock(&json!({"offsetSeconds": 3700})).await;
    assert_eq!(ask(&accepted, SMARTBANK, PERSON, 3700).await, ["AM-00013"]);
    assert_eq!(ask(&pending, SMARTBANK, PERSON, 3700).await, ["AM-00013", "AM-00014"]);
    assert_eq!(ask(&revoked, SMARTBANK, PERSON, 3700).await, ["AM-00013", "AM-00011"]);
}

#[tokio::test]
async fn the_receiver_and_whoever_handles_it_get_the_consent_token() {
    let bed = Bed::start().await;
    let org = bed.enterprise_token(DIGDIR, ORG).await;
    let id = new_id();
    let mut request = income_request(&id);
    request["consentRights"] = json!([right("ttd_navnescore", "")]);
    bed.create(&org, &request).await;
    bed.decide(&id, "approve").await;
    for (organization, own) in [(SMARTBANK, SMARTBANK), (DIGDIR, DIGDIR)] {
        let token = payload(&bed.consent_token(organization, &id, PERSON).await.unwrap());
        assert_eq!(token["consumer"]["ID"], format!("0192:{own}"));
        let detail = &token["authorization_details"][0];
        assert_eq!(detail["to"], json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{SMARTBANK}")}));
        assert_eq!((detail.get("handledBy"), detail["consentRights"][0].get("metadata")), (None, None));
        assert_eq!(token["exp"].as_i64().unwrap() - token["iat"].as_i64().unwrap(), 120);
    }
}

#[tokio::test]
async fn keys_rotate_on_demand() {
    let bed = Bed::start().await;
    let published = async || -> Vec<Value> {
        let keys = json_of(bed.get("/jwk").send().await.unwrap()).await["keys"].as_array().unwrap().clone();
        assert!(keys.iter().all(|key| key["kty"] == "RSA" && key["use"] == "sig" && key.get("d").is_none()));
        keys.into_iter().map(|key| key["kid"].clone()).collect()
    };
    let kid = |token: &str| jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
    let id = new_id();
    let old = bed.token(SMARTBANK, WRITE).await;
    bed.create(&old, &income_request(&id)).await;
    let rotated = json_of(bed.post("/sandbox/keys/rotate").send().await.unwrap()).await;
    let new = bed.token(SMARTBANK, WRITE).await;

    assert_ne!(kid(&old), kid(&new));
    assert_eq!(rotated["kid"], kid(&new));
    assert_eq!(published().await, [json!(kid(&old)), json!(kid(&new))]);
    bed.read(&old, &id).await;
    bed.read(&new, &id).await;

    bed.http.delete(bed.url("/sandbox/keys")).send().await.unwrap();
    assert_eq!(published().await, [json!(kid(&new))]);
    let refused = bed.get(&format!("{CONSENT_REQUESTS}/{id}")).bearer_auth(&old).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    bed.read(&new, &id).await;
}

async fn keyless_client(bed: &Bed, organization: &str) -> String {
    let body = json!({"organization": organization, "scopes": [WRITE]});
    json_of(bed.post("/sandbox/clients").json(&body).send().await.unwrap()).await["clientId"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn shift(claims: &mut Value, seconds: i64) {
    for name in ["iat", "exp"] {
        claims[name] = json!(claims[name].as_i64().unwrap() + seconds);
    }
}

async fn refused(bed: &Bed, grant: &str, status: u16, error: &str, text: &str) {
    let response = bed.trade(grant).await;
    assert_eq!(response.headers()["content-type"], "application/json");
    let (answered, body) = answer_of(response).await;
    assert_eq!((answered, &body["error"]), (status, &json!(error)), "{text}: {body}");
    assert!(body["error_description"].as_str().unwrap().contains(text), "{text}: {body}");
}
