//! What the generated Kotlin needs to feel like Kotlin: one exception, defaults, numbers that Java has, texts that never
//! fail, and documentation without Rust.

type Adapted = Result<String, String>;

/// A record whose constructor takes the core's own defaults: where `Defaults.kt` keeps them, the members that must be
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
        source: "Defaults.consentRequest",
        required: &["fromParty", "toParty", "validTo", "rights", "redirectUrl"],
        literal: &[("id", "null"), ("requiredDelegator", "null")],
    },
    Defaults { record: "ConsentRight", source: "Defaults.consentRight", required: &["resource"], literal: &[] },
    Defaults {
        record: "ConsentTokenOptions",
        source: "Defaults.consentTokenOptions",
        required: &["environment", "scopes"],
        literal: &[],
    },
    Defaults {
        record: "EventFeedConfig",
        source: "Defaults.eventFeedConfig",
        required: &["environment", "client"],
        literal: &[],
    },
    Defaults { record: "EventFilter", source: "Defaults.eventFilter", required: &[], literal: &[] },
    Defaults {
        record: "FlowConfig",
        source: "Defaults.flowConfig",
        required: &["environment", "client"],
        literal: &[],
    },
    Defaults {
        record: "HttpResponse",
        source: "",
        required: &["status"],
        literal: &[("headers", "listOf()"), ("body", "\"\"")],
    },
    Defaults { record: "LanguageText", source: "Defaults.languageText", required: &[], literal: &[] },
    Defaults {
        record: "MaskinportenClient",
        source: "Defaults.maskinportenClient",
        required: &["clientId", "key"],
        literal: &[],
    },
    Defaults { record: "RetryPolicy", source: "Defaults.retryPolicy", required: &[], literal: &[] },
    Defaults { record: "TokenRequest", source: "Defaults.tokenRequest", required: &["scopes"], literal: &[] },
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
        "class InternalException(message: String) : kotlin.Exception(message)",
        "/** A defect of the core: what a panic in Rust becomes. */\n\
         class InternalException(message: String) : kotlin.RuntimeException(message)",
    ),
    (
        "override fun toString(): String {\n        return FfiConverterString.lift(",
        "override fun toString(): String = textOf(this) { uniffiText() }\n\n    \
         private fun uniffiText(): String {\n        return FfiConverterString.lift(",
    ),
    // What `RustBuffer.kt` does in less time.
    ("private inline fun <U, E: kotlin.Exception> uniffi", "internal inline fun <U, E: kotlin.Exception> uniffi"),
    ("private inline fun <U> uniffi", "internal inline fun <U> uniffi"),
    ("private fun<E: kotlin.Exception> uniffi", "internal fun<E: kotlin.Exception> uniffi"),
    ("callback: (UniffiRustCallStatus) -> U", "callback: (Pointer) -> U"),
    ("uniffi_out_err: UniffiRustCallStatus", "uniffi_out_err: Pointer"),
    (
        "    var status = UniffiRustCallStatus()
    val return_value = callback(status)
    uniffiCheckCallStatus(errorHandler, status)
",
        "    val status = callStatus()
    val return_value = callback(status.pointer)
    if (status.isFailure()) uniffiCheckCallStatus(errorHandler, status)
",
    ),
    (
        "override fun lift(value: RustBuffer.ByValue) = liftFromRustBuffer(value)
    override fun lower(value: KotlinType) = lowerIntoRustBuffer(value)
",
        "override fun lift(value: RustBuffer.ByValue) = lifted(value)
    override fun lower(value: KotlinType) = lowered(value)
",
    ),
    ("        return List<", "        return unmodifiable<"),
    ("kotlin.UShort", "kotlin.Int"),
    ("kotlin.UInt", "kotlin.Long"),
];

/// From the one to the other, both included: what takes their place.
const CUT: &[(&str, &str, &str)] = &[
    ("// This is a helper for safely working with byte buffers", "\n}\n", ""),
    ("    // Lower a value into a `RustBuffer`\n", "\n}\n", "}\n"),
    (
        "            // Due to some mismatches in the ffi converter mechanisms",
        "return FfiConverterTypeConsentError.read(bb)\n",
        "            return FfiConverterTypeConsentError.lifted(error_buf).use { ConsentException.of(it) }\n",
    ),
    (
        "        try {\n            val byteArr = ByteArray(value.len.toInt())\n",
        "\n        }\n",
        "        return taken(value).toString(Charsets.UTF_8)\n",
    ),
    (
        "        val byteBuf = toUtf8(value)\n        // Ideally",
        "return rbuf\n",
        "        val bytes = toUtf8(value)\n        return RustBuffer.of(bytes.array(), bytes.limit())\n",
    ),
];

/// The module as the package has it.
pub(crate) fn adapted(module: &str) -> Adapted {
    let mut text = without_futures(&documented(module));
    for (from, to) in REPLACED {
        if !text.contains(from) {
            return Err(format!("the generated Kotlin has no `{from}`"));
        }
        text = text.replace(from, to);
    }
    for (start, end, replacement) in CUT {
        text = with_other(&text, start, end, replacement)?;
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

/// Without the functions for async Rust, which a published library does not have: JNA looks for all that are declared.
fn without_futures(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_future = false;
    for line in text.lines() {
        is_future |= line.starts_with("    external fun ffi_samtykke_rust_future_");
        if !is_future {
            kept.push_str(line);
            kept.push('\n');
        }
        is_future &= !line.starts_with("    ):");
    }
    kept
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
    with_other(text, &format!("public object FfiConverter{name}: "), "\n}\n", converter)
}

fn with_other(text: &str, start: &str, end: &str, replacement: &str) -> Adapted {
    let missing = || format!("the generated Kotlin has no `{start}`");
    let (before, rest) = text.split_once(start).ok_or_else(missing)?;
    let (_, after) = rest.split_once(end).ok_or_else(missing)?;
    Ok(format!("{before}{replacement}{after}"))
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
