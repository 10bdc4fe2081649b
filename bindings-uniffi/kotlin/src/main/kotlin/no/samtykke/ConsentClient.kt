package no.samtykke

import java.time.Instant
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

/**
 * Drives flows: it signs, sends, waits and shares tokens.
 *
 * Coroutines share it. One that is cancelled stops its work and its HTTP call, and those who waited for the same token go
 * on. All functions throw [ConsentException].
 *
 * Java has [FutureConsentClient].
 */
class ConsentClient private constructor(
    signer: AsyncSigner,
    key: Signer?,
    transport: Transport,
    private val owned: AutoCloseable?,
    private val clock: ConsentClock,
) : AutoCloseable {
    private val calls = Calls(transport, clock)
    private val tokens = Tokens(signer, key, calls, clock)
    private val verification = Verification(calls, clock)

    /** A client that signs with [signer] and sends over [transport]; without one over a transport that [close] closes. */
    constructor(signer: Signer, transport: Transport? = null, clock: ConsentClock = SystemClock()) :
        this(unblocked(signer), signer, transport.orOwn(), clock)

    /** A client whose key is asked over the network. */
    constructor(signer: AsyncSigner, transport: Transport? = null, clock: ConsentClock = SystemClock()) :
        this(signer, null, transport.orOwn(), clock)

    private constructor(signer: AsyncSigner, key: Signer?, transport: Owned, clock: ConsentClock) :
        this(signer, key, transport.transport, transport.owned, clock)

    /** Creates the consent request. */
    suspend fun requestConsent(
        config: FlowConfig,
        request: ConsentRequest,
    ): Pause = drive(ConsentFlow.start(config, request, clock.now()))

    /**
     * Goes on after the user came back to [url]: reads the status and fetches the consent token.
     *
     * After an error [flow] can be used again.
     */
    suspend fun userReturned(
        flow: ConsentFlow,
        url: String,
    ): Pause = drive(flow.moveOn(Answer.Returned(url), clock.now()))

    /** Goes on without the user: [Pause.Visit] again while nothing is decided. */
    suspend fun checkStatus(flow: ConsentFlow): Pause = drive(flow.moveOn(Answer.CheckStatus, clock.now()))

    /**
     * Asks for the status every [interval] until the user has decided or [deadline] has passed.
     *
     * After the deadline it is [Pause.Visit], with the flow to go on with.
     */
    suspend fun waitForDecision(
        flow: ConsentFlow,
        interval: Duration = 5.seconds,
        deadline: Instant? = null,
    ): Pause {
        var waiting = flow
        while (true) {
            val pause = checkStatus(waiting)
            val nextLook = clock.now() + interval.toJavaDuration()
            if (pause !is Pause.Visit || (deadline != null && nextLook >= deadline)) return pause
            waiting = pause.flow
            clock.sleepUntil(nextLook)
        }
    }

    /** Does all steps up to the next one that needs the user, or to the end. */
    suspend fun drive(flow: ConsentFlow): Pause = drive(FlowMove(flow, flow.step(clock.now())))

    private suspend fun drive(start: FlowMove): Pause {
        var (flow, step) = start
        while (true) {
            val answer =
                when (val current = step) {
                    is Step.Send -> {
                        calls.send(current.request)
                    }

                    is Step.Sign -> {
                        tokens.authorize(current.grant, flow::tokenExchange)
                    }

                    is Step.Visit -> {
                        return Pause.Visit(flow, current.url)
                    }

                    is Step.Finish -> {
                        return Pause.Finish(current.outcome)
                    }

                    is Step.Wait -> {
                        clock.sleepUntil(current.until)
                        step = flow.step(clock.now())
                        continue
                    }
                }
            val next = flow.moveOn(answer, clock.now())
            flow = next.flow
            step = next.step
        }
    }

    /** Reads one consent by its id. */
    suspend fun consent(
        config: FlowConfig,
        id: ConsentId,
    ): ConsentState =
        parseConsent(
            tokens.authorizedAnswer(config, "GET consentrequests/{id}") { token ->
                readConsentRequest(config.environment, id, token)
            },
        )

    /**
     * Fetches a consent token for the consent that [fromParty] gave, from the cache when it holds one.
     *
     * When Maskinporten refuses and does not say that the client is at fault, the consent's status is read: a consent that
     * has ended is an outcome, one that waits for its user leaves Maskinporten's error.
     */
    suspend fun consentToken(
        config: FlowConfig,
        id: ConsentId,
        fromParty: Party,
    ): Outcome =
        try {
            Outcome.Granted(token(config, consentTokenRequest(config, id, fromParty)), null)
        } catch (refusal: ConsentException) {
            if (refusal.aboutAConsent == null) throw refusal
            outcomeOfEnded(consent(config, id), clock.now()) ?: throw refusal
        }

    /** Fetches a token for a call of your own, from the cache when it holds one. */
    suspend fun token(
        config: FlowConfig,
        request: TokenRequest,
    ): AccessToken = tokens.token(config, request)

    /** Fetches Altinn's own token for APIs that do not take Maskinporten's, from the cache when it holds one. */
    suspend fun altinnToken(
        config: FlowConfig,
        request: TokenRequest,
    ): AccessToken = tokens.altinnToken(config, request)

    /** Reads what a resource asks of a consent request; nothing when the registry does not have it. */
    suspend fun resource(
        environment: Environment,
        id: String,
    ): ConsentResource? = parseResource(calls.answer("GET resource/{id}", RetryPolicy(), readResource(environment, id)))

    /** Reads all resources that consent can be asked for. The list changes seldom: keep it for some minutes. */
    suspend fun consentResources(environment: Environment): List<ConsentResource> =
        parseConsentResources(calls.answer("GET resource/search", RetryPolicy(), listConsentResources(environment)))

    /** Finds everything that Altinn would refuse by the rules of the resources that [request] names. */
    suspend fun checkRequest(
        environment: Environment,
        request: ConsentRequest,
    ): List<RequestProblem> {
        val named = request.rights.map { it.resource }.distinct()
        return checkRequestAgainst(request, named.mapNotNull { resource(environment, it) })
    }

    /** Verifies the consent token (without `Bearer`) that an API was called with. */
    suspend fun verifyConsentToken(
        verifier: ConsentTokenVerifier,
        token: String,
    ): VerifiedConsent = verification.verify(verifier, token)

    /** Follows the events from where [cursor] stands. */
    fun events(
        config: EventFeedConfig,
        cursor: EventCursor,
    ): ConsentEvents = ConsentEvents(calls, tokens, clock, EventFeed.start(config, cursor))

    /** Closes the connections that the client made itself. */
    override fun close() {
        owned?.close()
    }
}

private class Owned(
    val transport: Transport,
    val owned: AutoCloseable?,
)

private fun Transport?.orOwn(): Owned {
    if (this != null) return Owned(this, null)
    val own = platformTransport()
    return Owned(own, own as? AutoCloseable)
}
