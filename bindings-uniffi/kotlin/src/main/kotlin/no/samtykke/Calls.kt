package no.samtykke

import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit
import java.io.IOException

/** Calls, as many at a time as there are slots. */
internal class Calls(
    private val transport: Transport,
    private val clock: ConsentClock,
) {
    private val slots = Semaphore(MAX_REQUESTS)

    suspend fun send(request: HttpRequest): Answer = inSlot { sent(request) }

    suspend fun <T> inSlot(work: suspend () -> T): T = slots.withPermit { work() }

    /** Sends within a slot that the caller has. */
    suspend fun sent(request: HttpRequest): Answer =
        try {
            Answer.Responded(transport.send(request))
        } catch (error: IOException) {
            Answer.Failed(reasonOf(error))
        }

    /** Makes a call again while a fault may pass. The last answer is given whatever it is. */
    suspend fun answer(
        call: String,
        retry: RetryPolicy,
        request: HttpRequest,
    ): HttpResponse {
        var attempts = CallAttempts.start(call, retry)
        while (true) {
            attempts =
                when (val answer = send(request)) {
                    is Answer.Responded -> {
                        attempts.responded(answer.response, clock.now()) ?: return answer.response
                    }

                    is Answer.Failed -> {
                        attempts.failed(answer.reason, clock.now())
                    }

                    else -> {
                        error("a call is answered or fails")
                    }
                }
            while (true) clock.sleepUntil(attempts.waitUntil(clock.now()) ?: break)
        }
    }

    private companion object {
        const val MAX_REQUESTS = 100
    }
}
