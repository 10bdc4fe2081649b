//! Good things gone bad, by chance.

use serde_json::{Map, Value, json};

use crate::random::Random;

const TEXTS: [&str; 24] = [
    "",
    " ",
    "null",
    "0",
    "\0",
    "æøå🦀",
    "../../etc/passwd",
    "'; DROP TABLE entry; --",
    "%00%ff%",
    "{{7*7}}",
    "<script>",
    "urn:altinn:person:identifier-no:",
    "urn:altinn:person:identifier-no:00000000000",
    "urn:altinn:organization:identifier-no:810419512",
    "urn:altinn:party:id:99999999999999999999",
    "urn:altinn:party:uuid:d5b861c8-8e3b-44cd-9952-5315e5990cf5",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.9999999-14:00",
    "2026-02-30",
    "2026-08-21T10:00:00.1234567890123456Z",
    "https://[::1]:99999/",
    "javascript:alert(1)",
    "http://a@b@c:80:80/?#/#",
    "AQIDBAUGBwgJCgsMDQ4PEA==",
];

/// `value` with something in it replaced, removed, renamed or added.
pub(crate) fn spoil(random: &mut Random, value: &Value) -> Value {
    let descend = random.below(4) != 0;
    match value {
        Value::Object(members) if descend && !members.is_empty() => spoil_object(random, members),
        Value::Array(items) if descend && !items.is_empty() => {
            let mut items = items.clone();
            let index = random.index(items.len());
            match random.below(3) {
                0 => drop(items.remove(index)),
                1 => items.push(items[index].clone()),
                _ => items[index] = spoil(random, &items[index]),
            }
            Value::Array(items)
        }
        _ => strange(random),
    }
}

fn spoil_object(random: &mut Random, members: &Map<String, Value>) -> Value {
    let mut members = members.clone();
    let names: Vec<String> = members.keys().cloned().collect();
    let name = random.pick(&names).clone();
    let value = members[&name].clone();
    match random.below(6) {
        0 => drop(members.remove(&name)),
        1 => drop(members.insert(name.to_uppercase(), strange(random))),
        2 => drop(members.insert(text(random), value)),
        _ => drop(members.insert(name, spoil(random, &value))),
    }
    Value::Object(members)
}

fn strange(random: &mut Random) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 => json!(i64::MIN),
        3 => json!(u64::MAX),
        4 => json!(1e300),
        5 => json!(-0.5),
        6 => json!([]),
        7 => json!({}),
        8 => json!([[[{"a": [null]}]]]),
        9 => json!("x".repeat(20_000)),
        10 => json!({"id": text(random), "value": [text(random)]}),
        _ => json!(text(random)),
    }
}

pub(crate) fn text(random: &mut Random) -> String {
    match random.below(6) {
        0 => String::from_utf8_lossy(&{
            let length = random.index(40);
            random.bytes(length)
        })
        .into_owned(),
        1 => random.next().to_string(),
        _ => (*random.pick(&TEXTS)).to_owned(),
    }
}

/// The bytes of a body, or of what is left of one.
pub(crate) fn body(random: &mut Random, good: &Value) -> Vec<u8> {
    let mut bytes = spoil(random, good).to_string().into_bytes();
    match random.below(8) {
        0 => {
            let end = random.index(bytes.len() + 1);
            bytes.truncate(end);
        }
        1 => {
            for _ in 0..=random.below(4) {
                let index = random.index(bytes.len());
                bytes[index] = random.next() as u8;
            }
        }
        2 => {
            let depth = 1 + random.index(60_000);
            bytes = [b"{\"a\":".repeat(depth), b"[".repeat(depth)].concat();
            bytes.truncate(1_000_000);
        }
        3 => bytes = format!("{{\"id\": {}1e{}}}", "9".repeat(random.index(5_000)), random.next()).into_bytes(),
        4 => {
            let length = random.index(3_000);
            bytes = random.bytes(length);
        }
        5 => bytes = [b"\xef\xbb\xbf".to_vec(), bytes].concat(),
        _ => {}
    }
    bytes
}

/// Percent-encoded where it must be, and sometimes where it must not.
pub(crate) fn encoded(random: &mut Random, text: &str) -> Vec<u8> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte);
    let all = random.below(8) == 0;
    text.bytes().fold(Vec::new(), |mut out, byte| {
        if unreserved(byte) && !all {
            out.push(byte);
        } else {
            out.extend(format!("%{byte:02X}").bytes());
        }
        out
    })
}
