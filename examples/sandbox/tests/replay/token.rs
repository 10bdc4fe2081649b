//! Maskinporten.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::common::sample::{Sample, answer};
use crate::common::{DIGDIR, KID, SMARTBANK, income_request, jwk, sign_with};
use crate::stage::{Stage, details, moment};

pub(crate) const TOKENS: &[&str] = &[
    "67-mp-token-plain-200",
    "69-mp-consent-token-person-200",
    "70-mp-consent-token-organization-200",
    "73-mp-systemuser-token-200",
];
pub(crate) const REFUSED: &[&str] = &[
    "74-mp-error-012-jti-reused",
    "75-mp-error-100-client",
    "76-mp-error-110-aud",
    "77-mp-error-121-expired-key",
    "79-mp-error-200-scope",
    "80-mp-error-251-not-delegated",
    "82-mp-error-302-unknown-field",
    "83-mp-error-303-values",
    "85-mp-error-consent-not-accepted",
];
pub(crate) const METADATA: &str = "87-mp-wellknown-200";

const CLIENT: &str = "replayed-client";
const SCOPES: [&str; 3] = ["altinn:consentrequests.read", "altinn:consentrequests.write", "sandbox:replay"];

#[tokio::test]
async fn a_grant_is_traded_for_the_token_of_the_sample() {
    for name in TOKENS {
        let stage = Stage::at("2026-01-01T00:00:00Z").await;
        let mut sample = Sample::read(name, &stage.bed).with("<client_id>", CLIENT);
        if name.starts_with("73") {
            sample = sample.with("<scope>", SCOPES[2]);
        }
        let owner = sample.response()["decoded"]["consumer"]["ID"].as_str().map(|id| id.replace("0192:", ""));
        register(&stage, owner.as_deref().unwrap_or(DIGDIR), None).await;
        consent_before(name, &stage, &sample).await;

        let traded = trade(&stage, &sample).await;

        sample.agrees_with(&traded);
        for member in ["token_type", "expires_in", "scope"] {
            assert_eq!(traded["body"][member], sample.body()[member], "{name}: {member}");
        }
        is_token(&sample, &traded["decoded"]);
    }
}

#[tokio::test]
async fn a_refused_grant_is_told_the_code_of_the_sample() {
    for name in REFUSED {
        let stage = Stage::at("2025-01-15T10:33:20Z").await;
        let sample = Sample::read(name, &stage.bed).with("<client_id>", CLIENT);
        match *name {
            "75-mp-error-100-client" => {}
            "77-mp-error-121-expired-key" => register(&stage, DIGDIR, Some("2025-01-15T10:33:20Z")).await,
            "80-mp-error-251-not-delegated" => register(&stage, "310149942", None).await,
            _ => register(&stage, DIGDIR, None).await,
        }
        if *name == "85-mp-error-consent-not-accepted" {
            let mut asked = income_request("0198c000-0000-7000-8000-000000000001");
            asked["from"] = json!("urn:altinn:person:identifier-no:25922947409");
            asked["to"] = json!(format!("urn:altinn:organization:identifier-no:{DIGDIR}"));
            stage.create(&asked).await;
        }
        if *name == "74-mp-error-012-jti-reused" {
            assert_eq!(trade(&stage, &sample).await["status"], 200);
        }

        let refused = trade(&stage, &sample).await;

        sample.agrees_with(&refused);
        for member in ["error", "error_uri"] {
            assert_eq!(refused["body"][member], sample.body()[member], "{name}: {member}");
        }
    }
}

#[tokio::test]
async fn the_metadata_is_the_sample() {
    let stage = Stage::at("2026-08-21T10:00:00Z").await;
    let sample = Sample::read(METADATA, &stage.bed);
    sample.is_answered_by(&stage.send(&sample).await);
}

/// The consent that the token is about, and the time at which the token is asked for.
async fn consent_before(name: &str, stage: &Stage, sample: &Sample) {
    let claims = &sample.response()["decoded"];
    match name {
        "69-mp-consent-token-person-200" => {
            stage.enact(&details("40-get-accepted-200", stage)).await;
            stage.stop_at(from_seconds(&claims["iat"])).await;
        }
        "70-mp-consent-token-organization-200" => {
            let mut asked = claims["authorization_details"][0].clone();
            asked["to"] = json!(format!("urn:altinn:organization:identifier-no:{SMARTBANK}"));
            asked["redirectUrl"] = json!("https://smartbank.no/back");
            stage.create(&asked).await;
            stage.stop_at(moment(asked["consented"].as_str().unwrap())).await;
            stage.decide(asked["id"].as_str().unwrap(), "Accepted", &json!({})).await;
            // The sample's token is older than its consent.
            stage.advance(Duration::MINUTE).await;
        }
        _ => stage.stop_at(from_seconds(&sample.request_body()["assertion_claims"]["iat"])).await,
    }
}

async fn register(stage: &Stage, organization: &str, expires_at: Option<&str>) {
    let mut key = jwk();
    key["expiresAt"] = json!(expires_at);
    let client = json!({"clientId": CLIENT, "organization": organization, "scopes": SCOPES, "keys": [key]});
    assert_eq!(stage.bed.post("/sandbox/clients").json(&client).send().await.unwrap().status(), 201);
}

/// Signs the sample's assertion, as old as it is there, and sends the form with it.
async fn trade(stage: &Stage, sample: &Sample) -> Value {
    let body = sample.request_body();
    let mut header = body["assertion_header"].clone();
    header["kid"] = json!(KID);
    let mut claims = body["assertion_claims"].clone();
    let now = stage.now().await.unix_timestamp();
    let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    (claims["iat"], claims["exp"]) = (json!(now), json!(now + lifetime));
    let mut form = body["form"].clone();
    form["assertion"] = json!(sign_with(&header, &claims));
    answer(stage.bed.http.post(sample.url()).form(&form).send().await.unwrap()).await
}

/// Makes sure that the claims are the sample's, but for ids and times that every server makes.
fn is_token(sample: &Sample, claims: &Value) {
    let wanted = &sample.response()["decoded"];
    for (name, value) in wanted.as_object().unwrap() {
        match name.as_str() {
            "jti" => assert!(claims["jti"].is_string()),
            "iat" => assert_eq!(lifetime(claims), lifetime(wanted), "{}", sample.name),
            "exp" => {}
            "authorization_details" if sample.name.starts_with("73") => {
                let (detail, wanted) = (&claims[name][0], &wanted[name][0]);
                assert_eq!(detail["systemuser_org"], wanted["systemuser_org"]);
                let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
                assert_eq!(names(detail), names(wanted));
            }
            _ => assert_eq!(claims[name], *value, "{}: {name}", sample.name),
        }
    }
}

fn lifetime(claims: &Value) -> i64 {
    claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap()
}

fn from_seconds(seconds: &Value) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds.as_i64().unwrap()).unwrap()
}
