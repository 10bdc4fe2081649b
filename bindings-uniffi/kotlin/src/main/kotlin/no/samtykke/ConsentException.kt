package no.samtykke

/**
 * Why something could not be done. The [message] is one sentence.
 *
 * The user's "no", an expiry and a revocation are no errors but outcomes. It never holds a token, a key or a person
 * number, so it may be logged.
 */
class ConsentException internal constructor(
    report: ErrorReport,
    @Transient internal val aboutAConsent: MaskinportenProblem?,
    cause: Throwable? = null,
) : RuntimeException(report.detail, cause) {
    /** A stable word for programs to compare, such as `INVALID_INPUT`. */
    val code: String = report.code

    /** What kind of action the error calls for. */
    val kind: ErrorClass = report.kind

    /** Whether the same call may succeed later without any change. */
    @get:JvmName("isRetryable")
    val retryable: Boolean = report.retryable

    /** What the developer should do, for errors whose cause is documented. */
    val advice: String? = report.advice

    /** The server's own code, such as `AM-00016` or `MP-124`. */
    val serverCode: String? = report.serverCode

    /** The value that is wrong, for example `validTo`. */
    val field: String? = report.field

    /** The check that a consent token did not pass, such as `exp`. */
    val check: String? = report.check

    /** What is wrong, as the end of a sentence, or what the network or the signer said. */
    val reason: String? = report.reason

    /** The call, for example `POST consentrequests`. */
    val call: String? = report.call

    /** How many attempts were made. */
    val attempts: Long? = report.attempts

    /** The HTTP status. */
    val status: Int? = report.status

    /** The beginning of the body, person numbers and tokens removed. */
    val excerpt: String? = report.excerpt

    /** Everything that Altinn said: validation errors with paths, nested problems, extensions, trace id. */
    @Transient
    val altinn: AltinnProblem? = report.altinn

    /** Everything that Maskinporten said. */
    @Transient
    val maskinporten: MaskinportenProblem? = report.maskinporten

    /** What to quote to Altinn's support. */
    val traceId: String? = report.altinn?.traceId

    /** The class, the code and the sentence. */
    override fun toString(): String = "${javaClass.name}: $code: $message"

    companion object {
        private const val serialVersionUID = 1L

        /** The error of a key that could not sign. [reason] must hold no secrets. */
        @JvmStatic
        @JvmOverloads
        fun signing(
            reason: String,
            cause: Throwable? = null,
        ): ConsentException = signingError(reason).use { of(it, cause) }

        internal fun of(
            error: CoreException,
            cause: Throwable? = null,
        ) = ConsentException(error.report(), error.aboutAConsent(), cause)
    }
}
