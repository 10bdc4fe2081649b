//! What Swift wants otherwise than UniFFI generates it.

use crate::swift_docs;

/// Types that are only another name for one of Swift's own.
const PLAIN: [(&str, &str); 5] = [
    ("Timestamp", "Date"),
    ("ConsentId", "UUID"),
    ("Secret", "String"),
    ("Metadata", "[String: String]"),
    ("Extensions", "[String: String]"),
];

/// The package has an error of its own, made from the core's; SwiftUI has an `Environment`.
const RENAMED: [(&str, &str); 2] = [("ConsentError", "CoreError"), ("Environment", "AltinnEnvironment")];

/// What a record takes for a value that is left out; one that may be missing is missing then. A test of the package compares
/// them with the core's.
const DEFAULTS: &[(&str, &str, &str)] = &[
    ("ConsentRequest", "portalViewMode", ".hide"),
    ("ConsentRight", "actions", r#"["consent"]"#),
    ("ConsentRight", "metadata", "[:]"),
    ("ConsentTokenOptions", "algorithms", "[.rs256, .rs384, .rs512]"),
    ("ConsentTokenOptions", "leewaySeconds", "10"),
    ("ConsentTokenOptions", "toMustBeConsumer", "true"),
    ("EventFeedConfig", "scopes", r#"["altinn:consentrequests.read"]"#),
    ("EventFeedConfig", "filter", "EventFilter()"),
    ("EventFeedConfig", "pollIntervalSeconds", "300"),
    ("EventFeedConfig", "overlapSeconds", "120"),
    ("EventFeedConfig", "retry", "RetryPolicy()"),
    ("EventFilter", "eventTypes", "[]"),
    ("FlowConfig", "requestScopes", r#"["altinn:consentrequests.write"]"#),
    ("FlowConfig", "tokenScopes", r#"["altinn:consentrequests.write"]"#),
    ("FlowConfig", "resource", "[]"),
    ("FlowConfig", "idParameter", r#""consentId""#),
    ("FlowConfig", "skipActorChoice", "false"),
    ("FlowConfig", "checkStatus", "true"),
    ("FlowConfig", "retry", "RetryPolicy()"),
    ("HttpResponse", "headers", "[]"),
    ("HttpResponse", "body", r#""""#),
    ("MaskinportenClient", "algorithm", ".rs256"),
    ("RetryPolicy", "maxAttempts", "4"),
    ("RetryPolicy", "baseDelayMillis", "1000"),
    ("RetryPolicy", "maxDelayMillis", "8000"),
    ("RetryPolicy", "deadlineMillis", "60000"),
    ("TokenRequest", "resource", "[]"),
];

/// The module as the package has it:
///
/// - every call into the core can throw, so that a panic is an `InternalError` and no trap;
/// - an error of the core is thrown as the package's own `ConsentError`;
/// - values may be left out where the core has a default;
/// - `dump` shows no more than `Debug` does;
/// - times, ids and the like are Swift's own types, classes are final, and the protocols beside them are gone;
/// - the documentation is Swift's.
pub(crate) fn adapt(generated: &str) -> String {
    let mut adapted = Vec::new();
    let mut record = String::new();
    let mut lines = generated.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("public protocol ") {
            // Its documentation says what the class's says.
            drop_documentation(&mut adapted);
            lines.by_ref().take_while(|line| *line != "}").for_each(drop);
            continue;
        }
        if PLAIN.iter().any(|(name, _)| line.starts_with(&format!("public typealias {name} "))) {
            drop_documentation(&mut adapted);
            continue;
        }
        if let Some(rest) = line.strip_prefix("public struct ") {
            record = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        }
        if line == "// The local Rust `Debug` implementation." {
            adapted.push("/// Nothing: `dump` shows the text alone.".to_owned());
            adapted.push("public var customMirror: Mirror { Mirror(self, children: [Mirror.Child]()) }".to_owned());
        }
        if is_text(line) {
            adapted.push(line.to_owned());
            adapted.extend(text(&mut lines));
            continue;
        }
        adapted.push(adapt_line(line, &record));
    }
    swift_docs::adapt(&adapted)
}

fn is_text(line: &str) -> bool {
    line.starts_with("public var ") && line.ends_with("escription: String {")
}

/// The body of a text, which cannot throw: what cannot be told is told to be so. The call is closed by the first brace.
fn text<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut body = Vec::new();
    let mut is_called = false;
    for line in lines.by_ref() {
        match line {
            "    return try!  FfiConverterString.lift(" => {
                body.push("    return text(of: Self.self) { try FfiConverterString.lift(".to_owned());
            }
            "    )" if is_called => body.push("    ) }".to_owned()),
            "}" if is_called => {
                body.push(line.to_owned());
                break;
            }
            _ => body.push(line.replace("try!", "try")),
        }
        is_called |= line == "}";
    }
    body
}

fn adapt_line(line: &str, record: &str) -> String {
    let is_comment = line.trim_start().starts_with('*') && !line.contains("*/");
    if is_comment {
        return line.to_owned();
    }
    let mut line = line.to_owned();
    for (name, own) in PLAIN.into_iter().chain(RENAMED) {
        line = replace_word(&line, name, own);
    }
    line = line.replace("FfiConverterTypeConsentError__as_error_lift)", "ConsentError.lift)");
    line = line.replace("throw UniffiInternalError.rustPanic(", "throw InternalError(detail: ");
    if line.contains("CoreError") || line.contains("TypeConsentError") {
        line = line.replace("open class ", "final class ");
        line = line.strip_prefix("public ").unwrap_or(&line).to_owned();
    }
    line = line.replace("open class ", "public final class ").replace("open func ", "public func ");
    line = without_protocol(&line);
    if line.contains("CustomDebugStringConvertible") && line.ends_with('{') {
        line = line.replace("CustomDebugStringConvertible", "CustomDebugStringConvertible, CustomReflectable");
    }
    with_default(&throwing(&line), record)
}

/// `class A: AProtocol, @unchecked Sendable` without the protocol.
fn without_protocol(line: &str) -> String {
    let Some((before, after)) = line.split_once("Protocol, ") else { return line.to_owned() };
    match before.rsplit_once(": ") {
        Some((class, _)) if class.contains("class ") => format!("{class}: {after}"),
        _ => line.to_owned(),
    }
}

/// Functions throw. What is cloned and freed cannot fail.
fn throwing(line: &str) -> String {
    let of_uniffi = line.contains("FfiConverter") && line.contains("func ") || line.contains("uniffi");
    let begins = ["func ", "public func ", "public static func ", "public convenience init("];
    let begins = begins.iter().any(|begin| line.starts_with(begin));
    if begins && !of_uniffi && !line.contains("throws") {
        return match line.rsplit_once(" -> ") {
            Some((signature, result)) => format!("{signature} throws -> {result}"),
            None => line.replace(") {", ") throws {"),
        };
    }
    if ["_clone_", "_free_", "_rustbuffer_"].iter().any(|call| line.contains(call)) {
        return line.to_owned();
    }
    line.replace("try!", "try")
}

/// `*/name: Type, ` of an initializer.
fn with_default(line: &str, record: &str) -> String {
    let Some((before, parameter)) = line.split_once("*/") else { return line.to_owned() };
    let Some((name, rest)) = parameter.split_once(": ") else { return line.to_owned() };
    let end = [", ", ") {"].into_iter().find(|end| rest.ends_with(end));
    let Some((end, kind)) = end.and_then(|end| Some((end, rest.strip_suffix(end)?))) else { return line.to_owned() };
    let known = DEFAULTS.iter().find(|(owner, field, _)| *owner == record && *field == name);
    match known.map(|(_, _, value)| *value).or(kind.ends_with('?').then_some("nil")) {
        Some(value) => format!("{before}*/{name}: {kind} = {value}{end}"),
        None => line.to_owned(),
    }
}

fn drop_documentation(lines: &mut Vec<String>) {
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    if lines.last().is_some_and(|line| line.trim() == "*/") {
        while lines.pop().is_some_and(|line| line.trim() != "/**") {}
    }
}

fn replace_word(text: &str, word: &str, with: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(word) {
        let (before, after) = (&rest[..start], &rest[start + word.len()..]);
        let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
        let whole = !before.ends_with(part_of_name) && !after.starts_with(part_of_name);
        replaced.push_str(before);
        replaced.push_str(if whole { with } else { word });
        rest = after;
    }
    replaced + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_throws_and_texts_do_not() {
        let generated = "
open func step(now: Timestamp) -> Step  {
    return try!  FfiConverterTypeStep_lift(try! rustCall() {
public var debugDescription: String {
    return try!  FfiConverterString.lift(
        try! rustCall() {
    )
}
    )
}
        try! rustCall { uniffi_samtykke_fn_free_step(handle, $0) }
";
        let adapted = "
public func step(now: Date) throws -> Step  {
    return try  FfiConverterTypeStep_lift(try rustCall() {
public var debugDescription: String {
    return text(of: Self.self) { try FfiConverterString.lift(
        try rustCall() {
    )
}
    ) }
}
        try! rustCall { uniffi_samtykke_fn_free_step(handle, $0) }
";
        assert_eq!(adapt(generated), adapted);
    }

    #[test]
    fn values_may_be_left_out_where_the_core_has_a_default() {
        let generated = "public struct ConsentRight: Equatable {
         */resource: String, 
         */metadata: Metadata, 
         */text: LanguageText?) {
";
        let adapted = "public struct ConsentRight: Equatable {
         */resource: String, 
         */metadata: [String: String] = [:], 
         */text: LanguageText? = nil) {
";
        assert_eq!(adapt(generated), adapted);
    }

    #[test]
    fn protocols_beside_classes_are_gone() {
        let generated = "/**
 * A flow.
 */
public protocol FlowProtocol: AnyObject {
    func id() -> ConsentId
}
open class Flow: FlowProtocol, @unchecked Sendable {
";
        assert_eq!(adapt(generated), "public final class Flow: @unchecked Sendable {\n");
    }
}
