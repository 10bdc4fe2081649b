package example

import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import no.samtykke.AccessToken
import no.samtykke.ConsentClient
import no.samtykke.ConsentException
import no.samtykke.ConsentRequest
import no.samtykke.ConsentRight
import no.samtykke.Environment
import no.samtykke.FlowConfig
import no.samtykke.KeyReference
import no.samtykke.KeySigner
import no.samtykke.MaskinportenClient
import no.samtykke.Outcome
import no.samtykke.Pause
import no.samtykke.parseParty
import java.io.File
import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.time.Duration
import java.time.Instant
import kotlin.system.exitProcess
import kotlin.time.Duration.Companion.seconds

/** One consent on the command line: ask for it, print the link, wait for the person, fetch the data. */
fun main() {
    try {
        runBlocking { run() }
    } catch (error: IllegalStateException) {
        fail(error)
    } catch (error: ConsentException) {
        // Its message holds no token, no key and no person number.
        fail(error)
    } catch (error: IOException) {
        fail(error)
    }
}

suspend fun run() {
    val key = KeySigner.parse(File(setting("SAMTYKKE_PRIVATE_KEY")).readText())
    val dataUrl = setting("SAMTYKKE_DATA_URL")
    // One client for the whole program: it shares connections and tokens.
    ConsentClient(key).use { client ->
        // Ask. The person has to choose on Altinn's page.
        val asked = client.requestConsent(config(), request())
        check(asked is Pause.Visit) { "the consent was decided before anybody saw it" }
        println("Open this page and choose:\n  ${asked.url}")

        // Nobody comes back to a command line, so look at the status now and then. What there is to keep is
        // `asked.flow.toJson()`: with it another process goes on, also tomorrow.
        val deadline = Instant.now() + Duration.ofMinutes(10)
        when (val pause = client.waitForDecision(asked.flow, 1.seconds, deadline)) {
            is Pause.Visit -> println("Nobody has chosen within ten minutes.")
            is Pause.Finish -> tell(pause.outcome, dataUrl)
        }
    }
}

suspend fun tell(
    outcome: Outcome,
    dataUrl: String,
) = when (outcome) {
    is Outcome.Granted -> show(dataUrl, outcome.token)
    is Outcome.Rejected -> println("The person said no.")
    else -> println("The consent has ended.")
}

/** Calls the service with the consent token, at once: the token lives for minutes. */
suspend fun show(
    dataUrl: String,
    token: AccessToken,
) {
    val request = HttpRequest.newBuilder(URI(dataUrl)).header("Authorization", "Bearer ${token.value}").build()
    val response = HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString()).await()
    check(response.statusCode() == 200) { "the service answered ${response.statusCode()}" }
    val data = Json.parseToJsonElement(response.body()).jsonObject
    val incomes = data.getValue("income").jsonArray
    val income = incomes.first().jsonObject
    val (year, amount) = listOf("year", "amount").map { income.getValue(it).jsonPrimitive.content }
    println("The person said yes. Income in $year: $amount NOK")
}

/** Who asks, and where: `Environment.Tt02` or `Environment.Production` for the real Altinn. */
fun config() =
    FlowConfig(
        environment = Environment.Custom(setting("SAMTYKKE_PLATFORM"), setting("SAMTYKKE_ISSUER")),
        client = MaskinportenClient(setting("SAMTYKKE_CLIENT_ID"), KeyReference.Kid(setting("SAMTYKKE_KID"))),
    )

/** What is asked for: one year's income, for a day. */
fun request() =
    ConsentRequest(
        fromParty = parseParty(setting("SAMTYKKE_FROM")),
        toParty = setting("SAMTYKKE_TO"),
        validTo = Instant.now() + Duration.ofDays(1),
        rights = listOf(ConsentRight("standard-samtykke-for-dele-data", metadata = mapOf("inntektsaar" to "2025"))),
        redirectUrl = "https://bank.example/return",
    )

fun setting(name: String): String =
    checkNotNull(System.getenv(name)?.ifEmpty { null }) { "$name is not set: see README.md" }

fun fail(error: Exception): Nothing {
    System.err.println("error: ${error.message}")
    exitProcess(1)
}
