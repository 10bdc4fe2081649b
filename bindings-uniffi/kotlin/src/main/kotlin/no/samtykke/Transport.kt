package no.samtykke

import kotlinx.coroutines.future.await
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.util.concurrent.CompletionStage

/** Sends requests: over the platform's HTTP client, or as the application does it. */
fun interface Transport {
    /**
     * Sends the request as it stands, without following redirects; any status is an answer.
     *
     * @throws IOException when no whole answer came: the call is made again, as the core says
     */
    suspend fun send(request: HttpRequest): HttpResponse
}

/** A transport for Java. */
fun interface FutureTransport : Transport {
    /** As [send]: it completes with an [IOException] when no whole answer came, and is cancelled with the call. */
    fun sendAsync(request: HttpRequest): CompletionStage<HttpResponse>

    override suspend fun send(request: HttpRequest): HttpResponse = sendAsync(request).await()
}

/** How long a request may take. */
internal const val TIMEOUT_SECONDS = 30L

/** What the core reads of an answer's headers. */
internal val NEEDED_HEADERS = listOf("Date", "Retry-After")

/** No answer of either server comes near this. */
private const val MAX_BODY = 1024 * 1024

/** The body of an answer as it comes in. */
internal class LimitedBody {
    private val bytes = ByteArrayOutputStream()

    fun add(
        chunk: ByteArray,
        length: Int = chunk.size,
    ) {
        if (bytes.size() + length > MAX_BODY) throw IOException("the answer is larger than 1 MiB")
        bytes.write(chunk, 0, length)
    }

    fun text(): String = bytes.toString(Charsets.UTF_8.name())
}
