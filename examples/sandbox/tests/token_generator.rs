//! The routes of Altinn's test-token generator.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;

use common::*;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use serde_json::{Value, json};

const ENTERPRISE: &str = "/api/GetEnterpriseToken";
const PERSONAL: &str = "/api/GetPersonalToken";
const CHALLENGE: &str = "Basic realm=\"AltinnTestTools - TokenGenerator\"";

#[tokio::test]
async fn callers_are_checked_before_parameters() {
    let bed = Bed::start().await;
    let ask = async |path: &str, authorization: Option<&str>| {
        let mut request = bed.get(path);
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        request.send().await.unwrap()
    };
    for authorization in [None, Some("Basic"), Some("Basic "), Some("Digest abc"), Some("abc")] {
        let response = ask(ENTERPRISE, authorization).await;
        assert_eq!(response.status(), 401, "{authorization:?}");
        assert_eq!(response.headers()[WWW_AUTHENTICATE], CHALLENGE, "{authorization:?}");
    }
    for authorization in ["Basic ???", "Basic dXNlcg=="] {
        let response = ask(ENTERPRISE, Some(authorization)).await;
        assert_eq!((response.status().as_u16(), response.text().await.unwrap().as_str()), (400, ""), "{authorization}");
    }
    // The padding of user:password may be missing.
    for authorization in ["Basic dXNlcjpwYXNzd29yZDE=", "basic dXNlcjpwYXNzd29yZDE"] {
        assert_eq!(answer_of(ask(ENTERPRISE, Some(authorization)).await).await.1["env"], "Parameter must be supplied");
    }
}

#[tokio::test]
async fn a_bearer_needs_the_scope_of_the_route_or_a_parent() {
    let bed = Bed::start().await;
    let root = "altinn:testtools/tokengenerator";
    let ask = async |path: &str, token: &str| bed.get(path).bearer_auth(token).send().await.unwrap().status().as_u16();
    for (scope, enterprise, personal) in [
        (root.to_owned(), 400, 400),
        (format!("{root}/enterprise"), 400, 403),
        (format!("{root}/personal {READ}"), 403, 400),
        (format!("{root}/enterpriseuser"), 403, 403),
        ("altinn:testtools/token".to_owned(), 403, 403),
        (READ.to_owned(), 403, 403),
    ] {
        let token = bed.token(SMARTBANK, &scope).await;
        assert_eq!(ask(ENTERPRISE, &token).await, enterprise, "{scope}");
        assert_eq!(ask(PERSONAL, &token).await, personal, "{scope}");
    }
    assert_eq!(ask(ENTERPRISE, "garbage").await, 403);
    let claims = json!({"scope": root, "exp": 4_000_000_000_u32});
    assert_eq!(ask(ENTERPRISE, &sign_with(&json!({"alg": "RS512", "kid": KID}), &claims)).await, 400);
    assert_eq!(ask(ENTERPRISE, &sign(&claims)).await, 403);
}

#[tokio::test]
async fn every_faulty_parameter_is_named() {
    let bed = Bed::start().await;
    let (missing, invalid) = ("Parameter must be supplied", "Parameter was supplied with an invalid value");
    let ask = async |call: &str| answer_of(bed.get(call).basic_auth("u", Some("p")).send().await.unwrap()).await;
    let (status, faults) = ask(ENTERPRISE).await;
    assert_eq!((status, faults), (400, json!({"env": missing, "scopes": missing})));
    let call =
        "?ENV=prod&scopes=Altinn:Read&org=a%20b&orgNo=12345678&supplierOrgNo=x&ttl=-1&bulkCount=x&delegationSource=x";
    let faulty = ["env", "scopes", "org", "orgNo", "supplierOrgNo", "ttl", "bulkCount", "delegationSource"];
    let expected: serde_json::Map<String, Value> =
        faulty.map(|name| (name.to_owned(), json!(invalid))).into_iter().collect();
    assert_eq!(ask(&format!("{ENTERPRISE}{call}")).await, (400, Value::Object(expected)));
    let call = "?env=&pid=1&userId=-1&partyId=4294967296&partyuuid=x&userName=a.b&authLvl=5&consumerOrgNo=1234567890&clientAmr=a%20b";
    let (status, faults) = ask(&format!("{PERSONAL}{call}")).await;
    let names: BTreeSet<_> = faults.as_object().unwrap().keys().map(String::as_str).collect();
    let faulty = ["env", "pid", "userId", "partyId", "partyuuid", "userName", "authLvl", "consumerOrgNo", "clientAmr"];
    assert_eq!((status, names), (400, faulty.into_iter().collect()));
    assert_eq!((&faults["env"], &faults["pid"]), (&json!(missing), &json!(invalid)));
    let long = "a".repeat(501);
    assert_eq!(ask(&format!("{ENTERPRISE}?env=tt02&scopes={long}")).await.1, json!({"scopes": invalid}));
}

#[tokio::test]
async fn an_enterprise_token_is_like_an_exchanged_one() {
    let bed = Bed::start().await;
    let call = format!(
        "{ENTERPRISE}?env=at23&scopes={READ},{WRITE}&org=ttd&orgNo={SMARTBANK}&supplierOrgNo={SUPPLIER}\
         &clientId=my-client&delegationSource=https://tt02.altinn.no/&ttl=60&orgName=ignored"
    );
    let response = bed.get(&call).basic_auth("user", Some("password")).send().await.unwrap();
    assert_eq!(response.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
    let token = response.text().await.unwrap();
    let header = header(&token);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!("JWT")));
    assert!(header["kid"].is_string() && header["x5c"].is_string());
    let mut claims = payload(&token);
    let (iat, exp) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    assert_eq!((exp - iat, &claims["nbf"]), (60, &claims["iat"]));
    assert_eq!(claims["jti"].as_str().unwrap().len(), 43);
    for varying in ["iat", "nbf", "exp", "jti"] {
        claims.as_object_mut().unwrap().remove(varying);
    }
    let expected = json!({
        "scope": format!("{READ} {WRITE}"),
        "token_type": "Bearer",
        "client_id": "my-client",
        "consumer": {"authority": "iso6523-actorid-upis", "ID": format!("0192:{SMARTBANK}")},
        "supplier": {"authority": "iso6523-actorid-upis", "ID": format!("0192:{SUPPLIER}")},
        "delegation_source": "https://tt02.altinn.no/",
        "urn:altinn:org": "ttd",
        "urn:altinn:orgNumber": SMARTBANK,
        "urn:altinn:authenticatemethod": "maskinporten",
        "urn:altinn:authlevel": 3,
        "iss": "https://platform.at23.altinn.cloud/authentication/api/v1/openid/",
        "actual_iss": "altinn-test-tools",
    });
    assert_eq!(claims, expected);

    let id = new_id();
    assert_eq!(bed.create(&token, &income_request(&id)).await.status(), 201);
    bed.set_clock(&json!({"offsetSeconds": 61})).await;
    assert_eq!(bed.create(&token, &income_request(&id)).await.status(), 401);
}

#[tokio::test]
async fn what_is_not_given_is_left_out_or_made_up() {
    let bed = Bed::start().await;
    let token = bed.generated(&format!("GetEnterpriseToken?env=tt02&scopes={WRITE}")).await;
    let claims = payload(&token);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 1800);
    assert_eq!(claims["iss"], "https://platform.tt02.altinn.no/authentication/api/v1/openid/");
    for absent in ["supplier", "urn:altinn:org", "delegation_source", "aud", "sub", "urn:altinn:party:uuid"] {
        assert_eq!(claims.get(absent), None, "{absent}");
    }
    // The number that is made up is one that Altinn takes.
    let number = claims["urn:altinn:orgNumber"].as_str().unwrap();
    let mut request = income_request(&new_id());
    request["to"] = json!(format!("urn:altinn:organization:identifier-no:{number}"));
    assert_eq!(bed.create(&token, &request).await.status(), 201);

    let claims = payload(&bed.generated("GetPersonalToken?env=none").await);
    assert_eq!(claims["iss"], bed.url("/api/.well-known/oauth-authorization-server"));
    assert_eq!((&claims["scope"], &claims["urn:altinn:authlevel"]), (&json!("altinn:enduser"), &json!("3")));
    assert_eq!((&claims["acr"], &claims["urn:altinn:username"]), (&json!("idporten-loa-substantial"), &json!("")));
    assert_eq!(claims["client_amr"], "virksomhetssertifikat");
    assert_eq!(claims["pid"].as_str().unwrap().len(), 11);
    let absent = ["jti", "sub", "aud", "sid", "nameid", "urn:altinn:userid", "urn:altinn:partyid", "consumer"];
    assert!(absent.iter().all(|name| claims.get(*name).is_none()), "{claims}");
}

#[tokio::test]
async fn a_personal_token_has_what_is_given() {
    let bed = Bed::start().await;
    let call = format!(
        "GetPersonalToken?env=yt01&scopes=altinn:portal/enduser&pid=01025161013&userId=20&partyId=50&partyuuid={KARI}\
         &userName=kari&authLvl=4&consumerOrgNo={SMARTBANK}&clientAmr=other&delegationSource=https://a.no/"
    );
    let claims = payload(&bed.generated(&call).await);
    let consumer = json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{SMARTBANK}")});
    for (name, value) in [
        ("urn:altinn:authenticatemethod", json!("NotDefined")),
        ("urn:altinn:authlevel", json!("4")),
        ("acr", json!("idporten-loa-high")),
        ("client_amr", json!("other")),
        ("pid", json!("01025161013")),
        ("token_type", json!("Bearer")),
        ("scope", json!("altinn:portal/enduser")),
        ("nameid", json!(20)),
        ("urn:altinn:userid", json!(20)),
        ("urn:altinn:partyid", json!(50)),
        ("urn:altinn:username", json!("kari")),
        ("urn:altinn:party:uuid", json!(KARI)),
        ("delegation_source", json!("https://a.no/")),
        ("client_orgno", consumer.clone()),
        ("consumer", consumer),
        ("iss", json!("https://platform.yt01.altinn.cloud/authentication/api/v1/openid/")),
        ("actual_iss", json!("altinn-test-tools")),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    let nobody = payload(
        &bed.generated("GetPersonalToken?env=tt02&userId=0&partyuuid=00000000-0000-0000-0000-000000000000").await,
    );
    assert_eq!((nobody.get("urn:altinn:userid"), nobody.get("urn:altinn:party:uuid")), (None, None));
}

#[tokio::test]
async fn tokens_come_decoded_or_in_bulk() {
    let bed = Bed::start().await;
    let dump = bed.generated(&format!("GetEnterpriseToken?env=tt02&scopes={READ}&orgNo={SMARTBANK}&dump=1")).await;
    let (header, claims) = dump.split_once("\n.\n").unwrap();
    assert_eq!(serde_json::from_str::<Value>(header).unwrap()["alg"], "RS256");
    assert!(claims.starts_with("{\n"));
    assert_eq!(serde_json::from_str::<Value>(claims).unwrap()["urn:altinn:orgNumber"], SMARTBANK);

    let bulk =
        bed.generated(&format!("GetPersonalToken?env=tt02&pid=01025161013&dump=1&bulkCount=3&scopes={READ}")).await;
    let bulk: Value = serde_json::from_str(&bulk).unwrap();
    assert_eq!(bulk.as_object().unwrap().len(), 3);
    for (pid, token) in bulk.as_object().unwrap() {
        assert_eq!(payload(token.as_str().unwrap())["pid"], *pid);
    }
}

#[tokio::test]
async fn its_keys_verify_its_tokens() {
    let bed = Bed::start().await;
    let metadata = json_of(bed.get("/api/.well-known/oauth-authorization-server").send().await.unwrap()).await;
    let jwks: jsonwebtoken::jwk::JwkSet =
        bed.http.get(metadata["jwks_uri"].as_str().unwrap()).send().await.unwrap().json().await.unwrap();
    let token = bed.enterprise_token(SMARTBANK, READ).await;
    let key = jsonwebtoken::DecodingKey::from_jwk(jwks.find(header(&token)["kid"].as_str().unwrap()).unwrap()).unwrap();
    let signed = token.rsplit_once('.').unwrap();
    assert!(jsonwebtoken::crypto::verify(signed.1, signed.0.as_bytes(), &key, jsonwebtoken::Algorithm::RS256).unwrap());
}

#[tokio::test]
async fn a_token_of_no_environment_has_the_generators_own_signature_and_opens_nothing() {
    let bed = Bed::start().await;
    let token = bed.generated(&format!("GetEnterpriseToken?env=none&scopes={READ}&orgNo={SMARTBANK}")).await;
    let header = header(&token);
    assert_eq!((&header["alg"], &header["typ"], header.get("x5c")), (&json!("ES256"), &json!("JWT"), None));
    let dump = bed.generated(&format!("GetEnterpriseToken?env=none&scopes={READ}&dump=1")).await;
    assert_eq!(serde_json::from_str::<Value>(dump.split_once("\n.\n").unwrap().0).unwrap(), header);

    let jwks: jsonwebtoken::jwk::JwkSet =
        bed.get("/api/.well-known/jwks.json").send().await.unwrap().json().await.unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(jwks.find(header["kid"].as_str().unwrap()).unwrap()).unwrap();
    let signed = token.rsplit_once('.').unwrap();
    assert!(jsonwebtoken::crypto::verify(signed.1, signed.0.as_bytes(), &key, jsonwebtoken::Algorithm::ES256).unwrap());
    let events = bed.get(&format!("{CONSENT_REQUESTS}/events")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(events.status(), 401);
}

/// The header of a JWT, unverified.
fn header(token: &str) -> Value {
    // A payload is read as the second of three parts.
    payload(&format!(".{token}"))
}
