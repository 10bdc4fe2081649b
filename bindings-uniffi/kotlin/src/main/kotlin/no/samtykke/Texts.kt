package no.samtykke

/** The core's text of a value, which shows no secret; a value that the core cannot read has none. */
internal fun textOf(
    value: Any,
    text: () -> String,
): String =
    try {
        text()
    } catch (_: RuntimeException) {
        "${value.javaClass.simpleName}([not valid])"
    }

/** What went wrong with a transport or a signer, for the error. */
internal fun reasonOf(error: Throwable): String =
    listOfNotNull(error.javaClass.simpleName, error.message).joinToString(": ")
