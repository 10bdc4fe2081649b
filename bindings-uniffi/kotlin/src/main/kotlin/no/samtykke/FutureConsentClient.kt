package no.samtykke

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.future.future
import java.time.Duration
import java.time.Instant
import java.util.concurrent.CompletableFuture
import kotlin.time.toKotlinDuration

/**
 * [ConsentClient] for Java. A future fails with [ConsentException]; one that is cancelled stops its work.
 *
 * @param signer the client's key
 * @param transport how requests are sent; without one over connections that [close] closes
 */
class FutureConsentClient
    @JvmOverloads
    constructor(
        signer: Signer,
        transport: Transport? = null,
        clock: ConsentClock = SystemClock(),
    ) : AutoCloseable {
        private val client = ConsentClient(signer, transport, clock)
        private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

        /** Creates the consent request. */
        fun requestConsent(
            config: FlowConfig,
            request: ConsentRequest,
        ): CompletableFuture<Pause> = scope.future { client.requestConsent(config, request) }

        /** Goes on after the user came back to [url]: reads the status and fetches the consent token. */
        fun userReturned(
            flow: ConsentFlow,
            url: String,
        ): CompletableFuture<Pause> = scope.future { client.userReturned(flow, url) }

        /** Goes on without the user: [Pause.Visit] again while nothing is decided. */
        fun checkStatus(flow: ConsentFlow): CompletableFuture<Pause> = scope.future { client.checkStatus(flow) }

        /** Asks for the status every [interval] until the user has decided or [deadline] has passed. */
        @JvmOverloads
        fun waitForDecision(
            flow: ConsentFlow,
            interval: Duration = Duration.ofSeconds(5),
            deadline: Instant? = null,
        ): CompletableFuture<Pause> =
            scope.future { client.waitForDecision(flow, interval.toKotlinDuration(), deadline) }

        /** Does all steps up to the next one that needs the user, or to the end. */
        fun drive(flow: ConsentFlow): CompletableFuture<Pause> = scope.future { client.drive(flow) }

        /** Reads one consent by its id. */
        fun consent(
            config: FlowConfig,
            id: ConsentId,
        ): CompletableFuture<ConsentState> = scope.future { client.consent(config, id) }

        /** Fetches a consent token for the consent that [fromParty] gave, from the cache when it holds one. */
        fun consentToken(
            config: FlowConfig,
            id: ConsentId,
            fromParty: Party,
        ): CompletableFuture<Outcome> = scope.future { client.consentToken(config, id, fromParty) }

        /** Fetches a token for a call of your own, from the cache when it holds one. */
        fun token(
            config: FlowConfig,
            request: TokenRequest,
        ): CompletableFuture<AccessToken> = scope.future { client.token(config, request) }

        /** Fetches Altinn's own token for APIs that do not take Maskinporten's, from the cache when it holds one. */
        fun altinnToken(
            config: FlowConfig,
            request: TokenRequest,
        ): CompletableFuture<AccessToken> = scope.future { client.altinnToken(config, request) }

        /** Reads what a resource asks of a consent request; `null` when the registry does not have it. */
        fun resource(
            environment: Environment,
            id: String,
        ): CompletableFuture<ConsentResource?> = scope.future { client.resource(environment, id) }

        /** Reads all resources that consent can be asked for. */
        fun consentResources(environment: Environment): CompletableFuture<List<ConsentResource>> =
            scope.future { client.consentResources(environment) }

        /** Finds everything that Altinn would refuse by the rules of the resources that [request] names. */
        fun checkRequest(
            environment: Environment,
            request: ConsentRequest,
        ): CompletableFuture<List<RequestProblem>> = scope.future { client.checkRequest(environment, request) }

        /** Verifies the consent token (without `Bearer`) that an API was called with. */
        fun verifyConsentToken(
            verifier: ConsentTokenVerifier,
            token: String,
        ): CompletableFuture<VerifiedConsent> = scope.future { client.verifyConsentToken(verifier, token) }

        /** Follows the events from where [cursor] stands: [nextEvents] waits for them. */
        fun events(
            config: EventFeedConfig,
            cursor: EventCursor,
        ): ConsentEvents = client.events(config, cursor)

        /** Waits for the next events; `null` at the end of the feed. */
        fun nextEvents(events: ConsentEvents): CompletableFuture<List<ConsentStatusChange>?> =
            scope.future { events.next() }

        /** Stops all work, and closes the connections that the client made itself. */
        override fun close() {
            scope.cancel()
            client.close()
        }
    }
