package no.samtykke

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asExecutor
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.net.Proxy
import java.net.ProxySelector
import java.net.SocketAddress
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpResponse.BodySubscriber
import java.net.http.HttpTimeoutException
import java.nio.ByteBuffer
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.CompletionStage
import java.util.concurrent.Flow
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration.Companion.seconds
import java.net.http.HttpRequest as JavaRequest

/**
 * Sends over `java.net.http`, without a thread for each request.
 *
 * @param client the application's own, with its proxies and trust store. It must not follow redirects.
 */
class JavaHttpTransport
    @JvmOverloads
    constructor(
        private val client: HttpClient = newClient(),
    ) : Transport {
        init {
            require(
                client.followRedirects() == HttpClient.Redirect.NEVER,
            ) { "a redirect would carry the token elsewhere" }
        }

        override suspend fun send(request: HttpRequest): HttpResponse {
            val body = Body()
            val sent = client.sendAsync(javaRequest(request)) { body }
            try {
                val answer = withTimeoutOrNull(TIMEOUT_SECONDS.seconds) { sent.awaited() } ?: throw late()
                val headers =
                    NEEDED_HEADERS.mapNotNull { name ->
                        answer
                            .headers()
                            .firstValue(name)
                            .orElse(null)
                            ?.let { HttpHeader(name, it) }
                    }
                return HttpResponse(answer.statusCode(), headers, answer.body())
            } finally {
                // JDKs before 16 do not stop a request whose future is cancelled.
                body.cancel()
            }
        }

        private fun javaRequest(request: HttpRequest): JavaRequest {
            val builder =
                try {
                    JavaRequest.newBuilder(URI.create(request.url))
                } catch (error: IllegalArgumentException) {
                    throw IOException("the address cannot be used", error)
                }
            val content = request.body?.let { JavaRequest.BodyPublishers.ofString(it) }
            builder.method(request.method.name, content ?: JavaRequest.BodyPublishers.noBody())
            request.headers.forEach { builder.header(it.name, it.value) }
            // Servers on this machine, which alone are http, need not answer an offer of HTTP/2.
            if (request.url.startsWith("http://")) builder.version(HttpClient.Version.HTTP_1_1)
            return builder.build()
        }

        private fun late() = HttpTimeoutException("no whole answer within $TIMEOUT_SECONDS seconds")

        private companion object {
            fun newClient(): HttpClient =
                HttpClient
                    .newBuilder()
                    .connectTimeout(Duration.ofSeconds(TIMEOUT_SECONDS))
                    .executor(Dispatchers.Default.asExecutor())
                    .proxy(EncryptedOnly)
                    .build()
        }
    }

/** The answer. To be cancelled stops the exchange, which needs `cancel(true)`. */
private suspend fun <T> CompletableFuture<T>.awaited(): T =
    suspendCancellableCoroutine { waiting ->
        waiting.invokeOnCancellation { cancel(true) }
        whenComplete { value, error ->
            when {
                error == null -> waiting.resume(value)
                else -> waiting.resumeWithException((error as? CompletionException)?.cause ?: error)
            }
        }
    }

/** What goes to http, which the core allows on this machine only, is not encrypted, so no proxy may see it. */
private object EncryptedOnly : ProxySelector() {
    override fun select(uri: URI): List<Proxy> =
        if (uri.scheme == "https") getDefault()?.select(uri) ?: DIRECT else DIRECT

    override fun connectFailed(
        uri: URI,
        address: SocketAddress,
        error: IOException,
    ) {
        getDefault()?.connectFailed(uri, address, error)
    }

    private val DIRECT = listOf(Proxy.NO_PROXY)
}

/** A body that stops at the limit. */
private class Body : BodySubscriber<String> {
    private val body = LimitedBody()
    private val text = CompletableFuture<String>()

    @Volatile
    private var subscription: Flow.Subscription? = null

    override fun getBody(): CompletionStage<String> = text

    override fun onSubscribe(subscription: Flow.Subscription) {
        this.subscription = subscription
        subscription.request(Long.MAX_VALUE)
    }

    override fun onNext(buffers: List<ByteBuffer>) {
        try {
            for (buffer in buffers) body.add(ByteArray(buffer.remaining()).also { buffer.get(it) })
        } catch (error: IOException) {
            text.completeExceptionally(error)
            subscription?.cancel()
        }
    }

    override fun onError(error: Throwable) {
        text.completeExceptionally(error)
    }

    override fun onComplete() {
        text.complete(body.text())
    }

    /** Of no effect after the end: it would close a connection that others can use. */
    fun cancel() {
        if (!text.isDone) subscription?.cancel()
    }
}
