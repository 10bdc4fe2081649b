package no.samtykke

import com.sun.net.httpserver.HttpServer
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import java.io.IOException
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.http.HttpClient
import java.time.Duration
import java.time.Instant
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds

/** Transport, clock and HTTP client of the application's own, and what is true of both transports. */
class InjectionTest {
    private val bank = Bank()
    private val wanted = TokenRequest(listOf(SCOPE))

    @AfterEach
    fun mend() = bank.sandbox.mend()

    @ParameterizedTest
    @MethodSource("transports")
    fun `a whole consent goes over it, and faults that pass`(transport: Transport) =
        runBlocking {
            val client = ConsentClient(bank.key, transport)
            bank.sandbox.fault("/accessmanagement/*", mapOf("kind" to "dropConnection"))
            bank.sandbox.fault("/accessmanagement/*", mapOf("kind" to "halfBody"))
            val visit = visited(client.requestConsent(bank.config(), bank.request()))
            val pause = client.userReturned(visit.flow, bank.sandbox.decide(visit.url, "approve"))
            assertEquals(200, bank.sandbox.income(granted(pause)).statusCode())
        }

    @ParameterizedTest
    @MethodSource("transports")
    fun `an endless answer is none`(transport: Transport) =
        runBlocking {
            answering(200, ByteArray(1024 * 1024 + 1) { 'a'.code.toByte() }) { url, _ ->
                val error = assertFailsWith<IOException> { transport.send(get(url)) }
                assertEquals(
                    "the answer is larger than 1 MiB",
                    generateSequence<Throwable>(error) { it.cause }.last().message,
                )
            }
        }

    @ParameterizedTest
    @MethodSource("transports")
    fun `a redirect is an answer and not followed`(transport: Transport) =
        runBlocking {
            answering(307, "moved".toByteArray()) { url, asked ->
                assertEquals(HttpResponse(307, listOf(), "moved"), transport.send(get(url)).copy(headers = listOf()))
                assertEquals(1, asked.get())
            }
        }

    @ParameterizedTest
    @MethodSource("transports")
    fun `a cancelled coroutine closes its call`(transport: Transport): Unit =
        runBlocking {
            ServerSocket(0, 1, InetSocketAddress(LOOPBACK, 0).address).use { server ->
                val accepted = CompletableDeferred<java.net.Socket>()
                Thread { accepted.complete(server.accept()) }.start()
                val call = async { transport.send(get("http://$LOOPBACK:${server.localPort}/")) }
                val socket = accepted.await()
                socket.soTimeout = 5000
                val input = socket.getInputStream()
                input.read(ByteArray(8192))
                call.cancelAndJoin()
                assertEquals(-1, input.read())
            }
        }

    @ParameterizedTest
    @MethodSource("transports")
    fun `nobody who listens is no answer`(transport: Transport): Unit =
        runBlocking {
            val port = ServerSocket(0).use { it.localPort }
            assertFailsWith<IOException> { transport.send(get("http://$LOOPBACK:$port/")) }
            assertFailsWith<IOException> { transport.send(get("http://not an address/")) }
        }

    @Test
    fun `a client that follows redirects is refused`() {
        val follows = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build()
        assertFailsWith<IllegalArgumentException> { JavaHttpTransport(follows) }
    }

    @Test
    fun `a clock that is wrong is found out`() =
        runBlocking {
            val ahead = Duration.ofMinutes(-5)
            bank.sandbox.moveClock(ahead.toSeconds().toInt())
            val calls = AtomicInteger()
            val own = JavaHttpTransport()
            val dated =
                Transport { request ->
                    calls.incrementAndGet()
                    val date =
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            (Instant.now() + ahead).atOffset(ZoneOffset.UTC),
                        )
                    own.send(request).copy(headers = listOf(HttpHeader("Date", date)))
                }
            val client = ConsentClient(bank.key, dated)
            client.token(bank.config(), wanted)
            assertEquals(2, calls.get())
            client.token(bank.config(), TokenRequest(listOf(SCOPE), resource = listOf("https://other.example")))
            assertEquals(3, calls.get())
        }

    @Test
    fun `waits are the clock's`() =
        runBlocking {
            val clock = SteppingClock()
            val client = ConsentClient(bank.key, { throw IOException("the line is dead") }, clock)
            val config = bank.config().copy(retry = RetryPolicy())
            val failed = assertFailsWith<ConsentException> { client.token(config, wanted) }
            assertContains(failed.message!!, "after 4 attempts: IOException: the line is dead")
            assertEquals(3, clock.waits.size)
            clock.waits.zip(listOf(750L..1000L, 1500L..2000L, 3000L..4000L)).forEach { (wait, range) ->
                assertTrue(wait.toMillis() in range, "$wait")
            }
        }

    @Test
    fun `a cancelled coroutine stops and the others go on`() =
        runBlocking {
            val sent = AtomicInteger()
            val own = JavaHttpTransport()
            val slowAtFirst =
                Transport { request ->
                    if (sent.incrementAndGet() == 1) delay(1.hours)
                    own.send(request)
                }
            val client = ConsentClient(bank.key, slowAtFirst)
            val first = async { client.token(bank.config(), wanted) }
            while (sent.get() == 0) delay(1)
            val second = async { client.token(bank.config(), wanted) }
            delay(20)
            first.cancelAndJoin()
            assertTrue(second.await().value.isNotEmpty())
            assertEquals(2, sent.get())
        }

    @Test
    fun `a wait is cancelled`(): Unit =
        runBlocking {
            ConsentClient(bank.key).use { client ->
                val visit = visited(client.requestConsent(bank.config(), bank.request()))
                assertFailsWith<TimeoutCancellationException> {
                    withTimeout(200.milliseconds) { client.waitForDecision(visit.flow, 1.hours) }
                }
            }
        }

    private fun get(url: String) = HttpRequest(HttpMethod.GET, url, listOf(), null)

    private suspend fun answering(
        status: Int,
        body: ByteArray,
        use: suspend (String, AtomicInteger) -> Unit,
    ) {
        val asked = AtomicInteger()
        val server = HttpServer.create(InetSocketAddress(LOOPBACK, 0), 0)
        server.createContext("/") { exchange ->
            asked.incrementAndGet()
            exchange.responseHeaders.add("Location", "/elsewhere")
            exchange.use {
                it.sendResponseHeaders(status, body.size.toLong())
                it.responseBody.write(body)
            }
        }
        server.start()
        try {
            use("http://$LOOPBACK:${server.address.port}/", asked)
        } finally {
            server.stop(0)
        }
    }

    companion object {
        private const val LOOPBACK = "127.0.0.1"

        @JvmStatic
        fun transports() = listOf(JavaHttpTransport(), OkHttpTransport())
    }
}
