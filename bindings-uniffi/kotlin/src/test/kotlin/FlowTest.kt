import java.time.Instant
import java.time.temporal.ChronoUnit
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue
import uniffi.samtykke.Answer
import uniffi.samtykke.ConsentException
import uniffi.samtykke.ConsentFlow
import uniffi.samtykke.ConsentRequest
import uniffi.samtykke.ConsentRight
import uniffi.samtykke.Environment
import uniffi.samtykke.FlowConfig
import uniffi.samtykke.KeyReference
import uniffi.samtykke.KeySigner
import uniffi.samtykke.MaskinportenClient
import uniffi.samtykke.PortalViewMode
import uniffi.samtykke.RetryPolicy
import uniffi.samtykke.SigningAlgorithm
import uniffi.samtykke.Step
import uniffi.samtykke.parseParty

/** The binding loads, and a flow runs to its first request. */
class FlowTest {
    private val now: Instant = Instant.parse("2026-11-24T10:00:00Z")

    @Test
    fun `a flow signs its grant and comes to its first request`() {
        val flow = start()
        val sign = assertIs<Step.Sign>(flow.step(now))
        val signature = KeySigner.generate().sign(sign.grant.signingInput, sign.grant.algorithm)

        val sending = flow.advance(Answer.Signed(sign.grant, signature), now)

        val send = assertIs<Step.Send>(sending.step(now))
        assertEquals("https://test.maskinporten.no/token", send.request.url)
        assertTrue(send.request.body!!.endsWith(signature))
    }

    @Test
    fun `a stored flow goes on`() {
        val flow = start()
        assertEquals(flow.id(), ConsentFlow.fromJson(flow.toJson()).id())
    }

    @Test
    fun `wrong input is an exception with a code`() {
        val refused = assertFailsWith<ConsentException> { start(redirectUrl = "javascript:alert(1)") }
        assertEquals("INVALID_INPUT", refused.code())
        assertEquals("redirectUrl must be https, http or an app's own scheme", refused.detail())
        assertFailsWith<ConsentException> { start().advance(Answer.CheckStatus, now) }
    }

    private fun start(redirectUrl: String = "https://bank.example/return"): ConsentFlow {
        val client = MaskinportenClient("client", KeyReference.Kid("key"), SigningAlgorithm.RS256)
        val config = FlowConfig(
            environment = Environment.Tt02,
            client = client,
            requestScopes = listOf("altinn:consentrequests.write"),
            tokenScopes = listOf("altinn:consentrequests.write"),
            resource = listOf(),
            consumerOrg = null,
            idParameter = "consentId",
            stateParameter = "state",
            skipActorChoice = false,
            checkStatus = true,
            retry = RetryPolicy(4u, 1000u, 8000u, 60000u),
        )
        val request = ConsentRequest(
            id = null,
            fromParty = parseParty("21818297804"),
            toParty = "991825827",
            requiredDelegator = null,
            validTo = now.plus(1, ChronoUnit.DAYS),
            rights = listOf(ConsentRight("resource", listOf("consent"), mapOf("year" to "2025"))),
            requestMessage = null,
            redirectUrl = redirectUrl,
            portalViewMode = PortalViewMode.HIDE,
        )
        return ConsentFlow.start(config, request, now)
    }
}
