package no.samtykke

import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import java.io.File
import java.time.Duration
import java.time.Instant
import java.util.UUID
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds

/** The story of a consent. */
class StoryTest {
    private val sandbox = Sandbox.shared
    private val bank = Bank()
    private val client = ConsentClient(bank.key)

    @AfterEach
    fun mend() {
        client.close()
        sandbox.mend()
    }

    @Test
    fun `an approved consent gives a token that opens the data`() =
        runBlocking {
            val visit = asked()
            val stored = visit.flow.toJson()
            assertFalse("eyJ" in stored)
            val returnUrl = sandbox.decide(visit.url, "approve")
            val pause = client.userReturned(ConsentFlow.fromJson(stored), returnUrl)
            val data = sandbox.income(granted(pause))
            assertEquals(200, data.statusCode())
            assertContains(data.body(), "2025")
        }

    @Test
    fun `a refused consent ends as rejected`() =
        runBlocking {
            val visit = asked()
            val outcome = finished(client.userReturned(visit.flow, sandbox.decide(visit.url, "reject")))
            assertEquals(ConsentStatus.Rejected, assertIs<Outcome.Rejected>(outcome).consent.status)
        }

    @Test
    fun `an unanswered consent ends as expired`() =
        runBlocking {
            val visit = visited(client.requestConsent(bank.config(), bank.request(Duration.ofSeconds(1))))
            delay(1100)
            assertIs<Outcome.Expired>(finished(client.checkStatus(visit.flow)))
            Unit
        }

    @Test
    fun `a consent that is revoked before its token is an outcome`() =
        runBlocking {
            val config = bank.config(checkStatus = false)
            val visit = visited(client.requestConsent(config, bank.request()))
            val returnUrl = sandbox.decide(visit.url, "approve")
            sandbox.decideWithoutPage(visit.flow.id(), "revoke")
            assertIs<Outcome.Revoked>(finished(client.userReturned(visit.flow, returnUrl)))
            assertIs<Outcome.Revoked>(client.consentToken(bank.config(), visit.flow.id(), parseParty(PERSON)))
            Unit
        }

    @Test
    fun `a forged return leads back to the page`() =
        runBlocking {
            val visit = asked()
            val forged = "https://bank.example/return?consentId=${visit.flow.id()}&Status=OK"
            assertEquals(visit.url, visited(client.userReturned(visit.flow, forged)).url)
            val refused =
                assertFailsWith<ConsentException> {
                    client.userReturned(visit.flow, "https://bank.example/return?Status=OK")
                }
            assertEquals("RETURN_MISMATCH", refused.code)
        }

    @Test
    fun `a decision is waited for and read`() =
        runBlocking {
            val visit = asked()
            val interval = 30.milliseconds
            visited(client.waitForDecision(visit.flow, interval, Instant.now().plusMillis(100)))
            launch {
                delay(100)
                sandbox.decideWithoutPage(visit.flow.id(), "approve")
            }
            granted(client.waitForDecision(visit.flow, interval))
            val consent = client.consent(bank.config(), visit.flow.id())
            assertTrue(consent.isUsable(Instant.now()))
            assertIs<Outcome.Granted>(client.consentToken(bank.config(), consent.id, parseParty(PERSON)))
            Unit
        }

    @Test
    fun `a supplier asks on behalf of its customer`() =
        runBlocking {
            val customer = "313876144"
            val supplier = Bank(organization = "310149942")
            ConsentClient(supplier.key).use { client ->
                val config = supplier.config(customer)
                val request = supplier.request(toParty = customer)
                val refused = assertFailsWith<ConsentException> { client.requestConsent(config, request) }
                assertEquals("MP-251" to ErrorClass.PERMISSION, refused.serverCode to refused.kind)
                sandbox.post(
                    "delegations",
                    mapOf("consumer" to customer, "supplier" to supplier.organization, "scopes" to listOf(SCOPE)),
                )
                val visit = visited(client.requestConsent(config, request))
                granted(client.userReturned(visit.flow, sandbox.decide(visit.url, "approve")))
                val consent = client.consent(config, visit.flow.id())
                assertTrue(consent.handledBy!!.endsWith(supplier.organization))
            }
        }

    @Test
    fun `an organization consents`() =
        runBlocking {
            val visit = visited(client.requestConsent(bank.config(), bank.request(fromParty = "810419512")))
            val pause = client.userReturned(visit.flow, sandbox.decide(visit.url, "approve"))
            assertEquals(200, sandbox.income(granted(pause)).statusCode())
        }

    @Test
    fun `a flow that Rust began goes on here`() =
        runBlocking {
            val id = UUID.fromString("0198c000-0000-7000-8000-000000000001")
            val visit = visited(client.requestConsent(bank.config(), bank.request().copy(id = id)))
            val returnUrl = sandbox.decide(visit.url, "approve")
            val pause = client.userReturned(ConsentFlow.fromJson(storedByRust(visit.url)), returnUrl)
            assertEquals(200, sandbox.income(granted(pause)).statusCode())
        }

    @Test
    fun `a flow that Node began goes on here from its first call`() =
        runBlocking {
            val visit = visited(client.drive(ConsentFlow.fromJson(storedByNode())))
            val pause = client.userReturned(visit.flow, sandbox.decide(visit.url, "approve"))
            assertEquals(200, sandbox.income(granted(pause)).statusCode())
        }

    @Test
    fun `faults that pass are met with patience`() =
        runBlocking {
            sandbox.fault("/token", mapOf("kind" to "status", "status" to 503))
            sandbox.fault("/accessmanagement/*", mapOf("kind" to "dropConnection"))
            sandbox.fault("/accessmanagement/*", mapOf("kind" to "halfBody"))
            val visit = asked()
            sandbox.fault("/accessmanagement/*", mapOf("kind" to "gatewayHtml"), times = 2)
            granted(client.userReturned(visit.flow, sandbox.decideWithoutPage(visit.flow.id(), "approve")))
            Unit
        }

    @Test
    fun `a fault that stays is an error and the flow goes on later`() =
        runBlocking {
            val visit = asked()
            sandbox.fault("/accessmanagement/*", mapOf("kind" to "gatewayHtml"), times = null)
            val failed = assertFailsWith<ConsentException> { client.checkStatus(visit.flow) }
            assertEquals(Triple("UNEXPECTED_ANSWER", true, 502), Triple(failed.code, failed.retryable, failed.status))
            assertEquals("GET consentrequests/{id}", failed.call)
            val read = assertFailsWith<ConsentException> { client.consent(bank.config(), visit.flow.id()) }
            assertContains(read.message!!, "502")
            sandbox.mend()
            visited(client.checkStatus(visit.flow))
            Unit
        }

    @Test
    fun `another key is Maskinporten's error`() =
        runBlocking {
            val error =
                ConsentClient(KeySigner.generate()).use { stranger ->
                    assertFailsWith<ConsentException> { stranger.requestConsent(bank.config(), bank.request()) }
                }
            assertTrue(error.message!!.startsWith("Maskinporten gave no token: "), error.message)
            assertEquals(Triple("MASKINPORTEN", "MP-124", 400), Triple(error.code, error.serverCode, error.status))
            assertEquals("invalid_grant", error.maskinporten?.error)
            assertContains(error.advice!!, "private key")
        }

    @Test
    fun `the registry says what a request lacks`() =
        runBlocking {
            val resource = assertNotNull(client.resource(bank.environment, RESOURCE))
            assertTrue(resource.isConsent())
            assertNull(client.resource(bank.environment, "no-such-resource"))
            assertContains(client.consentResources(bank.environment).map { it.identifier }, RESOURCE)
            assertEquals(listOf(), client.checkRequest(bank.environment, bank.request()))
            val wrong = bank.request(year = "Inntektsar" to "2025")
            val problems = client.checkRequest(bank.environment, wrong)
            assertEquals(listOf("AM-00006", "AM-00008"), problems.map { it.code })
        }

    @Test
    fun `Altinn's own token is fetched once`() =
        runBlocking {
            val wanted = TokenRequest(listOf(SCOPE))
            val token = client.altinnToken(bank.config(), wanted)
            assertEquals(token, client.altinnToken(bank.config(), wanted))
            assertNotEquals(token, client.token(bank.config(), wanted))
            assertContains(token.unverifiedClaims()!!, ORGANIZATION)
        }

    private suspend fun asked() = visited(client.requestConsent(bank.config(), bank.request()))

    /** What Node stores, for this sandbox. */
    private fun storedByNode() =
        File("../../bindings-wasm/tests/stored-flow.json")
            .readText()
            .replace("http://127.0.0.1:1\"", "${sandbox.platform}\"")
            .replace("http://127.0.0.1:2/", sandbox.issuer)
            .replace("client-of-node", bank.client.clientId)
            .replace("node-key", KEY_ID)
            .replace("01a21529-aaef-73ef-935e-1b0aa3374d5d", UUID.randomUUID().toString())

    /** What Rust stores, with the addresses of this sandbox. */
    private fun storedByRust(viewUri: String): String {
        val snapshot = File("../../core/tests/snapshots/stored_flow__awaiting_user.snap").readText()
        return snapshot
            .substringAfter("---\n")
            .substringAfter("---\n")
            .replace(
                Regex(""""environment": \{[^}]*}"""),
                """"environment":{"type":"custom","platform":"${sandbox.platform}","issuer":"${sandbox.issuer}"}""",
            ).replace("client-1", bank.client.clientId)
            .replace("key-1", KEY_ID)
            .replace("[person]", PERSON)
            .replace("skatteetaten:inntekt", SCOPE)
            .replace(Regex("https://am.ui[^\"]*"), viewUri)
    }
}
