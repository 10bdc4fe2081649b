package no.samtykke

import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.PrivateKey
import java.security.Signature
import java.security.interfaces.RSAPublicKey
import java.util.Base64

/**
 * An RSA key that Java's security providers hold: in a PKCS#12 file, in an HSM behind PKCS#11, or in Android's key store.
 *
 * The key never leaves its provider.
 */
class KeyStoreSigner(
    private val privateKey: PrivateKey,
    private val publicKey: RSAPublicKey,
) : Signer {
    override fun sign(
        signingInput: String,
        algorithm: SigningAlgorithm,
    ): String {
        val signature = Signature.getInstance(javaName(algorithm))
        signature.initSign(privateKey)
        signature.update(signingInput.toByteArray(Charsets.US_ASCII))
        return base64url(signature.sign())
    }

    /** The public key as a JWK with this [kid], to register at Maskinporten. */
    fun publicJwk(kid: String): String {
        require(KID.matches(kid)) { "a key id has letters, digits and . _ ~ - only" }
        val (n, e) = listOf(publicKey.modulus, publicKey.publicExponent).map { base64url(unsigned(it.toByteArray())) }
        return """{"kty":"RSA","use":"sig","alg":"RS256","kid":"$kid","n":"$n","e":"$e"}"""
    }

    companion object {
        private val KID = Regex("[A-Za-z0-9._~-]+")

        /**
         * The key that [store] has as [alias], with a certificate or without.
         *
         * @param password what protects the entry; Android's key store takes none
         * @throws ConsentException when there is no such RSA key, or it cannot be had
         */
        @JvmStatic
        @JvmOverloads
        @Throws(ConsentException::class)
        fun of(
            store: KeyStore,
            alias: String,
            password: CharArray? = null,
        ): KeyStoreSigner {
            val key =
                try {
                    store.getKey(alias, password)
                } catch (error: GeneralSecurityException) {
                    throw ConsentException.signing("the key store does not give `$alias`", error)
                }
            val privateKey = key as? PrivateKey ?: throw ConsentException.signing("there is no private key `$alias`")
            val publicKey = store.getCertificate(alias)?.publicKey as? RSAPublicKey
            return KeyStoreSigner(privateKey, publicKey ?: throw ConsentException.signing("`$alias` is not an RSA key"))
        }
    }
}

/** How Java names RSASSA-PKCS1-v1_5 with the algorithm's hash. */
internal fun javaName(algorithm: SigningAlgorithm): String = "SHA${algorithm.name.removePrefix("RS")}withRSA"

internal fun base64url(bytes: ByteArray): String = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)

/** Without the byte for the sign. */
private fun unsigned(bytes: ByteArray): ByteArray =
    if (bytes[0] == 0.toByte()) bytes.copyOfRange(1, bytes.size) else bytes
