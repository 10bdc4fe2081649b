package no.samtykke

import kotlinx.coroutines.runBlocking
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.lang.reflect.InvocationTargetException
import java.time.Instant
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue

/** Errors as exceptions, and what nothing prints. */
class ErrorsTest {
    @Test
    fun `everything that Altinn said is told`() {
        val error = assertFailsWith<ConsentException> { parseConsent(HttpResponse(400, body = PROBLEM)) }
        assertEquals(listOf("ALTINN", "STD-00000"), listOf(error.code, error.serverCode))
        assertEquals(ErrorClass.FIX to 400, error.kind to error.status)
        assertEquals("00-1-01", error.traceId)
        val altinn = error.altinn!!
        assertEquals(listOf("AM.VLD-00027"), altinn.validationErrors.map { it.code })
        assertEquals(listOf("/RedirectUrl"), altinn.validationErrors[0].paths)
        assertEquals(listOf<String?>("AM-00004"), altinn.problems.map { it.code })
        assertEquals(mapOf("extra" to """{"a":1}"""), altinn.extensions)
        assertTrue(error.excerpt!!.startsWith("""{"type""""))
        assertEquals("Check the person number: the register does not know it.", error.advice)
        assertTrue(error.message!!.startsWith("Altinn refused GET consentrequests/{id}: STD-00000 One or more"))
        assertEquals("no.samtykke.ConsentException: ALTINN: ${error.message}", error.toString())
    }

    @Test
    fun `what Maskinporten said is told, also when it is no JSON`() {
        val body = """{"error": "invalid_scope", "error_description": "Not allowed (MP-200)"}"""
        val refused = assertFailsWith<ConsentException> { parseToken(HttpResponse(400, body = body), Instant.now()) }
        assertEquals("Not allowed (MP-200)", refused.maskinporten?.description)
        val gateway =
            assertFailsWith<ConsentException> { parseToken(HttpResponse(502, body = "<html>"), Instant.now()) }
        assertTrue(gateway.message!!.startsWith("unexpected answer 502 to POST token"))
        assertEquals(true to "<html>", gateway.retryable to gateway.excerpt)
    }

    @Test
    fun `an error is serialized as a job's error is`() {
        val refused = assertFailsWith<ConsentException> { ConsentFlow.fromJson("{}") }
        val bytes = ByteArrayOutputStream().also { ObjectOutputStream(it).writeObject(refused) }.toByteArray()
        val twin = ObjectInputStream(ByteArrayInputStream(bytes)).readObject() as ConsentException
        assertEquals("UNREADABLE_FLOW" to refused.message, twin.code to twin.message)
    }

    @Test
    fun `a panic in Rust is an exception`() {
        val text = Party.Person::class.java.getDeclaredMethod("uniffiText").apply { isAccessible = true }
        val failed = assertFailsWith<InvocationTargetException> { text.invoke(Party.Person("12345")) }
        val panic = assertIs<InternalException>(failed.cause)
        assertFalse("12345" in panic.toString())
    }

    @Test
    fun `no text holds a secret`() =
        runBlocking {
            val bank = Bank()
            val request = bank.request()
            ConsentClient(bank.key).use { client ->
                val visit = visited(client.requestConsent(bank.config(), request))
                val pause = client.userReturned(visit.flow, bank.sandbox.decide(visit.url, "approve"))
                val outcome = assertIs<Outcome.Granted>(finished(pause))
                val token = outcome.token
                val sign =
                    assertIs<Step.Sign>(ConsentFlow.start(bank.config(), request, Instant.now()).step(Instant.now()))
                val response =
                    HttpResponse(200, listOf(HttpHeader("Set-Cookie", token.value)), "$PERSON ${token.value}")
                val verifier = ConsentTokenVerifier(ConsentTokenOptions(bank.environment, listOf(SCOPE)))
                val shown =
                    listOf(
                        visit,
                        pause,
                        outcome,
                        outcome.consent,
                        token,
                        request,
                        request.rights,
                        request.fromParty,
                        sign,
                        sign.grant,
                        response,
                        Answer.Signed(sign.grant, token.value),
                        Answer.Responded(response),
                        TokenRequest(listOf("a"), pid = PERSON),
                        partyNumberInput(PERSON),
                        bank.key,
                        client,
                        visit.flow,
                        parseConsentReturn("/?Status=Failed&ErrorMessage=$PERSON"),
                        readConsentRequest(bank.environment, visit.flow.id(), token),
                        ConsentReturn(ReturnVerdict.ACCEPTED, PERSON),
                        client.verifyConsentToken(verifier, token.value),
                        client.consent(bank.config(), visit.flow.id()),
                        FutureConsentClient(bank.key),
                        visit.flow.differences(),
                        consentTokenRequest(bank.config(), visit.flow.id(), request.fromParty),
                    )
                for (text in shown.map { it.toString() }) {
                    for (secret in listOf(
                        PERSON,
                        token.value,
                        sign.grant.signingInput,
                    )) {
                        assertFalse(secret in text, text)
                    }
                    assertFalse("inntektsaar=2025" in text, text)
                }
            }
        }

    @Test
    fun `texts tell what may be told`() {
        val token = AccessToken("eyJ", "a", Instant.now())
        assertContains(token.toString(), "[redacted]")
        assertContains(token.toString(), """scope: Some("a")""")
        assertEquals("Person([not valid])", Party.Person("12345").toString())
        assertEquals("Created", ConsentStatus.Created.toString())
        assertEquals("Unknown(text=new)", ConsentStatus.Unknown("new").toString())
    }

    private companion object {
        const val PROBLEM = """{"type": "x", "title": "Bad Request", "status": 400, "code": "STD-00000", "traceId": "00-1-01",
"detail": "One or more validation errors occurred.", "extra": {"a": 1},
"validationErrors": [{"code": "AM.VLD-00027", "detail": "Redirecturl is not valid", "paths": ["/RedirectUrl"]}],
"problems": [{"code": "AM-00004", "status": 400, "detail": "Unknown person"}]}"""
    }
}
