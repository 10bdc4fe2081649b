package no.samtykke

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.io.IOException
import java.security.KeyStore
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs

/** Who signs: a key store, a key in memory, and one that is asked over the network. */
class SignersTest {
    private val wanted = TokenRequest(listOf(SCOPE))

    @Test
    fun `a key of a key store signs a whole consent`(
        @TempDir folder: File,
    ) = runBlocking {
        val signer = KeyStoreSigner.of(keyStore(folder, "RSA"), "consent", PASSWORD.toCharArray())
        val bank = Bank(publicJwk = signer.publicJwk(KEY_ID))
        ConsentClient(signer).use { client ->
            val visit = visited(client.requestConsent(bank.config(), bank.request()))
            granted(client.userReturned(visit.flow, bank.sandbox.decide(visit.url, "approve")))
        }
        Unit
    }

    @Test
    fun `a key store that lacks the key, or does not give it, is told`(
        @TempDir folder: File,
    ) {
        val store = keyStore(folder, "EC")
        val refused =
            listOf("other" to PASSWORD, "consent" to "wrong", "consent" to PASSWORD).map { (alias, password) ->
                assertFailsWith<ConsentException> { KeyStoreSigner.of(store, alias, password.toCharArray()) }
            }
        assertEquals(setOf("SIGNING"), refused.map { it.code }.toSet())
        assertEquals(
            listOf(
                "there is no private key `other`",
                "the key store does not give `consent`",
                "`consent` is not an RSA key",
            ),
            refused.map { it.reason },
        )
    }

    @Test
    fun `a key that cannot be read is told without its text`() {
        val pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
        val refused = assertFailsWith<ConsentException> { KeySigner.parse(pem) }
        assertEquals("INVALID_INPUT", refused.code)
        check("AAAA" !in refused.toString())
    }

    @Test
    fun `one fetch serves all who wait for the same token`() =
        runBlocking {
            val bank = Bank()
            val count = AtomicInteger()
            val signer =
                AsyncSigner { input, algorithm ->
                    count.incrementAndGet()
                    delay(10)
                    bank.key.sign(input, algorithm)
                }
            ConsentClient(signer).use { client ->
                val tokens = (1..20).map { async { client.token(bank.config(), wanted) } }.awaitAll()
                assertEquals(1, tokens.map { it.value }.toSet().size)
            }
            assertEquals(1, count.get())
        }

    @Test
    fun `a signer that fails is a signing error with its cause`() =
        runBlocking {
            val bank = Bank()
            ConsentClient(Signer { _, _ -> throw IOException("the HSM is gone") }).use { client ->
                val refused = assertFailsWith<ConsentException> { client.token(bank.config(), wanted) }
                assertEquals("SIGNING" to "IOException: the HSM is gone", refused.code to refused.reason)
                assertIs<IOException>(refused.cause)
            }
            Unit
        }

    @Test
    fun `one corrupt byte of the signature is Maskinporten's error`() =
        runBlocking {
            val bank = Bank()
            val corrupting =
                Signer { input, algorithm ->
                    val signature = bank.key.sign(input, algorithm)
                    (if (signature[0] == 'A') "B" else "A") + signature.drop(1)
                }
            ConsentClient(corrupting).use { client ->
                val refused = assertFailsWith<ConsentException> { client.token(bank.config(), wanted) }
                assertEquals("MP-124", refused.serverCode)
            }
        }

    private fun keyStore(
        folder: File,
        algorithm: String,
    ): KeyStore {
        val file = File(folder, "$algorithm.p12")
        val keytool = File(System.getProperty("java.home"), "bin/keytool").path
        val arguments =
            "-genkeypair -alias consent -keyalg $algorithm -dname CN=Bank -storetype PKCS12 -storepass $PASSWORD -keystore"
        val process =
            ProcessBuilder(
                listOf(keytool) + arguments.split(" ") + file.path,
            ).redirectErrorStream(true).start()
        val output = process.inputStream.bufferedReader().readText()
        check(process.waitFor() == 0) { output }
        return KeyStore.getInstance(file, PASSWORD.toCharArray())
    }

    private companion object {
        const val PASSWORD = "changeit"
    }
}
