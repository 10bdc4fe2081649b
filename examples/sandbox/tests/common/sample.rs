//! Samples of what goes over the wire, in `tests/wire`: a request, the answer to it, and what is certain about the answer.

use std::collections::BTreeSet;

use reqwest::header::CONTENT_TYPE;
use reqwest::{RequestBuilder, Response};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Bed, payload};

const HOSTS: [&str; 3] =
    ["https://platform.tt02.altinn.no", "https://am.ui.tt02.altinn.no", "https://test.maskinporten.no"];

/// One file, with a sandbox's address in the place of the real ones.
pub struct Sample {
    pub name: String,
    file: Value,
}

impl Sample {
    pub fn read(name: &str, bed: &Bed) -> Self {
        let mut text = std::fs::read_to_string(format!("{}/{name}.json", folder())).unwrap();
        for host in HOSTS {
            text = text.replace(host, bed.sandbox.origin());
        }
        let mut file: Value = serde_json::from_str(&text).unwrap();
        // What stands in the token is written beside it, for people.
        if let Some(body) = file["response"]["body"].as_object_mut()
            && let Some(claims) = body.remove("access_token_decoded")
        {
            file["response"]["decoded"] = claims;
        }
        Self { name: name.to_owned(), file }
    }

    /// The names of all files, in order.
    pub fn names() -> Vec<String> {
        let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = files.map(|file| file.strip_suffix(".json").unwrap().to_owned()).collect();
        names.sort();
        names
    }

    /// The sample with what the server made up replaced by what it made up this time.
    pub fn with(self, sampled: &str, made: &str) -> Self {
        let text = self.file.to_string();
        assert!(text.contains(sampled), "{}: no {sampled}", self.name);
        Self { name: self.name, file: serde_json::from_str(&text.replace(sampled, made)).unwrap() }
    }

    pub fn url(&self) -> &str {
        self.file["request"]["url"].as_str().unwrap()
    }

    pub fn request_body(&self) -> &Value {
        &self.file["request"]["body"]
    }

    pub fn response(&self) -> &Value {
        &self.file["response"]
    }

    pub fn body(&self) -> &Value {
        &self.file["response"]["body"]
    }

    /// The words in the token's placeholder, such as `scope`; `None` when the sample sends no token at all.
    pub fn token(&self) -> Option<impl Fn(&str) -> Option<String>> {
        let placeholder = self.file["request"]["headers"]["Authorization"].as_str()?.to_owned();
        Some(move |name: &str| {
            let (_, rest) = placeholder.split_once(&format!("{name}="))?;
            let word = rest.split([' ', '>']).next().unwrap();
            Some(word.trim_start_matches("0192:").to_owned())
        })
    }

    /// The sample's request with all its headers, but for the token.
    pub fn request(&self, bed: &Bed) -> RequestBuilder {
        let method = self.file["request"]["method"].as_str().unwrap().parse().unwrap();
        let mut request = bed.http.request(method, self.url());
        for (name, value) in self.file["request"]["headers"].as_object().unwrap() {
            if name != "Authorization" {
                request = request.header(name, value.as_str().unwrap());
            }
        }
        match self.request_body() {
            Value::Null => request,
            body => request.body(body.to_string()),
        }
    }

    /// Makes sure that the answer is the sample's: status, headers, the members that are certain, and the rest of the body
    /// where nothing in it was made up.
    pub fn is_answered_by(&self, answer: &Value) {
        self.agrees_with(answer);
        assert_eq!(comparable(&answer["body"]), comparable(self.body()), "{}", self.name);
    }

    /// Makes sure that the answer has the sample's status and headers, and the members that are certain.
    pub fn agrees_with(&self, answer: &Value) {
        let (name, wanted) = (&self.name, self.response());
        assert_eq!(answer["status"], wanted["status"], "{name}: {answer}");
        for header in ["Location", "Retry-After", "Content-Type"] {
            assert_eq!(answer["headers"][header], wanted["headers"][header], "{name}: {header}");
        }
        for path in self.file["expect"]["match"].as_array().unwrap() {
            self.agrees_at(path.as_str().unwrap(), answer);
        }
    }

    fn agrees_at(&self, rule: &str, answer: &Value) {
        let name = &self.name;
        let (path, demand) = rule.split_once([' ', '=']).map_or((rule, None), |(path, demand)| (path, Some(demand)));
        if path.starts_with("request.") {
            return;
        }
        let (wanted, found) = (pick(path, self.response()), pick(path, answer));
        match (path.strip_suffix(".length"), demand) {
            (Some(list), Some(length)) => {
                assert_eq!(pick(list, answer)[0].as_array().unwrap().len().to_string(), length, "{name}");
            }
            (None, Some("ascending")) => {
                assert_eq!(found, wanted, "{name}: {path}");
                assert!(found.is_sorted_by_key(|value| value.as_i64().unwrap()), "{name}: {path}");
            }
            (None, Some("contains MP code")) => {
                let wanted = codes(&wanted[0]);
                assert!(!wanted.is_empty(), "{name}");
                assert_eq!(codes(&found[0]), wanted, "{name}: {path}");
            }
            (None, None) if path == "body.errors" => {
                let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
                assert_eq!(names(&found[0]), names(&wanted[0]), "{name}: {path}");
            }
            (None, None) => {
                assert!(!wanted.is_empty(), "{name}: the sample has no {path}");
                assert_eq!(found, wanted, "{name}: {path}");
            }
            other => panic!("{name}: nobody knows how to compare {other:?}"),
        }
    }
}

/// An answer in the form of a sample's.
pub async fn answer(response: Response) -> Value {
    let status = response.status().as_u16();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let mut headers = Map::new();
    for name in ["Location", "Retry-After", CONTENT_TYPE.as_str()] {
        if let Some(value) = header(name) {
            let name = if name == CONTENT_TYPE.as_str() { "Content-Type" } else { name };
            headers.insert(name.to_owned(), value.into());
        }
    }
    let text = response.text().await.unwrap();
    let body: Value = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
    let mut answer = json!({"status": status, "headers": headers, "body": body});
    if let Some(token) = answer["body"]["access_token"].as_str() {
        answer["decoded"] = payload(token);
    }
    answer
}

/// Without what differs from run to run, or is the framework's own wording; moments in whatever form they are written.
fn comparable(body: &Value) -> Value {
    let mut body = body.clone();
    let Some(members) = body.as_object_mut() else { return body };
    members.entry("traceId").and_modify(|value| *value = Value::Null);
    if let Some(errors) = members.get_mut("errors").and_then(Value::as_object_mut) {
        errors.values_mut().for_each(|texts| *texts = Value::Null);
    }
    if let Some(Value::Array(events)) = members.get_mut("consentRequestEvents") {
        for event in events.iter_mut().filter(|event| event["eventType"] != "Expired") {
            event["consentEventID"] = Value::Null;
        }
    }
    moments(body)
}

fn moments(value: Value) -> Value {
    match value {
        Value::String(text) => match OffsetDateTime::parse(&text, &Rfc3339) {
            Ok(moment) => json!(i64::try_from(moment.unix_timestamp_nanos() / 1000).unwrap()),
            Err(_) => Value::String(text),
        },
        Value::Array(items) => items.into_iter().map(moments).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, moments(value))).collect(),
        other => other,
    }
}

/// The values at `path`, such as `body.problems[*].code`; none when a member on the way is absent.
fn pick(path: &str, value: &Value) -> Vec<Value> {
    let mut found = vec![value.clone()];
    for step in path.replace('[', ".[").split('.') {
        let next = |value: &Value| match step.strip_prefix('[').and_then(|index| index.strip_suffix(']')) {
            Some("*") => value.as_array().unwrap().clone(),
            Some(index) => value.get(index.parse::<usize>().unwrap()).cloned().into_iter().collect(),
            None => value.get(step).cloned().into_iter().collect(),
        };
        found = found.iter().flat_map(next).collect();
    }
    found.into_iter().map(moments).collect()
}

/// The codes of Maskinporten and Altinn in a text.
fn codes(text: &Value) -> BTreeSet<&str> {
    let words = text.as_str().unwrap().split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| word.starts_with("MP-") || word.starts_with("AM-")).collect()
}

fn folder() -> String {
    format!("{}/tests/wire", env!("CARGO_MANIFEST_DIR"))
}
