package no.samtykke

import java.time.Instant

/** The core's own values for what a constructor leaves out, asked for once. What must be given does not change them. */
internal object Defaults {
    private val environment = Environment.Production
    private val anyone = newMaskinportenClient("", "")

    val consentRequest =
        newConsentRequest(parseParty("991825827"), "991825827", Instant.EPOCH, listOf(), "https://example.com")
    val consentRight = newConsentRight("")
    val consentTokenOptions = newConsentTokenOptions(environment, listOf(""))
    val eventFeedConfig = newEventFeedConfig(environment, anyone)
    val eventFilter = newEventFilter()
    val flowConfig = newFlowConfig(environment, anyone)
    val languageText = newLanguageText()
    val maskinportenClient = anyone
    val retryPolicy = newRetryPolicy()
    val tokenRequest = newTokenRequest(listOf(""))
}
