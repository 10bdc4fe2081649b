//! What the token endpoint grants and refuses.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use reqwest::StatusCode;
use serde_json::{Value, json};

type Spoil = fn(&mut Value);

#[tokio::test]
async fn the_metadata_points_at_this_origin() {
    let bed = Bed::start().await;
    let metadata = json_of(bed.get("/.well-known/oauth-authorization-server").send().await.unwrap()).await;
    assert_eq!(metadata["issuer"], bed.url("/"));
    assert_eq!(metadata["token_endpoint"], bed.url("/token"));
    assert_eq!(metadata["jwks_uri"], bed.url("/jwk"));
    assert_eq!(metadata.get("authorization_endpoint"), None);
}

#[tokio::test]
async fn a_token_verifies_with_the_published_keys() {
    let bed = Bed::start().await;
    let token = bed.token(SMARTBANK, WRITE).await;
    let jwks: jsonwebtoken::jwk::JwkSet = bed.get("/jwk").send().await.unwrap().json().await.unwrap();
    let kid = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(jwks.find(&kid).unwrap()).unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.set_issuer(&[bed.url("/")]);

    let claims = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap().claims;

    assert_eq!(claims["consumer"], json!({"authority": "iso6523-actorid-upis", "ID": "0192:810419512"}));
    assert_eq!(claims["scope"], WRITE);
    assert_eq!(claims["token_type"], "Bearer");
    assert_eq!(claims["client_amr"], "private_key_jwt");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 500);
}

#[tokio::test]
async fn a_grant_works_once() {
    let bed = Bed::start().await;
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    let claims = bed.claims(&client, WRITE);

    assert_eq!(bed.trade(&sign(&claims)).await.status(), StatusCode::OK);
    assert_refused(&bed, &sign(&claims), 400, "invalid_grant", "MP-012").await;

    let mut no_jti = bed.claims(&client, WRITE);
    no_jti.as_object_mut().unwrap().remove("jti");
    assert_eq!(bed.trade(&sign(&no_jti)).await.status(), StatusCode::OK);
    assert_refused(&bed, &sign(&no_jti), 400, "invalid_grant", "MP-012").await;
}

#[tokio::test]
async fn one_changed_byte_breaks_the_signature() {
    let bed = Bed::start().await;
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    let grant = sign(&bed.claims(&client, WRITE));
    let signature = grant.rfind('.').unwrap() + 10;
    let mut bytes = grant.into_bytes();
    bytes[signature] = if bytes[signature] == b'A' { b'B' } else { b'A' };
    let corrupted = String::from_utf8(bytes).unwrap();

    assert_refused(&bed, &corrupted, 400, "invalid_grant", "MP-124").await;
}

#[tokio::test]
async fn each_wrong_claim_has_its_refusal() {
    let cases: [(&str, &str, &str, Spoil); 15] = [
        ("unknown client", "invalid_grant", "MP-100", |claims| claims["iss"] = json!("someone-else")),
        ("aud without slash", "invalid_grant", "MP-110", |claims| {
            claims["aud"] = json!(claims["aud"].as_str().unwrap().trim_end_matches('/'));
        }),
        ("aud in a list", "invalid_grant", "MP-110", |claims| claims["aud"] = json!([claims["aud"]])),
        ("unknown claim", "invalid_grant", "nbf", |claims| claims["nbf"] = claims["iat"].clone()),
        ("issued ahead", "invalid_grant", "Issue time is after now", |claims| shift(claims, "iat", 15)),
        ("issued long ago", "invalid_grant", "MP-130", |claims| shift(claims, "iat", -15)),
        ("expired", "invalid_grant", "MP-130", |claims| shift(claims, "exp", -105)),
        ("lives too long", "invalid_grant", "120 seconds", |claims| shift(claims, "exp", 25)),
        ("no iat", "invalid_grant", "iat", |claims| claims["iat"] = Value::Null),
        ("scope not registered", "invalid_scope", "MP-200", |claims| claims["scope"] = json!("altinn:other")),
        ("no scope", "invalid_scope", "MP-200", |claims| {
            claims.as_object_mut().unwrap().remove("scope");
        }),
        ("unknown detail type", "invalid_request", "MP-301", |claims| {
            detail(claims, json!({"type": "urn:altinn:samtykke"}))
        }),
        ("extra detail field", "invalid_request", "MP-302", |claims| {
            detail(claims, json!({"type": "urn:altinn:consent", "id": new_id(), "from": PERSON, "to": "x"}));
        }),
        ("detail without a urn", "invalid_request", "MP-303", |claims| {
            detail(claims, json!({"type": "urn:altinn:consent", "id": new_id(), "from": "25922947409"}));
        }),
        ("unknown consent", "invalid_request", "AM-00001", |claims| {
            detail(claims, json!({"type": "urn:altinn:consent", "id": new_id(), "from": PERSON}));
        }),
    ];
    let bed = Bed::start().await;
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    for (name, error, text, spoil) in cases {
        let mut claims = bed.claims(&client, WRITE);
        spoil(&mut claims);
        let body = json_of(bed.trade(&sign(&claims)).await).await;
        assert_eq!(body["error"], error, "{name}: {body}");
        assert!(body["error_description"].as_str().unwrap().contains(text), "{name}: {body}");
    }
}

#[tokio::test]
async fn each_wrong_header_is_refused() {
    let bed = Bed::start().await;
    let client = bed.client(SMARTBANK, &[WRITE]).await;
    for header in [
        json!({"alg": "RS256"}),
        json!({"alg": "RS256", "kid": "other"}),
        json!({"alg": "PS256", "kid": KID}),
        json!({"alg": "none", "kid": KID}),
        json!({"alg": "HS256", "kid": KID}),
        json!({"alg": "ES256", "kid": KID}),
        json!({"kid": KID}),
    ] {
        let body = json_of(bed.trade(&sign_with(&header, &bed.claims(&client, WRITE))).await).await;
        assert_eq!(body["error"], "invalid_grant", "{header}: {body}");
    }
}

#[tokio::test]
async fn a_broken_form_is_refused() {
    let bed = Bed::start().await;
    for form in [
        vec![],
        vec![("grant_type", "authorization_code")],
        vec![("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")],
    ] {
        let response = bed.post("/token").form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert_eq!(json_of(response).await["error"], "invalid_request");
    }
    let response = bed.trade("a.b.c").await;
    assert_eq!(json_of(response).await["error"], "invalid_grant");
}

#[tokio::test]
async fn a_supplier_needs_a_delegation() {
    let bed = Bed::start().await;
    let client = bed.client(SUPPLIER, &[WRITE]).await;
    let grant = || {
        let mut claims = bed.claims(&client, WRITE);
        claims["consumer_org"] = json!(SMARTBANK);
        sign(&claims)
    };
    assert_refused(&bed, &grant(), 403, "forbidden", "MP-251").await;

    let delegation = json!({"consumer": SMARTBANK, "supplier": SUPPLIER, "scopes": [WRITE]});
    bed.post("/sandbox/delegations").json(&delegation).send().await.unwrap();
    let token = json_of(bed.trade(&grant()).await).await["access_token"].as_str().unwrap().to_owned();

    assert_eq!(payload(&token)["consumer"]["ID"], "0192:810419512");
    assert_eq!(payload(&token)["supplier"]["ID"], "0192:810418192");
    let created = json_of(bed.create(&token, &income_request(&new_id())).await).await;
    assert_eq!(created["handledBy"], format!("urn:altinn:organization:identifier-no:{SUPPLIER}"));
    assert_eq!(created["consentRequestEvents"][0]["performedBy"], created["to"]);
}

#[tokio::test]
async fn sandboxes_do_not_take_each_others_tokens() {
    let (one, other) = (Bed::start().await, Bed::start().await);
    let token = one.token(SMARTBANK, WRITE).await;
    assert_eq!(one.create(&token, &income_request(&new_id())).await.status(), StatusCode::CREATED);
    assert_eq!(other.create(&token, &income_request(&new_id())).await.status(), StatusCode::UNAUTHORIZED);
}

fn shift(claims: &mut Value, name: &str, seconds: i64) {
    claims[name] = json!(claims[name].as_i64().unwrap() + seconds);
}

fn detail(claims: &mut Value, detail: Value) {
    claims["authorization_details"] = json!([detail]);
}

async fn assert_refused(bed: &Bed, grant: &str, status: u16, error: &str, text: &str) {
    let response = bed.trade(grant).await;
    assert_eq!(response.status().as_u16(), status);
    let body = json_of(response).await;
    assert_eq!(body["error"], error, "{body}");
    assert!(body["error_description"].as_str().unwrap().contains(text), "{body}");
}
