//! JSON for people: what fits on a line stays on it.

use serde_json::{Map, Value};

const WIDTH: usize = 100;
const INDENT: usize = 2;

/// `value` with every line indented once.
pub(crate) fn pretty(value: &Value) -> String {
    format!("{:INDENT$}{}", "", broken(value, INDENT, INDENT))
}

/// The value as text that begins at `column`, in a block that is indented by `indent`.
fn broken(value: &Value, indent: usize, column: usize) -> String {
    let flat = flat(value);
    if column + flat.chars().count() <= WIDTH {
        return flat;
    }
    match value {
        Value::Object(members) => format!("{{{}\n{:indent$}}}", lines(members, indent + INDENT), ""),
        Value::Array(items) => match items.as_slice() {
            [item] => format!("[{}]", broken(item, indent, column + 1)),
            items => {
                let inner = indent + INDENT;
                let items = items.iter().map(|item| format!("\n{:inner$}{}", "", broken(item, inner, inner)));
                format!("[{}\n{:indent$}]", items.collect::<Vec<_>>().join(","), "")
            }
        },
        _ => flat,
    }
}

/// The members of an object, as many simple ones on a line as fit.
fn lines(members: &Map<String, Value>, indent: usize) -> String {
    let mut text = String::new();
    let mut room = 0;
    for (at, (name, value)) in members.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let is_simple = !value.is_object() && !value.is_array();
        let key = format!("{}: ", Value::from(name.as_str()));
        let member = format!("{key}{}", broken(value, indent, indent + key.chars().count()));
        let length = member.chars().count() + 2;
        if is_simple && length <= room {
            text.push_str(&format!("{comma} {member}"));
            room -= length;
        } else {
            text.push_str(&format!("{comma}\n{:indent$}{member}", ""));
            room = if is_simple { WIDTH.saturating_sub(indent + length) } else { 0 };
        }
    }
    text
}

fn flat(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), flat(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        simple => simple.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_fits_stays_on_its_line() {
        let long = "x".repeat(90);
        let value = json!({"a": 1, "b": "two", "c": [{"d": long, "e": {"f": []}}], "g": [long, 2]});
        let text = pretty(&value);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..2], ["  {", "    \"a\": 1, \"b\": \"two\","]);
        assert_eq!(lines[2], "    \"c\": [{");
        assert_eq!(lines[4], "      \"e\": {\"f\": []}");
        assert_eq!(lines[5], "    }],");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
