//! The same JSON in other words.

use serde_json::{Map, Value};

use crate::common::random::Random;

/// Writes members in any order, with blanks, with members that nobody knows, and with Altinn's words in any letter case.
pub(crate) struct Rewriting {
    random: Random,
    adds_members: bool,
}

impl Rewriting {
    /// Members whose words Altinn writes in one case here and another there.
    const WORDS: [&str; 5] = ["status", "consentRequestStatus", "eventType", "portalViewMode", "accessListMode"];

    /// Members whose value is a map: what is added to it is no unknown member.
    const MAPS: [&str; 3] = ["metadata", "consentMetadata", "errors"];

    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Random::new(seed), adds_members: true }
    }

    /// One that adds no members.
    pub(crate) fn of_known(seed: u64) -> Self {
        Self { random: Random::new(seed), adds_members: false }
    }

    pub(crate) fn write(&mut self, value: &Value) -> String {
        self.value(value, "")
    }

    fn value(&mut self, value: &Value, name: &str) -> String {
        match value {
            Value::Object(members) => self.object(members, name),
            Value::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(|element| self.value(element, "")).collect();
                format!("[{}]", elements.join(self.blanks(",")))
            }
            Value::String(text) if Self::WORDS.contains(&name) => Value::from(self.in_any_case(text)).to_string(),
            other => other.to_string(),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, name: &str) -> String {
        let mut written: Vec<String> = vec![];
        for (name, value) in members {
            let value = self.value(value, name);
            written.push(format!("{}{}{value}", Value::from(name.as_str()), self.blanks(":")));
        }
        if self.adds_members && !Self::MAPS.contains(&name) {
            let values = ["null", "7", "[[{}]]", r#"{"id":"x","status":{"deep":[1e9]}}"#, r#""\u00e6""#];
            for at in 0..self.random.below(3) {
                written.push(format!(r#""x-{at}":{}"#, values[self.random.below(values.len())]));
            }
        }
        for at in (1..written.len()).rev() {
            written.swap(at, self.random.below(at + 1));
        }
        format!("{{{}}}", written.join(self.blanks(",")))
    }

    fn in_any_case(&mut self, text: &str) -> String {
        let letter = |letter: char| {
            if self.random.below(2) == 0 { letter.to_ascii_lowercase() } else { letter.to_ascii_uppercase() }
        };
        text.chars().map(letter).collect()
    }

    fn blanks(&mut self, mark: &'static str) -> &'static str {
        match (mark, self.random.below(3)) {
            (",", 1) => " ,\n",
            (":", 1) => "\t: ",
            _ => mark,
        }
    }
}
