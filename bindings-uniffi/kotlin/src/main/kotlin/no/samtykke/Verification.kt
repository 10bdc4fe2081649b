package no.samtykke

import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import java.math.BigInteger
import java.security.KeyFactory
import java.security.Signature
import java.security.SignatureException
import java.security.spec.RSAPublicKeySpec
import java.util.Base64
import java.util.concurrent.ConcurrentHashMap

/** The service owner's side; an issuer's keys are fetched once for all who wait. */
internal class Verification(
    private val calls: Calls,
    private val clock: ConsentClock,
) {
    private class Issuer(
        @Volatile var keys: JwksCache,
    ) {
        val turn = Mutex()
    }

    private val issuers = ConcurrentHashMap<String, Issuer>()

    suspend fun verify(
        verifier: ConsentTokenVerifier,
        token: String,
    ): VerifiedConsent {
        val environment = verifier.environment()
        val issuer = issuers.computeIfAbsent(environment.jwksUri()) { Issuer(JwksCache(environment)) }
        var step = verifier.step(token, issuer.keys, clock.now())
        if (step is VerifyStep.FetchKeys) step = issuer.turn.withLock { withKeys(issuer, verifier, token) }
        val check = (step as VerifyStep.VerifySignature).check
        return verifier.finish(check, check.holds(), clock.now())
    }

    private suspend fun withKeys(
        issuer: Issuer,
        verifier: ConsentTokenVerifier,
        token: String,
    ): VerifyStep {
        while (true) {
            val step = verifier.step(token, issuer.keys, clock.now())
            if (step !is VerifyStep.FetchKeys) return step
            val keys = issuer.keys
            issuer.keys =
                when (val answer = calls.send(step.request)) {
                    is Answer.Responded -> keys.responded(answer.response, clock.now())
                    is Answer.Failed -> keys.failed(answer.reason, clock.now())
                    else -> error("a call is answered or fails")
                }
        }
    }
}

/** Whether the key made the signature, as Java's providers say. */
internal fun SignatureCheck.holds(): Boolean {
    val key = KeyFactory.getInstance("RSA").generatePublic(RSAPublicKeySpec(number("n"), number("e")))
    val verification = Signature.getInstance(javaName(algorithm))
    verification.initVerify(key)
    verification.update(signingInput.toByteArray(Charsets.US_ASCII))
    return try {
        verification.verify(Base64.getUrlDecoder().decode(signature))
    } catch (_: SignatureException) {
        false
    } catch (_: IllegalArgumentException) {
        false
    }
}

/** A number of the JWK, which the core wrote. */
private fun SignatureCheck.number(member: String): BigInteger {
    val text = Regex(""""$member"\s*:\s*"([^"]*)"""").find(jwk)?.groupValues?.get(1)
    return BigInteger(1, Base64.getUrlDecoder().decode(checkNotNull(text) { "the key has no `$member`" }))
}
