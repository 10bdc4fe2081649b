package no.samtykke

import kotlinx.coroutines.delay
import java.time.Clock
import java.time.Duration
import java.time.Instant

/** Time, which the core does not have. */
interface ConsentClock {
    /** The time. */
    fun now(): Instant

    /** Returns when [until] has come. */
    suspend fun sleepUntil(until: Instant)
}

/** The machine's clock, or another that Java's [Clock] tells. */
class SystemClock
    @JvmOverloads
    constructor(
        private val clock: Clock = Clock.systemUTC(),
    ) : ConsentClock {
        override fun now(): Instant = clock.instant()

        override suspend fun sleepUntil(until: Instant) {
            // What is left of a millisecond counts: a wait that ends early would begin again.
            delay(Duration.between(now(), until).toMillis() + 1)
        }
    }
