package no.samtykke

import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Call
import okhttp3.Callback
import okhttp3.Dispatcher
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.Response
import okhttp3.ResponseBody
import java.io.IOException
import java.net.Proxy
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/**
 * Sends over OkHttp: on Android, and where an application has it already.
 *
 * Without a client it makes one, which [close] closes. The application's own is used with its proxies, pins and trust
 * store, and left open; redirects are not followed.
 */
class OkHttpTransport
    @JvmOverloads
    constructor(
        client: OkHttpClient? = null,
    ) : Transport,
        AutoCloseable {
        private val own = if (client == null) newClient() else null
        private val encrypted = (client ?: own)!!.withoutRedirects().build()

        // What goes to http, which the core allows on this machine only, is not encrypted, so no proxy may see it.
        private val plain = encrypted.newBuilder().proxy(Proxy.NO_PROXY).build()

        override suspend fun send(request: HttpRequest): HttpResponse {
            val client = if (request.url.startsWith("https://")) encrypted else plain
            val call = client.newCall(okHttpRequest(request))
            return suspendCancellableCoroutine { waiting ->
                waiting.invokeOnCancellation { call.cancel() }
                call.enqueue(
                    object : Callback {
                        override fun onFailure(
                            call: Call,
                            e: IOException,
                        ) = waiting.resumeWithException(e)

                        override fun onResponse(
                            call: Call,
                            response: Response,
                        ) = try {
                            waiting.resume(response.use(::answer))
                        } catch (error: IOException) {
                            waiting.resumeWithException(error)
                        }
                    },
                )
            }
        }

        /** Closes the connections, unless the application brought the client. */
        override fun close() {
            own?.run {
                dispatcher.executorService.shutdown()
                connectionPool.evictAll()
            }
        }

        private fun okHttpRequest(request: HttpRequest): Request {
            val builder =
                try {
                    Request.Builder().url(request.url)
                } catch (error: IllegalArgumentException) {
                    throw IOException("the address cannot be used", error)
                }
            request.headers.forEach { builder.header(it.name, it.value) }
            // From bytes: a text would add its character set to the content type.
            return builder.method(request.method.name, request.body?.toByteArray()?.toRequestBody()).build()
        }

        private fun answer(response: Response): HttpResponse {
            val headers = NEEDED_HEADERS.mapNotNull { name -> response.header(name)?.let { HttpHeader(name, it) } }
            return HttpResponse(response.code, headers, text(response.body))
        }

        private fun text(body: ResponseBody): String {
            val limited = LimitedBody()
            val chunk = ByteArray(CHUNK)
            body.byteStream().use { stream ->
                while (true) {
                    val length = stream.read(chunk)
                    if (length < 0) return limited.text()
                    limited.add(chunk, length)
                }
            }
        }

        private companion object {
            const val CHUNK = 8192
            const val MAX_REQUESTS = 100

            fun newClient(): OkHttpClient {
                val dispatcher = Dispatcher()
                dispatcher.maxRequests = MAX_REQUESTS
                dispatcher.maxRequestsPerHost = MAX_REQUESTS
                return OkHttpClient
                    .Builder()
                    .dispatcher(dispatcher)
                    .callTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .build()
            }

            fun OkHttpClient.withoutRedirects() = newBuilder().followRedirects(false).followSslRedirects(false)
        }
    }
