package no.samtykke

import com.nimbusds.jose.util.JSONObjectUtils
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse
import java.net.http.HttpResponse.BodyHandlers
import java.util.UUID

/** The sandbox as a process of its own, and what tests do that no client could. */
class Sandbox private constructor(
    ready: Map<String, Any>,
) {
    val platform = ready["platform"] as String
    val issuer = ready["issuer"] as String
    private val control = ready["control"] as String
    private val service = ready["service"] as String

    /** Registers a client with one key; the result is its id. */
    fun registerClient(
        publicJwk: String,
        scopes: List<String>,
        organization: String,
        clientId: String? = null,
    ): String {
        val body =
            mapOf(
                "organization" to organization,
                "scopes" to scopes,
                "keys" to listOf(JSONObjectUtils.parse(publicJwk)),
            )
        val named = if (clientId == null) body else body + ("clientId" to clientId)
        return post("clients", named)["clientId"] as String
    }

    /** Chooses on the consent page; the result is the URL that the browser is sent to. */
    fun decide(
        viewUri: String,
        decision: String,
    ): String {
        val page = send(HttpRequest.newBuilder(URI(viewUri))).body()
        val id = Regex("""name="id" value="([^"]+)"""").find(page)!!.groupValues[1]
        val form =
            mapOf("id" to id, "lang" to "nb", "decision" to decision)
                .map { (name, value) -> "$name=${URLEncoder.encode(value, "UTF-8")}" }
                .joinToString("&")
        val request =
            HttpRequest
                .newBuilder(URI(viewUri))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
        return send(request).headers().firstValue("location").get()
    }

    /** Chooses without a browser; the result is the URL that it would be sent to. */
    fun decideWithoutPage(
        consent: UUID,
        decision: String,
    ): String = post("consents/$consent/$decision")["finalRedirectUrl"] as String

    /** Lets the calls of a route meet a fault. */
    fun fault(
        route: String,
        fault: Map<String, Any>,
        times: Int? = 1,
    ) {
        val rule = mapOf("route" to route, "fault" to fault)
        post("faults", if (times == null) rule else rule + ("times" to times))
    }

    /** Lets everything work again. */
    fun mend() {
        send(HttpRequest.newBuilder(URI("$control/faults")).DELETE())
        moveClock(0)
    }

    /** Lets the servers' clock differ from ours. */
    fun moveClock(seconds: Int) {
        post("clock", mapOf("offsetSeconds" to seconds))
    }

    /** Calls the sandbox's own API. */
    fun post(
        path: String,
        body: Map<String, Any>? = null,
    ): Map<String, Any> {
        val content = body?.let { BodyPublishers.ofString(JSONObjectUtils.toJSONString(it)) } ?: BodyPublishers.noBody()
        val request =
            HttpRequest.newBuilder(URI("$control/$path")).header("Content-Type", "application/json").POST(content)
        val answer = send(request)
        check(answer.statusCode() < 300) { "${answer.statusCode()} ${answer.body()}" }
        return if (answer.body().startsWith("{")) JSONObjectUtils.parse(answer.body()) else mapOf()
    }

    /** Calls the service with a consent token. */
    fun income(token: String): HttpResponse<String> =
        send(HttpRequest.newBuilder(URI("$service/api/income")).header("Authorization", "Bearer $token"))

    companion object {
        private val http: HttpClient =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()

        /** One for all tests. */
        @JvmStatic
        val shared: Sandbox by lazy { start() }

        /** Starts one on a free port; it ends with this process. */
        fun start(): Sandbox {
            val program = listOf(System.getenv("SAMTYKKE_SANDBOX_BIN"), "--events-lag", "0")
            val process = ProcessBuilder(program).redirectError(ProcessBuilder.Redirect.DISCARD).start()
            Runtime.getRuntime().addShutdownHook(Thread(process::destroy))
            return Sandbox(JSONObjectUtils.parse(process.inputStream.bufferedReader().readLine()))
        }

        private fun send(request: HttpRequest.Builder): HttpResponse<String> =
            http.send(request.build(), BodyHandlers.ofString())
    }
}
