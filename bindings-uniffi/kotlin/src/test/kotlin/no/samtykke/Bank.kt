package no.samtykke

import com.nimbusds.jose.jwk.RSAKey
import java.time.Duration
import java.time.Instant
import java.util.Base64
import kotlin.test.assertIs

const val SCOPE = "altinn:consentrequests.write"
const val PERSON = "21818297804"
const val ORGANIZATION = "991825827"
const val RESOURCE = "standard-samtykke-for-dele-data"
const val KEY_ID = "kotlin-key"

/** A data consumer with a client that is registered at the sandbox. */
class Bank
    @JvmOverloads
    constructor(
        val sandbox: Sandbox = Sandbox.shared,
        val organization: String = ORGANIZATION,
        val key: KeySigner = KeySigner.generate(),
        publicJwk: String = key.publicJwk(KEY_ID),
        clientId: String? = null,
    ) {
        val environment = Environment.Custom(sandbox.platform, sandbox.issuer)
        val client =
            MaskinportenClient(
                sandbox.registerClient(publicJwk, listOf(SCOPE), organization, clientId),
                KeyReference.Kid(KEY_ID),
            )

        /** The configuration of its flows. */
        @JvmOverloads
        fun config(
            consumerOrg: String? = null,
            checkStatus: Boolean = true,
        ) = FlowConfig(environment, client, consumerOrg = consumerOrg, checkStatus = checkStatus, retry = QUICK)

        /** The configuration of its feed. */
        fun feed(filter: EventFilter = EventFilter()) =
            EventFeedConfig(environment, client, listOf(SCOPE), filter = filter, pollIntervalSeconds = 1, retry = QUICK)

        /** Asks for one year's income. */
        @JvmOverloads
        fun request(
            validFor: Duration = Duration.ofDays(1),
            fromParty: String = PERSON,
            toParty: String = organization,
            year: Pair<String, String> = "inntektsaar" to "2025",
        ) = ConsentRequest(
            fromParty = parseParty(fromParty),
            toParty = toParty,
            validTo = Instant.now() + validFor,
            rights = listOf(ConsentRight(RESOURCE, metadata = mapOf(year))),
            redirectUrl = "https://bank.example/return",
        )

        private companion object {
            val QUICK = RetryPolicy(baseDelayMillis = 1, maxDelayMillis = 2)
        }
    }

/** Makes sure that the user must decide. */
fun visited(pause: Pause): Pause.Visit = assertIs<Pause.Visit>(pause)

/** Makes sure that the flow is at its end. */
fun finished(pause: Pause): Outcome = assertIs<Pause.Finish>(pause).outcome

/** The consent token. */
fun granted(pause: Pause): String = assertIs<Outcome.Granted>(finished(pause)).token.value

/** A key of nimbus as a file has it. */
fun pem(key: RSAKey): String {
    val encoded = Base64.getMimeEncoder(64, "\n".toByteArray()).encodeToString(key.toPrivateKey().encoded)
    return "-----BEGIN PRIVATE KEY-----\n$encoded\n-----END PRIVATE KEY-----\n"
}
