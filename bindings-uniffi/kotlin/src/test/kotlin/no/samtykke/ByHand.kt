package no.samtykke

import com.nimbusds.jose.JWSAlgorithm
import com.nimbusds.jose.JWSHeader
import com.nimbusds.jose.crypto.RSASSASigner
import com.nimbusds.jose.jwk.RSAKey
import com.nimbusds.jose.util.JSONObjectUtils
import com.nimbusds.jwt.JWTClaimsSet
import com.nimbusds.jwt.SignedJWT
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.time.Duration
import java.time.Instant
import java.time.OffsetDateTime
import java.time.temporal.ChronoUnit
import java.util.Date
import java.util.UUID
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** A consent with `java.net.http` and nimbus-jose-jwt, as a careful person would write it: what comes is looked at first. */
class ByHand(
    private val bank: Bank,
    key: RSAKey,
) {
    private val signer = RSASSASigner(key)
    private val timeout = Duration.ofSeconds(30)
    private val http =
        HttpClient
            .newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build()
    private var kept: Pair<String, Instant>? = null

    /** Signs a grant. */
    fun grant(details: List<Map<String, Any>>? = null): String {
        val now = System.currentTimeMillis()
        val claims =
            JWTClaimsSet
                .Builder()
                .audience(bank.sandbox.issuer)
                .issuer(bank.client.clientId)
                .claim("scope", SCOPE)
                .issueTime(Date(now))
                .expirationTime(Date(now + 110_000))
                .jwtID(UUID.randomUUID().toString())
        if (details != null) claims.claim("authorization_details", details)
        val header = JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY_ID).build()
        return SignedJWT(header, claims.build()).apply { sign(signer) }.serialize()
    }

    /** Asks, waits for the decision, checks, and fetches the consent token. */
    fun consent(approve: (UUID) -> String): String {
        val token = token()
        val id = UUID.randomUUID()
        val person = "urn:altinn:person:identifier-no:$PERSON"
        val right =
            mapOf(
                "action" to listOf("consent"),
                "resource" to listOf(mapOf("type" to "urn:altinn:resource", "value" to RESOURCE)),
                "metadata" to mapOf("inntektsaar" to "2025"),
            )
        val body =
            mapOf(
                "id" to id.toString(),
                "from" to person,
                "to" to "urn:altinn:organization:identifier-no:${bank.organization}",
                "validTo" to Instant.now().plus(1, ChronoUnit.DAYS).toString(),
                "consentRights" to listOf(right),
                "redirectUrl" to "https://bank.example/return?consentId=$id",
                "portalViewMode" to "Hide",
            )
        val url = "${bank.sandbox.platform}/accessmanagement/api/v1/enterprise/consentrequests"
        val create =
            HttpRequest
                .newBuilder(URI(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSONObjectUtils.toJSONString(body)))
        val created = call(create.header("Authorization", "Bearer $token"))
        assertEquals(id.toString(), created["id"])
        assertEquals("Created", created["status"])
        assertTrue(URI(created["viewUri"] as String).scheme in listOf("https", "http"))
        val returned = URI(approve(id)).query.split('&').associate { it.substringBefore('=') to it.substringAfter('=') }
        assertEquals(id.toString(), returned["consentId"])
        assertEquals("OK", returned["Status"])
        val read = call(HttpRequest.newBuilder(URI("$url/$id")).header("Authorization", "Bearer $token"))
        assertEquals(id.toString(), read["id"])
        assertEquals("Accepted", read["status"])
        assertTrue(OffsetDateTime.parse(read["validTo"] as String).toInstant() > Instant.now())
        return fetch(listOf(mapOf("type" to "urn:altinn:consent", "id" to id.toString(), "from" to person))).first
    }

    private fun token(): String {
        val fresh = kept?.takeIf { (_, expiry) -> expiry > Instant.now().plusSeconds(5) } ?: fetch()
        kept = fresh
        return fresh.first
    }

    private fun fetch(details: List<Map<String, Any>>? = null): Pair<String, Instant> {
        val type = URLEncoder.encode("urn:ietf:params:oauth:grant-type:jwt-bearer", "UTF-8")
        val request =
            HttpRequest
                .newBuilder(URI("${bank.sandbox.issuer}token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=$type&assertion=${grant(details)}"))
        val answer = call(request)
        return answer["access_token"] as String to Instant.now().plusSeconds((answer["expires_in"] as Number).toLong())
    }

    private fun call(request: HttpRequest.Builder): Map<String, Any> {
        val answer = http.send(request.timeout(timeout).build(), BodyHandlers.ofString())
        check(answer.statusCode() < 300) { answer.body() }
        return JSONObjectUtils.parse(answer.body())
    }
}
