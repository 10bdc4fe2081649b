package no.samtykke

import com.nimbusds.jose.JOSEObjectType
import com.nimbusds.jose.JWSAlgorithm
import com.nimbusds.jose.JWSHeader
import com.nimbusds.jose.crypto.RSASSASigner
import com.nimbusds.jose.crypto.RSASSAVerifier
import com.nimbusds.jose.jwk.JWKSet
import com.nimbusds.jose.jwk.RSAKey
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator
import com.nimbusds.jwt.JWTClaimsSet
import com.nimbusds.jwt.SignedJWT
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import java.net.URI
import java.time.Instant
import java.util.Date
import java.util.UUID
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue

/** The service owner's side, and tokens and grants checked with nimbus-jose-jwt in both directions. */
class VerifyTest {
    private val right = ConsentRight(RESOURCE, metadata = mapOf("inntektsaar" to "2025"))

    @Test
    fun `a genuine token gives what was consented to, and its keys are fetched once`() =
        runBlocking {
            val bank = Bank()
            val own = JavaHttpTransport()
            val fetched = AtomicInteger()
            val counting =
                Transport { request ->
                    if (request.url.endsWith("/jwk")) fetched.incrementAndGet()
                    own.send(request)
                }
            val client = ConsentClient(bank.key, counting)
            val (id, token) = consented(bank, client)
            val verifier = ConsentTokenVerifier(ConsentTokenOptions(bank.environment, listOf(SCOPE)))
            val consent = (1..20).map { async { client.verifyConsentToken(verifier, token) } }.awaitAll().first()
            assertEquals(1, fetched.get())
            assertEquals(id, consent.id)
            assertEquals(ORGANIZATION, consent.consumer.organizationNumber())
            consent.check(parseParty(PERSON), right)
            assertFalse(consent.allows(parseParty("25922947409"), right))
            val refused =
                assertFailsWith<ConsentException> { consent.check(parseParty(PERSON), ConsentRight(RESOURCE)) }
            assertEquals("TOKEN_REJECTED" to "metadata", refused.code to refused.check)
            val (header, claims, signature) = token.split(".")
            val forged = "$header.$claims.${if (signature[0] == 'A') 'B' else 'A'}${signature.drop(1)}"
            val rejected = assertFailsWith<ConsentException> { client.verifyConsentToken(verifier, forged) }
            assertEquals("signature", rejected.check)
        }

    @Test
    fun `a token that nimbus signed is verified here`() {
        for (algorithm in listOf(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512)) {
            assertTrue(verify(signed(consentClaims(), ISSUER_KEY, algorithm)).allows(parseParty(PERSON), right))
        }
        val stranger = RSAKeyGenerator(2048).keyID(ISSUER_KEY.keyID).generate()
        val refused = assertFailsWith<ConsentException> { verify(signed(consentClaims(), stranger)) }
        assertEquals("signature", refused.check)
        val late =
            JWTClaimsSet
                .Builder(
                    consentClaims(),
                ).expirationTime(Date(System.currentTimeMillis() - 60_000))
                .build()
        assertEquals("exp", assertFailsWith<ConsentException> { verify(signed(late, ISSUER_KEY)) }.check)
    }

    @Test
    fun `a grant that is signed here is verified by nimbus`() {
        val bank = Bank()
        val theirs = RSAKeyGenerator(2048).generate()
        val parsed = KeySigner.parse(pem(theirs))
        val stored = KeyStoreSigner(theirs.toPrivateKey(), theirs.toRSAPublicKey())
        val signers =
            listOf<Pair<Signer, String>>(
                bank.key to bank.key.publicJwk(KEY_ID),
                parsed to parsed.publicJwk(KEY_ID),
                stored to stored.publicJwk(KEY_ID),
            )
        for ((signer, publicJwk) in signers) {
            for (algorithm in SigningAlgorithm.entries) {
                val grant = SignedJWT.parse(grant(bank, signer, algorithm))
                assertTrue(grant.verify(RSASSAVerifier(RSAKey.parse(publicJwk))))
                assertEquals(algorithm.name to KEY_ID, grant.header.algorithm.name to grant.header.keyID)
                val claims = grant.jwtClaimsSet
                assertEquals(bank.client.clientId to SCOPE, claims.issuer to claims.getStringClaim("scope"))
                assertEquals(listOf(bank.sandbox.issuer), claims.audience)
                assertTrue(claims.expirationTime.time - claims.issueTime.time <= 120_000)
            }
        }
    }

    @Test
    fun `a consent token of the sandbox is verified by nimbus`() =
        runBlocking {
            val bank = Bank()
            ConsentClient(bank.key).use { client ->
                val (id, token) = consented(bank, client)
                val jwt = SignedJWT.parse(token)
                val key = JWKSet.load(URI(bank.environment.jwksUri()).toURL()).getKeyByKeyId(jwt.header.keyID)
                assertTrue(jwt.verify(RSASSAVerifier(key.toRSAKey())))
                val details = jwt.jwtClaimsSet.getListClaim("authorization_details")
                assertEquals(id.toString(), (details[0] as Map<*, *>)["id"])
            }
        }

    private suspend fun consented(
        bank: Bank,
        client: ConsentClient,
    ): Pair<UUID, String> {
        val visit = visited(client.requestConsent(bank.config(), bank.request()))
        val pause = client.userReturned(visit.flow, bank.sandbox.decide(visit.url, "approve"))
        return visit.flow.id() to granted(pause)
    }

    /** The whole JWT of an exchange. */
    private fun grant(
        bank: Bank,
        signer: Signer,
        algorithm: SigningAlgorithm,
    ): String {
        val client = bank.client.copy(algorithm = algorithm)
        val now = Instant.now()
        val exchange = TokenExchange.start(bank.environment, client, TokenRequest(listOf(SCOPE)), RetryPolicy())
        val grant = assertIs<TokenStep.Sign>(exchange.step(now)).grant
        val signature = signer.sign(grant.signingInput, grant.algorithm)
        val step = assertIs<TokenStep.Send>(exchange.advance(Answer.Signed(grant, signature), now).step(now))
        return step.request.body!!.substringAfter("assertion=")
    }

    /** Verifies as an API does, with a loop of its own. */
    private fun verify(token: String): VerifiedConsent {
        val now = Instant.now()
        val verifier = ConsentTokenVerifier(ConsentTokenOptions(Environment.Tt02, listOf(INCOME)))
        val empty = JwksCache(Environment.Tt02)
        val fetch = assertIs<VerifyStep.FetchKeys>(verifier.step(token, empty, now))
        assertEquals("https://test.maskinporten.no/jwk", fetch.request.url)
        val keys = empty.responded(HttpResponse(200, body = JWKSet(ISSUER_KEY).toString()), now)
        val check = assertIs<VerifyStep.VerifySignature>(verifier.step(token, keys, now)).check
        assertEquals(check.isValid(), check.holds())
        return verifier.finish(check, check.holds(), now)
    }

    private companion object {
        const val INCOME = "skatteetaten:inntekt"
        val ISSUER_KEY: RSAKey = RSAKeyGenerator(2048).keyID("issuer-key").generate()

        fun signed(
            claims: JWTClaimsSet,
            key: RSAKey,
            algorithm: JWSAlgorithm = JWSAlgorithm.RS256,
        ): String {
            val header =
                JWSHeader
                    .Builder(algorithm)
                    .keyID(key.keyID)
                    .type(JOSEObjectType.JWT)
                    .build()
            return SignedJWT(header, claims).apply { sign(RSASSASigner(key)) }.serialize()
        }

        /** The claims of a token that passes every check. */
        fun consentClaims(): JWTClaimsSet {
            val consumer = mapOf("authority" to "iso6523-actorid-upis", "ID" to "0192:$ORGANIZATION")
            val right =
                mapOf(
                    "action" to listOf("consent"),
                    "resource" to listOf(mapOf("type" to "urn:altinn:resource", "value" to RESOURCE)),
                    "metadata" to mapOf("inntektsaar" to "2025"),
                )
            val detail =
                mapOf(
                    "type" to "urn:altinn:consent",
                    "id" to UUID.randomUUID().toString(),
                    "from" to "urn:altinn:person:identifier-no:$PERSON",
                    "to" to consumer,
                    "consented" to "2026-01-01T00:00:00Z",
                    "validTo" to "2099-01-01T00:00:00Z",
                    "consentRights" to listOf(right),
                )
            val now = System.currentTimeMillis()
            return JWTClaimsSet
                .Builder()
                .issuer("https://test.maskinporten.no/")
                .claim("token_type", "Bearer")
                .claim("client_id", "c")
                .claim("scope", INCOME)
                .issueTime(Date(now))
                .expirationTime(Date(now + 119_000))
                .jwtID(UUID.randomUUID().toString())
                .claim("consumer", consumer)
                .claim("authorization_details", listOf(detail))
                .build()
        }
    }
}
