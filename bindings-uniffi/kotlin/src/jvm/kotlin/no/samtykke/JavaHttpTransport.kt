package no.samtykke

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asExecutor
import kotlinx.coroutines.future.await
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.net.Proxy
import java.net.ProxySelector
import java.net.SocketAddress
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpResponse.BodyHandler
import java.net.http.HttpResponse.BodySubscriber
import java.net.http.HttpResponse.ResponseInfo
import java.net.http.HttpTimeoutException
import java.nio.ByteBuffer
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.CompletionStage
import java.util.concurrent.Flow
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
            val incoming = Incoming()
            val sent = client.sendAsync(javaRequest(request), incoming)
            sent.whenComplete { _, error -> if (error != null) incoming.fail(error) }
            try {
                return withTimeoutOrNull(TIMEOUT_SECONDS.seconds) { incoming.answer.await() } ?: throw late()
            } finally {
                // After the end it would close a connection that others can use.
                if (!incoming.hasEnded()) {
                    sent.cancel(true)
                    // JDKs before 16 do not stop a request whose future is cancelled.
                    incoming.cancel()
                }
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

/**
 * An answer with a body that stops at the limit. It is whole when its last byte is read: the client's own future completes
 * one thread later, or two.
 */
private class Incoming :
    BodyHandler<Unit>,
    BodySubscriber<Unit> {
    val answer = CompletableFuture<HttpResponse>()
    private val body = LimitedBody()
    private val end = CompletableFuture<Unit>()
    private lateinit var head: ResponseInfo

    @Volatile
    private var subscription: Flow.Subscription? = null

    override fun apply(head: ResponseInfo): BodySubscriber<Unit> = also { it.head = head }

    override fun getBody(): CompletionStage<Unit> = end

    override fun onSubscribe(subscription: Flow.Subscription) {
        this.subscription = subscription
        subscription.request(Long.MAX_VALUE)
    }

    override fun onNext(buffers: List<ByteBuffer>) {
        try {
            for (buffer in buffers) body.add(ByteArray(buffer.remaining()).also { buffer.get(it) })
        } catch (error: IOException) {
            onError(error)
            subscription?.cancel()
        }
    }

    override fun onError(error: Throwable) {
        fail(error)
        end.completeExceptionally(error)
    }

    override fun onComplete() {
        end.complete(Unit)
        answer.complete(HttpResponse(head.statusCode(), NEEDED_HEADERS.mapNotNull(::header), body.text()))
    }

    fun hasEnded() = end.isDone

    private fun header(name: String): HttpHeader? =
        head
            .headers()
            .firstValue(name)
            .map { HttpHeader(name, it) }
            .orElse(null)

    fun fail(error: Throwable) {
        answer.completeExceptionally((error as? CompletionException)?.cause ?: error)
    }

    fun cancel() {
        subscription?.cancel()
    }
}
