//! A sandbox, a registered client with its key, and the calls that every test makes.
#![allow(dead_code, unreachable_pub)]

pub mod enterprise;
pub mod portal;
pub mod program;
pub mod running;
pub mod sample;

use std::sync::OnceLock;
use std::time::Duration;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RsaEncoding, RsaKeyPair};
use base64ct::{Base64UrlUnpadded, Encoding};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use samtykke_sandbox::{Sandbox, SandboxOptions};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use program::Program;
use running::Running;

pub const SMARTBANK: &str = "810419512";
pub const DIGDIR: &str = "991825827";
pub const SUPPLIER: &str = "810418192";
pub const PERSON: &str = "urn:altinn:person:identifier-no:01025161013";
pub const WRITE: &str = "altinn:consentrequests.write";
pub const READ: &str = "altinn:consentrequests.read";
pub const ORG: &str = "altinn:consentrequests.org";
pub const CONSENT_REQUESTS: &str = "/accessmanagement/api/v1/enterprise/consentrequests";
pub const KID: &str = "test-key";
pub const BFF: &str = "/accessmanagement/api/v1/bff";
pub const PORTAL: &str = "/accessmanagement/api/v1/consent";
pub const REQUEST_PAGE: &str = "/accessmanagement/ui/consent/request";
/// The party uuid of [`PERSON`].
pub const KARI: &str = "d5b861c8-8e3b-44cd-9952-5315e5990cf5";
pub const OLA: &str = "d47ac10b-58cc-4372-a567-0e02b2c3d483";
pub const SMARTBANK_UUID: &str = "8ef5e5fa-94e1-4869-8635-df86b6219181";
pub const SUPPLIER_UUID: &str = "00000000-0000-0000-0005-000000004219";

pub struct Bed {
    pub sandbox: Running,
    pub http: Client,
}

impl Bed {
    pub async fn start() -> Self {
        Self::with(SandboxOptions { events_lag: Duration::ZERO, ..SandboxOptions::default() }).await
    }

    pub async fn with(options: SandboxOptions) -> Self {
        Self::at(Running::Here(Sandbox::start_with(options).await.unwrap()))
    }

    /// With a sandbox in a process of its own.
    pub fn apart(arguments: &[&str]) -> Self {
        Self::at(Running::Apart(Program::start(arguments)))
    }

    fn at(sandbox: Running) -> Self {
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { sandbox, http }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.origin())
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(self.url(path))
    }

    /// Registers a client of `organization` under an id of its own.
    pub async fn client(&self, organization: &str, scopes: &[&str]) -> String {
        let body = json!({"organization": organization, "scopes": scopes, "keys": [jwk()]});
        let response = self.post("/sandbox/clients").json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        json_of(response).await["clientId"].as_str().unwrap().to_owned()
    }

    /// The claims of a good grant, for tests to spoil.
    pub fn claims(&self, client_id: &str, scope: &str) -> Value {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        json!({
            "aud": format!("{}/", self.sandbox.origin()),
            "iss": client_id,
            "iat": now,
            "exp": now + 100,
            "jti": Uuid::new_v4().to_string(),
            "scope": scope,
        })
    }

    pub async fn trade(&self, assertion: &str) -> Response {
        let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)];
        self.post("/token").form(&form).send().await.unwrap()
    }

    /// An access token of a fresh client of `organization`.
    pub async fn token(&self, organization: &str, scope: &str) -> String {
        let client_id = self.client(organization, &scope.split(' ').collect::<Vec<_>>()).await;
        let response = self.trade(&sign(&self.claims(&client_id, scope))).await;
        assert_eq!(response.status(), StatusCode::OK);
        json_of(response).await["access_token"].as_str().unwrap().to_owned()
    }

    /// A consent token, or Maskinporten's refusal.
    pub async fn consent_token(&self, organization: &str, id: &str, from: &str) -> Result<String, String> {
        let client_id = self.client(organization, &[READ]).await;
        let mut claims = self.claims(&client_id, READ);
        claims["authorization_details"] = json!([{"type": "urn:altinn:consent", "id": id, "from": from}]);
        let body = json_of(self.trade(&sign(&claims)).await).await;
        match body["access_token"].as_str() {
            Some(token) => Ok(token.to_owned()),
            None => Err(body["error_description"].as_str().unwrap().to_owned()),
        }
    }

    pub async fn create(&self, token: &str, body: &Value) -> Response {
        self.post(CONSENT_REQUESTS).bearer_auth(token).json(body).send().await.unwrap()
    }

    pub async fn read(&self, token: &str, id: &str) -> Value {
        let response = self.get(&format!("{CONSENT_REQUESTS}/{id}")).bearer_auth(token).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        json_of(response).await
    }

    pub async fn decide(&self, id: &str, decision: &str) -> Response {
        self.post(&format!("/sandbox/consents/{id}/{decision}")).send().await.unwrap()
    }

    /// The portal token of the person with this party uuid.
    pub async fn citizen(&self, uuid: &str) -> String {
        self.personal_token(&format!("partyuuid={uuid}")).await
    }

    /// A portal token with other parameters of the token generator.
    pub async fn personal_token(&self, parameters: &str) -> String {
        self.generated(&format!("GetPersonalToken?env=tt02&scopes=altinn:portal/enduser&{parameters}")).await
    }

    /// An organisation's token from the token generator, good at any time that the sandbox's clock shows.
    pub async fn enterprise_token(&self, organization: &str, scope: &str) -> String {
        self.generated(&format!("GetEnterpriseToken?env=tt02&scopes={scope}&orgNo={organization}")).await
    }

    pub async fn generated(&self, call: &str) -> String {
        let request = self.get(&format!("/api/{call}")).basic_auth("user", Some("password"));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.text().await.unwrap()
    }

    /// The id of a fresh request for a year's income, with other members where `changes` has them.
    pub async fn asked(&self, changes: &Value) -> String {
        let id = new_id();
        let mut request = income_request(&id);
        for (name, value) in changes.as_object().unwrap() {
            request[name] = value.clone();
        }
        let receiver = request["to"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        let token = self.enterprise_token(&receiver, WRITE).await;
        let response = self.create(&token, &request).await;
        assert_eq!(response.status(), StatusCode::CREATED, "{}", response.text().await.unwrap());
        id
    }

    pub async fn set_clock(&self, body: &Value) {
        let response = self.post("/sandbox/clock").json(body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
    }
}

/// A request for a year's income, from [`PERSON`] to [`SMARTBANK`].
pub fn income_request(id: &str) -> Value {
    json!({
        "id": id,
        "from": PERSON,
        "to": format!("urn:altinn:organization:identifier-no:{SMARTBANK}"),
        "validTo": "2099-12-31T12:00:00+00:00",
        "consentRights": [{
            "action": ["consent"],
            "resource": [{"type": "urn:altinn:resource", "value": "standard-samtykke-for-dele-data"}],
            "metadata": {"inntektsaar": "2024"},
        }],
        "redirectUrl": "https://smartbank.no/consent?authcode=123",
    })
}

pub fn new_id() -> String {
    Uuid::new_v4().to_string()
}

pub async fn json_of(response: Response) -> Value {
    response.json().await.unwrap()
}

/// The status and the JSON; a body that is empty or no JSON is `null`.
pub async fn answer_of(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

/// One right to a resource, its metadata as in `key=value key=value`.
pub fn right(resource: &str, metadata: &str) -> Value {
    let metadata = metadata.split_whitespace().map(|pair| pair.split_once('=').unwrap());
    let metadata: serde_json::Map<String, Value> = metadata.map(|(key, value)| (key.into(), value.into())).collect();
    json!({
        "action": ["consent"],
        "resource": [{"type": "urn:altinn:resource", "value": resource}],
        "metadata": metadata,
    })
}

pub fn uuid_urn(uuid: &str) -> String {
    format!("urn:altinn:party:uuid:{uuid}")
}

/// A compact RS256 JWT with [`KID`] and the tests' key.
pub fn sign(claims: &Value) -> String {
    sign_with(&json!({"alg": "RS256", "typ": "JWT", "kid": KID}), claims)
}

pub fn sign_with(header: &Value, claims: &Value) -> String {
    sign_by(key(), header, claims)
}

/// A compact JWT with the algorithm of its header, RS256 unless that is another of RSA's.
pub fn sign_by(key: &RsaKeyPair, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let input = format!("{}.{}", part(header), part(claims));
    let algorithm: &'static dyn RsaEncoding = match header["alg"].as_str() {
        Some("RS384") => &RSA_PKCS1_SHA384,
        Some("RS512") => &RSA_PKCS1_SHA512,
        _ => &RSA_PKCS1_SHA256,
    };
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(algorithm, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
    format!("{input}.{}", Base64UrlUnpadded::encode_string(&signature))
}

/// The payload of a JWT, unverified.
pub fn payload(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&Base64UrlUnpadded::decode_vec(payload).unwrap()).unwrap()
}

pub fn jwk() -> Value {
    let public = key().public_key();
    let part = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
    json!({
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": KID,
        "n": part(public.modulus().big_endian_without_leading_zero()),
        "e": part(public.exponent().big_endian_without_leading_zero()),
    })
}

fn key() -> &'static RsaKeyPair {
    static KEY: OnceLock<RsaKeyPair> = OnceLock::new();
    KEY.get_or_init(|| {
        let der = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap();
        RsaKeyPair::from_pkcs8(der.as_ref()).unwrap()
    })
}
