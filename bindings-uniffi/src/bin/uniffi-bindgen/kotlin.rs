//! What the generated Kotlin needs to feel like Kotlin: one exception, defaults, numbers that Java has, texts that never
//! fail, and documentation without Rust.

type Adapted = Result<String, String>;

/// A record whose constructor takes the core's own defaults: the expression that asks for them, the members that must be
/// given, and the defaults that cannot be asked for, since they stand before those or belong to no configuration.
struct Defaults {
    record: &'static str,
    source: &'static str,
    required: &'static [&'static str],
    literal: &'static [(&'static str, &'static str)],
}

const DEFAULTS: &[Defaults] = &[
    Defaults {
        record: "ConsentRequest",
        source: "newConsentRequest(fromParty, toParty, validTo, rights, redirectUrl)",
        required: &["fromParty", "toParty", "validTo", "rights", "redirectUrl"],
        literal: &[("id", "null"), ("requiredDelegator", "null")],
    },
    Defaults { record: "ConsentRight", source: "newConsentRight(resource)", required: &["resource"], literal: &[] },
    Defaults {
        record: "ConsentTokenOptions",
        source: "newConsentTokenOptions(environment, scopes)",
        required: &["environment", "scopes"],
        literal: &[],
    },
    Defaults {
        record: "EventFeedConfig",
        source: "newEventFeedConfig(environment, client)",
        required: &["environment", "client"],
        literal: &[],
    },
    Defaults { record: "EventFilter", source: "newEventFilter()", required: &[], literal: &[] },
    Defaults {
        record: "FlowConfig",
        source: "newFlowConfig(environment, client)",
        required: &["environment", "client"],
        literal: &[],
    },
    Defaults {
        record: "HttpResponse",
        source: "",
        required: &["status"],
        literal: &[("headers", "listOf()"), ("body", "\"\"")],
    },
    Defaults { record: "LanguageText", source: "newLanguageText()", required: &[], literal: &[] },
    Defaults {
        record: "MaskinportenClient",
        source: "newMaskinportenClient(clientId, \"\")",
        required: &["clientId", "key"],
        literal: &[],
    },
    Defaults { record: "RetryPolicy", source: "newRetryPolicy()", required: &[], literal: &[] },
    Defaults { record: "TokenRequest", source: "newTokenRequest(scopes)", required: &["scopes"], literal: &[] },
];

/// Replacements that must all be possible: a generator that writes something else is noticed.
const REPLACED: &[(&str, &str)] = &[
    ("@file:Suppress(\"NAME_SHADOWING\")\n", "@file:JvmName(\"Samtykke\")\n@file:Suppress(\"NAME_SHADOWING\")\n"),
    ("ConsentException", "CoreException"),
    ("@Throws(CoreException::class)", "@Throws(ConsentException::class)\n    "),
    (
        "ErrorHandler : UniffiRustCallStatusErrorHandler<CoreException> {",
        "ErrorHandler : UniffiRustCallStatusErrorHandler<ConsentException> {",
    ),
    (
        "override fun lift(error_buf: RustBuffer.ByValue): CoreException {",
        "override fun lift(error_buf: RustBuffer.ByValue): ConsentException {",
    ),
    (
        "return FfiConverterTypeConsentError.read(bb)",
        "return FfiConverterTypeConsentError.read(bb).use { ConsentException.of(it) }",
    ),
    (
        "class InternalException(message: String) : kotlin.Exception(message)",
        "/** A defect of the core: what a panic in Rust becomes. */\n\
         class InternalException(message: String) : kotlin.RuntimeException(message)",
    ),
    (
        "override fun toString(): String {\n        return FfiConverterString.lift(",
        "override fun toString(): String = textOf(this) { uniffiText() }\n\n    \
         private fun uniffiText(): String {\n        return FfiConverterString.lift(",
    ),
    ("kotlin.UShort", "kotlin.Int"),
    ("kotlin.UInt", "kotlin.Long"),
];

/// The module as the package has it.
pub(crate) fn adapted(module: &str) -> Adapted {
    let mut text = documented(module);
    for (from, to) in REPLACED {
        if !text.contains(from) {
            return Err(format!("the generated Kotlin has no `{from}`"));
        }
        text = text.replace(from, to);
    }
    text = with_converter(&text, "UShort", &converter("UShort", "kotlin.Int", "Short", 2, "0xFFFF"))?;
    text = with_converter(&text, "UInt", &converter("UInt", "kotlin.Long", "Int", 4, "0xFFFF_FFFF"))?;
    for defaults in DEFAULTS {
        text = with_defaults(&text, defaults)?;
    }
    // A library without private keys has no `KeySigner`.
    Ok(text.replace("AutoCloseable, KeySignerInterface", "AutoCloseable, KeySignerInterface, Signer"))
}

/// Links as KDoc writes them, and no Rust programs.
fn documented(module: &str) -> String {
    let mut is_program = false;
    let mut text = String::with_capacity(module.len());
    for line in module.lines() {
        let is_comment = line.trim_start().starts_with('*');
        if is_comment && line.trim_start().starts_with("* ```") {
            is_program = !is_program;
            continue;
        }
        is_program &= is_comment;
        if is_program {
            continue;
        }
        if is_comment && line.contains("[`") {
            let line = line.replace("[`", "[").replace("`]", "]").replace("::", ".");
            text.push_str(&line.replace("ConsentError", "ConsentException"));
        } else if line.starts_with("    object ") {
            text.push_str(&line.replacen("object", "data object", 1));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

/// Java has no unsigned numbers, and cannot call a constructor that takes one.
fn converter(name: &str, kotlin: &str, java: &str, size: u8, most: &str) -> String {
    let lifted = kotlin.trim_start_matches("kotlin.");
    format!(
        "public object FfiConverter{name}: FfiConverter<{kotlin}, {java}> {{
    override fun lift(value: {java}): {kotlin} = value.to{name}().to{lifted}()

    override fun read(buf: ByteBuffer): {kotlin} = lift(buf.get{java}())

    override fun lower(value: {kotlin}): {java} {{
        require(value in 0..{most}) {{ \"$value is not between 0 and {most}\" }}
        return value.to{java}()
    }}

    override fun allocationSize(value: {kotlin}) = {size}UL

    override fun write(value: {kotlin}, buf: ByteBuffer) {{
        buf.put{java}(lower(value))
    }}
}}
"
    )
}

fn with_converter(text: &str, name: &str, converter: &str) -> Adapted {
    let start = format!("public object FfiConverter{name}: ");
    let missing = || format!("the generated Kotlin has no `{start}`");
    let (before, rest) = text.split_once(&start).ok_or_else(missing)?;
    let (_, after) = rest.split_once("\n}\n").ok_or_else(missing)?;
    Ok(format!("{before}{converter}{after}"))
}

fn with_defaults(text: &str, defaults: &Defaults) -> Adapted {
    let Defaults { record, source, required, literal } = defaults;
    let head = format!("data class {record} (\n");
    let missing = || format!("the generated Kotlin has no `{head}`");
    let (before, rest) = text.split_once(&head).ok_or_else(missing)?;
    let (members, after) = rest.split_once("\n){").ok_or_else(missing)?;
    let member = |line: &str| -> String {
        let name = line.trim().strip_prefix("val `").and_then(|rest| rest.split_once('`')).map(|(name, _)| name);
        let Some(name) = name.filter(|name| !required.contains(name)) else { return line.to_owned() };
        match literal.iter().find(|(named, _)| *named == name) {
            Some((_, value)) => format!("{line} = {value}"),
            None => format!("{line} = {source}.{name}"),
        }
    };
    let members: Vec<String> = members.lines().map(member).collect();
    Ok(format!("{before}data class {record} @JvmOverloads constructor(\n{}\n){{{after}", members.join("\n")))
}
