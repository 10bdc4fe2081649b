package no.samtykke

import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import java.util.UUID
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** The feed of events: it stops and goes on elsewhere. */
class EventsTest {
    private val sandbox = Sandbox.shared

    @AfterEach
    fun mend() = sandbox.mend()

    @Test
    fun `events stop and go on from a stored cursor`() =
        story(Bank(organization = "937884117")) { bank, client ->
            val first = decided(bank, client, "approve")
            val events = client.events(bank.feed(), EventCursor.beginning())
            val met = events.asFlow().first().map { it.consentRequestId to it.eventType }
            assertEquals(listOf(first to ConsentEventType.Created, first to ConsentEventType.Accepted), met)
            val stored = events.delivered().toJson()

            val second = decided(bank, client, "reject")
            val later = client.events(bank.feed(), EventCursor.fromJson(stored)).asFlow().first()
            assertEquals(setOf(second), later.map { it.consentRequestId }.toSet())
        }

    @Test
    fun `events come again until they are confirmed`() =
        story { bank, client ->
            decided(bank, client, "approve")
            val events = client.events(bank.feed(), EventCursor.beginning())
            val (once, again) = events.asFlow().take(2).toList()
            assertEquals(once, again)
            events.delivered()
            assertEquals("OUT_OF_TURN", assertFailsWith<ConsentException> { events.delivered() }.code)
        }

    @Test
    fun `a feed goes on after an error`() =
        story { bank, client ->
            decided(bank, client, "approve")
            sandbox.fault("/accessmanagement/*", mapOf("kind" to "gatewayHtml"), times = null)
            val events = client.events(bank.feed(), EventCursor.beginning())
            assertFailsWith<ConsentException> { events.next() }
            sandbox.mend()
            assertTrue(events.next()!!.isNotEmpty())
        }

    @Test
    fun `only events that are asked for come`() =
        story { bank, client ->
            val wanted = decided(bank, client, "reject")
            decided(bank, client, "reject")
            val filter = EventFilter(listOf(ConsentEventType.Rejected), consentRequestId = wanted)
            val events = client.events(bank.feed(filter), EventCursor.beginning()).next()!!
            val met = events.map { it.consentRequestId to it.eventType }
            assertEquals(listOf<Pair<UUID, ConsentEventType>>(wanted to ConsentEventType.Rejected), met)
        }

    private fun story(
        bank: Bank = Bank(),
        body: suspend (Bank, ConsentClient) -> Unit,
    ) = runBlocking { ConsentClient(bank.key).use { body(bank, it) } }

    private suspend fun decided(
        bank: Bank,
        client: ConsentClient,
        decision: String,
    ): UUID {
        val flow = visited(client.requestConsent(bank.config(), bank.request())).flow
        sandbox.decideWithoutPage(flow.id(), decision)
        return flow.id()
    }
}
