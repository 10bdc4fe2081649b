package no.samtykke

import java.net.http.HttpClient
import java.security.KeyStore
import java.time.Duration
import java.time.Instant

val config =
    FlowConfig(
        environment = Environment.Tt02,
        client = MaskinportenClient("your client", KeyReference.Kid("your key id")),
        tokenScopes = listOf("skatteetaten:inntekt"),
    )

suspend fun ask(client: ConsentClient): Pause =
    client.requestConsent(
        config,
        ConsentRequest(
            fromParty = parseParty("21818297804"),
            toParty = "991825827",
            validTo = Instant.now() + Duration.ofDays(30),
            rights = listOf(ConsentRight("ske-samtykke-sbl-inntekt", metadata = mapOf("inntektsaar" to "2025"))),
            redirectUrl = "https://bank.example/return",
        ),
    )

suspend fun goOn(
    client: ConsentClient,
    stored: String,
    returnUrl: String,
): AccessToken? =
    when (val pause = client.userReturned(ConsentFlow.fromJson(stored), returnUrl)) {
        // Nothing is decided yet.
        is Pause.Visit -> null

        // Nothing when it was rejected, expired, revoked or deleted.
        is Pause.Finish -> (pause.outcome as? Outcome.Granted)?.token
    }

suspend fun withClient(
    store: KeyStore,
    password: CharArray,
    http: HttpClient,
) = ConsentClient(KeyStoreSigner.of(store, "consent", password), JavaHttpTransport(http)).use { client ->
    ask(client)
}

fun deviceSigner(): KeyStoreSigner {
    val store = KeyStore.getInstance("AndroidKeyStore").apply { load(null) }
    return KeyStoreSigner.of(store, "consent")
}
