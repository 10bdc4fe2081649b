package no.samtykke

import kotlinx.coroutines.runBlocking
import java.io.File
import java.io.IOException
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs

/** What the README shows compiles and runs. */
class ReadmeTest {
    @Test
    fun `each block of the README is in a file that is compiled`() {
        val compiled = sources("kotlin/no/samtykke/Readme.kt") + sources("java/no/samtykke/ReadmeJava.java")
        val readmes = listOf("README.md", "android/README.md").map { File(it).readText() }
        val block = Regex("```(?:kotlin|java)\n(.*?)```", RegexOption.DOT_MATCHES_ALL)
        val blocks = readmes.flatMap { block.findAll(it) }.map { it.groupValues[1] }
        assertEquals(4, blocks.size)
        for (each in blocks) assertContains(compiled, plain(each))
    }

    @Test
    fun `its configuration asks TT02's Maskinporten`(): Unit =
        runBlocking {
            val asked = mutableListOf<String>()
            val dead =
                Transport { request ->
                    asked += request.url
                    throw IOException("no network")
                }
            ConsentClient(KeySigner.generate(), dead, SteppingClock()).use { client ->
                assertFailsWith<ConsentException> { ask(client) }
            }
            assertEquals(setOf("https://test.maskinporten.no/token"), asked.toSet())
        }

    @Test
    fun `its last part gives the token`(): Unit =
        runBlocking {
            val bank = Bank()
            ConsentClient(bank.key).use { client ->
                val visit = visited(client.requestConsent(bank.config(), bank.request()))
                val returnUrl = bank.sandbox.decide(visit.url, "approve")
                assertIs<AccessToken>(goOn(client, visit.flow.toJson(), returnUrl))
                val future =
                    FutureConsentClient(
                        bank.key,
                    ).use { ReadmeJava.ask(it, bank.config(), bank.request()).get() }
                visited(future)
            }
        }

    private fun sources(file: String) = plain(File("src/test/$file").readText())

    private fun plain(text: String) = text.lines().joinToString("\n") { it.trim() }
}
