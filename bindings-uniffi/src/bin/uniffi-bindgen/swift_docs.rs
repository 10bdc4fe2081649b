//! Rust's documentation as Swift's.

use std::collections::BTreeSet;

/// The lines as text. Examples, which are in Rust, are left out; names are written as Swift has them.
pub(crate) fn adapt(lines: &[String]) -> String {
    let names = names(lines);
    let mut text = String::new();
    let (mut inside, mut example) = (false, false);
    for line in lines {
        let trimmed = line.trim_start();
        inside |= trimmed.starts_with("/**");
        let is_fence = inside && trimmed.trim_start_matches("* ").starts_with("```");
        example ^= is_fence;
        if inside && (is_fence || example) {
            continue;
        }
        if inside && trimmed.starts_with("* ") {
            text.push_str(&in_swift(line, &names));
        } else {
            text.push_str(line);
        }
        text.push('\n');
        inside &= !trimmed.contains("*/");
    }
    text
}

/// What follows `func` and `var`.
fn names(lines: &[String]) -> BTreeSet<&str> {
    lines.iter().filter_map(|line| declared(line)).collect()
}

fn declared(line: &str) -> Option<&str> {
    let start = ["func ", "var "].iter().find_map(|word| Some(line.find(word)? + word.len()))?;
    line.get(start..)?.split(|c: char| !c.is_alphanumeric()).next()
}

/// A line with `` [`A::do_it`](crate::A::do_it) `` and `` `do_it` `` as `` `A.doIt` `` and `` `doIt` ``.
fn in_swift(line: &str, names: &BTreeSet<&str>) -> String {
    let unlinked = line.replace("[`", "`").replace("`]", "`").replace("()`", "`");
    let parts = unlinked
        .split('`')
        .enumerate()
        .map(|(index, part)| if index % 2 == 0 { without_target(part).to_owned() } else { path_in_swift(part, names) });
    parts.collect::<Vec<_>>().join("`")
}

/// What follows a link, without the place that it led to.
fn without_target(text: &str) -> &str {
    match text.split_once(')') {
        Some((target, rest)) if target.starts_with("(crate::") || target.starts_with("(super::") => rest,
        _ => text,
    }
}

/// What belongs to a type begins with a small letter.
fn path_in_swift(path: &str, names: &BTreeSet<&str>) -> String {
    let mut names = path.split("::").filter(|name| *name != "crate").map(|name| name_in_swift(name, names));
    let first = names.next().unwrap_or_default();
    names.fold(first, |path, name| {
        let mut letters = name.chars();
        let small = letters.next().map(|letter| letter.to_ascii_lowercase());
        path + "." + &small.into_iter().chain(letters).collect::<String>()
    })
}

fn name_in_swift(name: &str, names: &BTreeSet<&str>) -> String {
    if name == "None" {
        return "nil".to_owned();
    }
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    let camel = words.fold(first, |camel, word| {
        let mut letters = word.chars();
        let capital = letters.next().map(|letter| letter.to_ascii_uppercase());
        camel + &capital.into_iter().chain(letters).collect::<String>()
    });
    if names.contains(camel.as_str()) { camel } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_swifts_and_examples_are_gone() {
        let lines = [
            "/**",
            " * Reads what [`ConsentFlow::to_json`](crate::ConsentFlow::to_json) wrote, but not `authorization_details`; `None` is nothing.",
            " * See [`Step::Sign`].",
            " *",
            " * ```",
            " * let a = b::c();",
            " * ```",
            " */",
            "public func toJson() throws -> String  {",
        ];
        let adapted = "/**
 * Reads what `ConsentFlow.toJson` wrote, but not `authorization_details`; `nil` is nothing.
 * See `Step.sign`.
 *
 */
public func toJson() throws -> String  {
";
        assert_eq!(adapt(&lines.map(str::to_owned)), adapted);
    }
}
