//! Requests to every route, most of them broken.

use serde_json::{Value, json};

use crate::common::{BFF, CONSENT_REQUESTS, KID, PERSON, PORTAL, READ, SMARTBANK, income_request, jwk, sign_with};
use crate::random::Random;
use crate::spoil::{body, encoded, spoil, text};
use crate::wire::request;

const METHODS: [&str; 10] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "SAMTYKKE"];
const CONTENT_TYPES: [&str; 8] = [
    "application/json",
    "application/json; charset=utf-8",
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/problem+json",
    "*/*",
    ";;;=",
];
const LOOKUP: &str = "/accessmanagement/api/v1/maskinporten/consent/lookup";
const EVENT_FILTER: &str = "continuationToken=AQIDBAUGBwgJCgsMDQ4PEA==&createdAfter=2026-01-01&\
                            createdBefore=2026-01-02T10:00:00%2B01:00&eventType=used&consentRequestId=x";
const REGISTRY: &str = "/resourceregistry/api/v1/resource";
const PAGES: &str = "/accessmanagement/ui/consent";

/// What a stranger, a client and a citizen know.
pub(crate) struct Known {
    pub(crate) client: String,
    pub(crate) issuer: String,
    /// A consumer's with each scope, Maskinporten's own and a citizen's.
    pub(crate) tokens: [String; 4],
    pub(crate) consent: String,
}

/// A route's method and path, and a good body.
type Route = (&'static str, String, Value);

impl Known {
    /// The bytes of one request, and whether it is about Altinn's API, where a few 500s are the right answer.
    pub(crate) fn request(&self, random: &mut Random) -> (Vec<u8>, bool) {
        let routes = self.routes();
        // The first ones hold the most rules.
        let index = if random.below(3) == 0 { random.index(4) } else { random.index(routes.len()) };
        let (mut method, path, good) = routes[index].clone();
        let headers = self.headers(random, &path);
        let mut target = spoil_query(random, &path);
        if random.below(2) == 0 {
            self.spoil_target(random, &mut target);
            method = if random.below(5) == 0 { *random.pick(&METHODS) } else { method };
        }
        let bytes = match random.below(12) {
            0 => vec![],
            _ if target.starts_with(b"/token") => self.grant(random),
            _ if target.starts_with(PAGES.as_bytes()) => self.form(random),
            _ if good.is_null() => vec![],
            _ => body(random, &good),
        };
        let is_altinns = target.to_ascii_lowercase().starts_with(b"/accessmanagement/api");
        (request(method, &target, &headers, &bytes), is_altinns)
    }

    fn routes(&self) -> Vec<Route> {
        let create = income_request(&self.consent);
        let lookup = json!({"id": self.consent, "from": PERSON, "to": create["to"]});
        let id = &self.consent;
        let mut routes: Vec<Route> = vec![
            ("POST", CONSENT_REQUESTS.to_owned(), create),
            ("POST", LOOKUP.to_owned(), lookup),
            ("POST", "/token".to_owned(), Value::Null),
            ("GET", format!("{CONSENT_REQUESTS}/events?{EVENT_FILTER}"), Value::Null),
            ("POST", format!("{BFF}/consentrequests/{id}/accept"), json!({"language": "nb"})),
            ("POST", format!("{BFF}/consentrequests/{id}/reject"), Value::Null),
            ("POST", format!("{BFF}/consents/{id}/revoke"), Value::Null),
            ("POST", format!("{PORTAL}/request/{id}/approve"), json!({"language": "en"})),
            ("POST", format!("{PORTAL}/request/{id}/reject"), Value::Null),
            ("POST", format!("{PORTAL}/{id}/revoke"), Value::Null),
            ("POST", format!("{PAGES}/request"), Value::Null),
            ("POST", format!("{PAGES}/agreement"), Value::Null),
            ("POST", "/accessmanagement/ui/person".to_owned(), Value::Null),
            ("POST", "/sandbox/parties".to_owned(), json!({"number": SMARTBANK, "name": "x", "unitType": "BEDR"})),
            (
                "POST",
                "/sandbox/clients".to_owned(),
                json!({"organization": SMARTBANK, "scopes": [READ], "keys": [jwk()]}),
            ),
            ("POST", format!("/sandbox/clients/{}/keys", self.client), jwk()),
            ("POST", format!("/sandbox/consents/{id}/approve"), json!({"performedBy": "01025161013"})),
            ("POST", "/sandbox/clock".to_owned(), json!({"offsetSeconds": 1.0, "now": "2026-08-21T10:00:00Z"})),
            ("POST", "/sandbox/faults".to_owned(), json!({"route": "/x", "fault": {"kind": "latency", "millis": 1}})),
            (
                "POST",
                "/sandbox/delegations".to_owned(),
                json!({"consumer": SMARTBANK, "supplier": "810418192", "scopes": [READ]}),
            ),
            (
                "POST",
                "/sandbox/resources".to_owned(),
                json!({"identifier": "x", "title": {"nb": "x"}, "resourceType": "Consent", "versionId": 1}),
            ),
            (
                "POST",
                "/sandbox/templates".to_owned(),
                json!({"id": "x", "version": 1, "texts": {"title": {"nb": "x"}}}),
            ),
        ];
        let gets = [
            format!("{CONSENT_REQUESTS}/{id}"),
            format!("{BFF}/consentrequests/{id}"),
            format!("{BFF}/consentrequests/list/{id}"),
            format!("{BFF}/consentrequests/count/{id}"),
            format!("{BFF}/consents/{id}"),
            format!("{PORTAL}/request/{id}"),
            format!("{PORTAL}/request/{id}/logout"),
            format!("{PORTAL}/active/{id}"),
            format!("{PORTAL}/log/{id}"),
            format!("{PAGES}/request?id={id}&lang=nb"),
            format!("{PAGES}/active"),
            format!("{PAGES}/log"),
            format!("{PAGES}/agreement?id={id}"),
            format!("{REGISTRY}/enkelt-samtykke"),
            format!("{REGISTRY}/search?ResourceType=Consent&Id=enkelt"),
            "/api/GetPersonalToken?env=tt02&pid=01025161013&scopes=x&ttl=60".to_owned(),
            "/api/GetEnterpriseToken?env=at22&orgNo=810419512&scopes=x&ttl=60".to_owned(),
            "/service-owner/api/income?year=2024".to_owned(),
            "/service-owner/api/resources/enkelt-samtykke".to_owned(),
            "/authentication/api/v1/exchange/maskinporten?test=true".to_owned(),
            "/accessmanagement/api/v1/logoutredirect".to_owned(),
            "/jwk".to_owned(),
            "/sandbox/state".to_owned(),
            "/nowhere".to_owned(),
        ];
        routes.extend(gets.into_iter().map(|path| ("GET", path, Value::Null)));
        routes
    }

    /// Now and then another segment, other values in the query, or no sense at all.
    fn spoil_target(&self, random: &mut Random, target: &mut Vec<u8>) {
        match random.below(8) {
            0 => {
                let text = text(random);
                let end = target.iter().rposition(|byte| b"/=".contains(byte)).unwrap();
                target.truncate(end + 1);
                target.extend(encoded(random, &text));
            }
            1 => {
                let pairs = (0..random.below(6)).map(|_| (text(random), text(random))).collect::<Vec<_>>();
                target.push(b'?');
                for (name, value) in pairs {
                    target.extend(
                        [encoded(random, &name), b"=".to_vec(), encoded(random, &value), b"&".to_vec()].concat(),
                    );
                }
            }
            2 => {
                let good =
                    ["continuationToken", "createdAfter", "createdBefore", "eventType", "consentRequestId", "id"];
                let more = ["pid", "orgNo", "ttl", "partyuuid", "userId", "env", "lang", "year", "party", "dump"];
                target.push(b'?');
                for _ in 0..3 {
                    let names = if random.below(2) == 0 { &good[..] } else { &more[..] };
                    let (name, value) = (*random.pick(names), text(random));
                    target.extend([name.as_bytes(), b"=", &encoded(random, &value), b"&"].concat());
                }
            }
            3 => target.extend(b"/%2e%2e//%".repeat(random.index(30))),
            _ => {}
        }
    }

    /// Half of the time those that belong there.
    fn headers(&self, random: &mut Random, path: &str) -> Vec<Vec<u8>> {
        let token = self.token_for(path);
        let authorization = format!("Authorization: Bearer {token}").into_bytes();
        let form = path == "/token" || path.starts_with(PAGES);
        let content_type = if form { CONTENT_TYPES[2] } else { CONTENT_TYPES[0] };
        if random.below(2) == 0 {
            return vec![format!("Content-Type: {content_type}").into_bytes(), authorization];
        }
        let mut headers = vec![format!("Content-Type: {}", random.pick(&CONTENT_TYPES)).into_bytes()];
        headers.push(match random.below(6) {
            0 => format!("Authorization: Bearer {}", text(random).escape_default()).into_bytes(),
            1 => {
                let mut spoilt = authorization;
                let index = spoilt.len() - 1 - random.index(token.len());
                spoilt[index] = b'A';
                spoilt
            }
            2 => b"Authorization: Basic dXNlcjpwYXNz".to_vec(),
            3 => format!("Cookie: AltinnStudioRuntime={token}; AltinnPartyUuid=x; =;;").into_bytes(),
            4 => format!("Authorization: Bearer {}", random.pick(&self.tokens)).into_bytes(),
            _ => b"X: y".to_vec(),
        });
        if random.below(5) == 0 {
            let value: Vec<u8> = random.bytes(30).into_iter().map(|byte| byte | 0x80).collect();
            headers.push([b"Accept-Language: ".to_vec(), value.clone()].concat());
            headers.push([b"Cookie: selectedLanguage=".to_vec(), value].concat());
        }
        headers
    }

    fn token_for(&self, path: &str) -> &str {
        let [writer, _, lookup, citizen] = &self.tokens;
        match path {
            LOOKUP => lookup,
            path if path.starts_with(BFF) || path.starts_with(PORTAL) => citizen,
            _ => writer,
        }
    }

    /// A token request whose JWT is signed, whatever it says.
    fn grant(&self, random: &mut Random) -> Vec<u8> {
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let claims = json!({
            "aud": self.issuer,
            "iss": self.client,
            "iat": now,
            "exp": now + 100,
            "jti": random.next().to_string(),
            "scope": READ,
            "resource": ["x"],
            "authorization_details": [{"type": "urn:altinn:consent", "id": self.consent, "from": PERSON}],
        });
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": KID});
        let (header, claims) = match random.below(3) {
            0 => (spoil(random, &header), claims),
            _ => (header, spoil(random, &claims)),
        };
        let assertion = if random.below(10) == 0 { text(random) } else { sign_with(&header, &claims) };
        let assertion = encoded(random, &assertion);
        let start = b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
        [start.to_vec(), assertion].concat()
    }

    fn form(&self, random: &mut Random) -> Vec<u8> {
        let decision = if random.below(3) == 0 { text(random) } else { "reject".to_owned() };
        let id = if random.below(3) == 0 { text(random) } else { self.consent.clone() };
        [b"id=".to_vec(), encoded(random, &id), b"&lang=en&decision=".to_vec(), encoded(random, &decision)].concat()
    }
}

/// The path with other values in some places of its query.
fn spoil_query(random: &mut Random, path: &str) -> Vec<u8> {
    let Some((path, query)) = path.split_once('?') else { return path.as_bytes().to_vec() };
    let mut target = [path.as_bytes(), b"?"].concat();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap();
        match random.below(4) {
            0 => {}
            1 => {
                let text = text(random);
                target.extend([name.as_bytes(), b"=", &encoded(random, &text), b"&"].concat());
            }
            _ => target.extend([name, "=", value, "&"].concat().bytes()),
        }
    }
    target
}
