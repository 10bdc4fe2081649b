package no.samtykke

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import java.io.File
import java.lang.management.ManagementFactory
import java.time.Instant
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue

/** Many flows on one client. */
class ManyTest {
    private val bank = Bank()
    private val config = bank.config()
    private val request = bank.request()

    @Test
    fun `500 flows at once on one client make no thread for each`() =
        runBlocking {
            val threads = ManagementFactory.getThreadMXBean()
            ConsentClient(bank.key).use { client ->
                client.token(bank.config(), TokenRequest(listOf(SCOPE)))
                val before = threads.threadCount
                threads.resetPeakThreadCount()
                val visits = (1..500).map { async { client.requestConsent(config, request) } }.awaitAll()
                assertEquals(500, visits.map { visited(it).flow.id() }.toSet().size)
                val more = threads.peakThreadCount - before
                // With two processors Java 17 completes each future on a thread that ends at once; some overlap.
                assertTrue(more < 50, "$more more threads")
            }
        }

    @Test
    fun `10 000 flows leave no memory`() {
        val taken = generateSequence(kilobytes()) { kilobytesAfter(flows = 10_000) }
        // Allocators take more for a while; what leaks never stops.
        val growths = taken.zipWithNext { before, after -> after - before }.take(12)
        assertTrue(growths.any { it < 3_000 }, "it grew by more than 3 MB with each 10 000")
    }

    private fun kilobytesAfter(flows: Int): Long {
        repeat(flows) { flow() }
        return kilobytes()
    }

    private fun flow() {
        val flow = ConsentFlow.start(config, request, Instant.now())
        assertIs<Step.Sign>(flow.step(Instant.now()))
        ConsentFlow.fromJson(flow.toJson())
    }

    /** What the process takes after a collection. Its heap is all resident from the start, so what grows is beside it. */
    private fun kilobytes(): Long {
        repeat(3) {
            System.gc()
            Thread.sleep(100)
        }
        val status = File("/proc/self/status")
        val lines = if (status.exists()) status.readLines() else listOf()
        return lines.filter { it.startsWith("VmRSS:") }.sumOf { it.filter(Char::isDigit).toLong() }
    }
}
