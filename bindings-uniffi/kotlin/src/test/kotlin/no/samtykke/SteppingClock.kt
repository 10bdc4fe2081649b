package no.samtykke

import java.time.Duration
import java.time.Instant

/** A clock that moves when somebody sleeps. */
class SteppingClock : ConsentClock {
    val waits = mutableListOf<Duration>()
    private var time = Instant.now()

    override fun now(): Instant = time

    override suspend fun sleepUntil(until: Instant) {
        waits += Duration.between(time, until)
        time = until
    }
}
