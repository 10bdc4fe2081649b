//! As much of JSON Schema as the description of the control routes uses; any other keyword fails the test.

#![allow(dead_code, unreachable_pub)]

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// An OpenAPI document.
pub struct Document(pub Value);

impl Document {
    /// What `at` says, or what it refers to.
    pub fn resolve<'a>(&'a self, at: &'a Value) -> &'a Value {
        match at["$ref"].as_str() {
            Some(reference) => {
                let found = self.0.pointer(reference.trim_start_matches('#'));
                self.resolve(found.unwrap_or_else(|| panic!("{reference} leads nowhere")))
            }
            None => at,
        }
    }

    /// Where `value` differs from `schema`. Members that are not described differ, unless the schema leaves them open.
    pub fn flaw(&self, schema: &Value, value: &Value) -> Option<String> {
        let schema = self.resolve(schema).as_object().unwrap();
        let checks = schema.iter().map(|(keyword, wanted)| self.check(keyword, wanted, schema, value));
        checks.chain([self.undescribed(schema, value)]).flatten().next()
    }

    fn check(&self, keyword: &str, wanted: &Value, schema: &Map<String, Value>, value: &Value) -> Option<String> {
        let fits = match keyword {
            "description" | "default" | "additionalProperties" => true,
            "type" => match wanted {
                Value::Array(types) => types.iter().any(|wanted| is_type(wanted, value)),
                wanted => is_type(wanted, value),
            },
            "const" => value == wanted,
            "enum" => wanted.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|number| number >= wanted.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= wanted.as_f64().unwrap()),
            "format" => value.as_str().is_none_or(|text| is_format(wanted.as_str().unwrap(), text)),
            "pattern" => {
                assert_eq!(wanted, "^[0-9]{9}$");
                value.as_str().is_none_or(|text| text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit()))
            }
            "required" => {
                let names = wanted.as_array().unwrap();
                let missing = |name: &&Value| value.get(name.as_str().unwrap()).is_none();
                return names
                    .iter()
                    .filter(|_| value.is_object())
                    .find(missing)
                    .map(|name| format!("{name} is missing"));
            }
            "properties" => {
                let members = wanted.as_object().unwrap().iter();
                let mut flaws = members.filter_map(|(name, schema)| {
                    self.flaw(schema, value.get(name)?).map(|flaw| format!("{name}: {flaw}"))
                });
                return flaws.next();
            }
            "items" => {
                let items = value.as_array().into_iter().flatten();
                return items.filter_map(|item| self.flaw(wanted, item)).next();
            }
            "oneOf" => {
                let options = wanted.as_array().unwrap();
                options.iter().filter(|option| self.flaw(option, value).is_none()).count() == 1
            }
            other => panic!("{other} is no keyword that the tests know, in {schema:?}"),
        };
        (!fits).then(|| format!("{value} does not fit {keyword} {wanted}"))
    }

    fn undescribed(&self, schema: &Map<String, Value>, value: &Value) -> Option<String> {
        let described = |name: &str| schema.get("properties").is_some_and(|members| members.get(name).is_some());
        let mut others = value.as_object()?.iter().filter(|(name, _)| !described(name));
        match schema.get("additionalProperties") {
            Some(Value::Bool(true)) => None,
            Some(schema @ Value::Object(_)) => others.find_map(|(_, value)| self.flaw(schema, value)),
            // What has no type says nothing about members at all.
            None if !schema.contains_key("type") => None,
            _ => others.next().map(|(name, _)| format!("{name} is not described")),
        }
    }
}

fn is_type(wanted: &Value, value: &Value) -> bool {
    match wanted.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("{other} is no type"),
    }
}

fn is_format(wanted: &str, text: &str) -> bool {
    match wanted {
        "date-time" => OffsetDateTime::parse(text, &Rfc3339).is_ok(),
        "uuid" => Uuid::parse_str(text).is_ok(),
        other => panic!("{other} is no format that the tests know"),
    }
}
