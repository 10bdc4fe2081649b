//! What makes the generated Python quick to import: nothing is done for what a program may never use.

type Adapted = Result<String, String>;

/// What is imported for decorators and for checks that are gone.
const IMPORTS: &[&str] =
    &["from dataclasses import dataclass", "import traceback", "import platform", "import itertools"];

const LOADED: &str = "_UniffiLib = _uniffi_load_indirect()\n";

/// A library that knows how its functions are called, and tells ctypes of one when it is first used.
const LIBRARY: &str = "class _UniffiLibrary:
    def __init__(self, library):
        self._library = library

    def __getattr__(self, name):
        function = getattr(self._library, name)
        function.argtypes, function.restype = _UNIFFI_SIGNATURES[name]
        setattr(self, name, function)
        return function


_UniffiLib = _UniffiLibrary(_uniffi_load_indirect())
_UNIFFI_SIGNATURES = {
";

/// What every time that crosses would make anew.
const CONSTANTS: &[(&str, &str)] = &[
    ("_UNIFFI_EPOCH", "datetime.datetime.fromtimestamp(0, datetime.timezone.utc)"),
    ("_UNIFFI_MICROSECOND", "datetime.timedelta(microseconds=1)"),
];

/// The module as the package has it.
pub(crate) fn adapted(module: &str) -> Adapted {
    let (before, after) = module.split_once(LOADED).ok_or("the generated Python does not load the library")?;
    let mut text = light(before) + &with_signatures(after)?;
    for (name, value) in CONSTANTS {
        if !text.contains(value) {
            return Err(format!("the generated Python has no `{value}`"));
        }
        text = text.replace(value, name).replacen("\nclass ", &format!("\n{name} = {value}\nclass "), 1);
    }
    Ok(text)
}

/// Without decorators of classes that declare no fields, and without protocols that only one class has.
fn light(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_protocol = false;
    for line in text.lines() {
        if !line.is_empty() && !line.starts_with([' ', '"', ')']) {
            is_protocol = line.ends_with("Protocol(typing.Protocol):");
        }
        if is_protocol || line.trim() == "@dataclass" || line.ends_with("Protocol\",") || IMPORTS.contains(&line) {
            continue;
        }
        kept.push_str(&without_protocol(line));
        kept.push('\n');
    }
    kept
}

fn without_protocol(line: &str) -> String {
    let Some((name, bases)) = line.strip_prefix("class ").and_then(|rest| rest.split_once('(')) else {
        return line.to_owned();
    };
    match bases.strip_prefix(name).and_then(|rest| rest.strip_prefix("Protocol")) {
        Some("):") => format!("class {name}:"),
        Some(others) => format!("class {name}({}", others.trim_start_matches(", ")),
        None => line.to_owned(),
    }
}

/// `_UniffiLib.name.argtypes = (…)` and `_UniffiLib.name.restype = …` as entries of one dictionary.
fn with_signatures(text: &str) -> Adapted {
    let mut table = LIBRARY.to_owned();
    let mut rest = text;
    while let Some((name, after)) = rest.strip_prefix("_UniffiLib.").and_then(|rest| rest.split_once(".argtypes = (")) {
        let unknown = || format!("the generated Python declares `{name}` otherwise");
        let (arguments, after) = after.split_once("\n)\n").ok_or_else(unknown)?;
        let result = after.strip_prefix(&format!("_UniffiLib.{name}.restype = ")).ok_or_else(unknown)?;
        let (result, after) = result.split_once('\n').ok_or_else(unknown)?;
        table.push_str(&format!("    \"{name}\": (({arguments}\n    ), {result}),\n"));
        rest = after;
    }
    Ok(table + "}\n" + &light(rest))
}
