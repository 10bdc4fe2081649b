package example

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import no.samtykke.ReturnVerdict
import no.samtykke.parseConsentReturn
import java.io.IOException

/** The app's own back end: it has the key, the flow and the tokens. The app has none of them. */
interface BankServer {
    /** Creates the consent request; the address of Altinn's page. */
    suspend fun start(): String

    /** Goes on with the flow after the user came back to [returnUrl]; what the consent opened, or nothing. */
    suspend fun returned(returnUrl: String): String?
}

/** What the screen shows. */
sealed interface ConsentState {
    /** The user has not begun. */
    object Ready : ConsentState

    /** The server is asked. */
    object Working : ConsentState

    /** The user must choose in the browser. */
    data class AtAltinn(
        val url: String,
    ) : ConsentState

    /** The consent was given, and this is the data. */
    data class Given(
        val data: String,
    ) : ConsentState

    /** The user said no, or the consent has ended. */
    object NotGiven : ConsentState

    /** Something did not work; the user can try again. */
    object Failed : ConsentState
}

/** The app's half of a consent. It is plain Kotlin, so that it compiles and runs without a device. */
class ConsentModel(
    private val server: BankServer,
) {
    private val shown = MutableStateFlow<ConsentState>(ConsentState.Ready)

    /** What the screen shows. */
    val state: StateFlow<ConsentState> = shown.asStateFlow()

    /** The user wants to give the consent. */
    suspend fun start() = work { ConsentState.AtAltinn(server.start()) }

    /**
     * The browser opened the app's own address. What it says is a hint, for anybody can open it: a no is shown at once, a
     * yes is the server's to find out.
     */
    suspend fun returned(returnUrl: String) =
        work {
            when (parseConsentReturn(returnUrl).verdict) {
                ReturnVerdict.REJECTED -> ConsentState.NotGiven
                else -> server.returned(returnUrl)?.let { ConsentState.Given(it) } ?: ConsentState.NotGiven
            }
        }

    private suspend fun work(next: suspend () -> ConsentState) {
        shown.value = ConsentState.Working
        shown.value =
            try {
                next()
            } catch (_: IOException) {
                ConsentState.Failed
            }
    }
}
