package no.samtykke

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible

/** Tokens of Maskinporten and of Altinn. */
internal class Tokens(
    private val signer: AsyncSigner,
    private val key: Signer?,
    private val calls: Calls,
    private val clock: ConsentClock,
) {
    private val store = TokenStore(clock)

    @Volatile
    private var clockOffset = 0L

    suspend fun token(
        config: FlowConfig,
        request: TokenRequest,
        refused: String? = null,
    ): AccessToken {
        val exchange = TokenExchange.start(config.environment, config.client, request, config.retry)
        return store.findOr(exchange.tokenKey(), refused) { fetch(exchange) }
    }

    suspend fun altinnToken(
        config: FlowConfig,
        request: TokenRequest,
    ): AccessToken {
        val key = "altinn ${tokenKey(request, config.environment, config.client)}"
        return store.findOr(key, null) {
            val call = exchangeToken(config.environment, token(config, request), false)
            parseAltinnToken(calls.answer("GET exchange/maskinporten", config.retry, call), clock.now())
        }
    }

    /** The answer to a flow or a feed that wants a token. */
    suspend fun authorize(
        grant: Grant,
        exchange: () -> TokenExchange?,
    ): Answer {
        val present = { checkNotNull(exchange()) { "an exchange is behind every step that signs" } }
        return try {
            Answer.Authorized(store.findOr(grant.tokenKey, grant.refusedToken) { fetch(present()) })
        } catch (error: ConsentException) {
            // The flow may find out that the consent is what the refusal is about.
            Answer.Denied(error.aboutAConsent?.takeIf { present().isForConsent() } ?: throw error)
        }
    }

    /** Makes a call of the consent API, with one more token when the first is refused. */
    suspend fun authorizedAnswer(
        config: FlowConfig,
        call: String,
        request: (AccessToken) -> HttpRequest,
    ): HttpResponse {
        val wanted = apiTokenRequest(config)
        val token = token(config, wanted)
        val response = calls.answer(call, config.retry, request(token))
        if (response.status != UNAUTHORIZED) return response
        return calls.answer(call, config.retry, request(token(config, wanted, token.fingerprint())))
    }

    private suspend fun fetch(started: TokenExchange): AccessToken {
        var exchange = clockOffset.let { if (it == 0L) started else started.withClockOffset(it) }
        while (true) {
            // A grant holds for seconds: it is signed when it can be sent.
            val move = calls.inSlot { attempted(exchange) }
            clockOffset = move.clockOffset
            exchange = move.exchange
            when (val step = move.step) {
                is TokenStep.Finish -> {
                    return step.token
                }

                is TokenStep.Wait -> {
                    clock.sleepUntil(step.until)
                }

                else -> {}
            }
        }
    }

    private suspend fun attempted(exchange: TokenExchange): TokenMove {
        val signed = signed(exchange)
        val step = signed.step as? TokenStep.Send ?: return signed
        return signed.exchange.moveOn(calls.sent(step.request), clock.now())
    }

    private suspend fun signed(exchange: TokenExchange): TokenMove {
        key?.let { signedInMemory(exchange, it, clock.now()) }?.let { return it }
        val step = exchange.step(clock.now())
        val grant = (step as? TokenStep.Sign ?: return TokenMove(exchange, step, clockOffset)).grant
        val signature =
            try {
                signer.sign(grant.signingInput, grant.algorithm)
            } catch (error: Exception) {
                if (error is ConsentException || error is CancellationException) throw error
                throw ConsentException.signing(reasonOf(error), error)
            }
        return exchange.moveOn(Answer.Signed(grant, signature), clock.now())
    }

    private companion object {
        const val UNAUTHORIZED = 401
    }
}

/** A signer that blocks, away from the threads that must not. */
internal fun unblocked(signer: Signer) =
    AsyncSigner { signingInput, algorithm ->
        runInterruptible(Dispatchers.IO) { signer.sign(signingInput, algorithm) }
    }
