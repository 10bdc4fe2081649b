package no.samtykke

import com.nimbusds.jose.jwk.RSAKey
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator
import kotlinx.coroutines.runBlocking
import java.time.Instant
import java.util.UUID
import kotlin.test.Test
import kotlin.test.assertIs

/**
 * What the package costs beside what one would write by hand: `cargo xtask bench kotlin`, with the library that is published.
 *
 * Each pair is measured in turns in the same process, so that ratios hold where times do not.
 */
class Bench {
    private val theirs: RSAKey = RSAKeyGenerator(2048).generate()
    private val bank = Bank(key = KeySigner.parse(pem(theirs)))
    private val byHand = ByHand(bank, theirs)

    @Test
    fun `a signed RS256 grant`() {
        val wanted = TokenRequest(listOf(SCOPE))
        measure(
            "a signed RS256 grant, from the configuration to the request, beside nimbus-jose-jwt",
            400,
            {
                val now = Instant.now()
                val exchange = TokenExchange.start(bank.environment, bank.client, wanted, RetryPolicy())
                assertIs<TokenStep.Send>(exchange.signedBy(bank.key, now).step)
            },
            { byHand.grant() },
        )
    }

    @Test
    fun `a whole consent`() {
        val client = ConsentClient(bank.key)
        val config = bank.config()
        val approve = { id: UUID -> bank.sandbox.decideWithoutPage(id, "approve") }
        val ours = {
            runBlocking {
                val flow = visited(client.requestConsent(config, bank.request())).flow
                granted(client.userReturned(flow, approve(flow.id())))
            }
        }
        measure("a whole consent beside java.net.http and nimbus-jose-jwt", 200, ours) { byHand.consent(approve) }
    }

    private fun measure(
        name: String,
        rounds: Int,
        ours: () -> Any,
        byHand: () -> Any,
    ) {
        val work = listOf(ours, byHand)
        repeat(rounds) { work.forEach { it() } }
        val times = listOf(mutableListOf<Long>(), mutableListOf())
        // Either goes first as often.
        for (turn in 0 until rounds * 2) {
            val which = (turn + turn / 2) % 2
            val start = System.nanoTime()
            work[which]()
            times[which] += System.nanoTime() - start
        }
        val (mine, other) = times.map { it.sorted()[rounds / 2] / 1000 }
        println("$name: $mine µs against $other µs, ratio ${"%.2f".format(mine.toDouble() / other)}")
    }
}
