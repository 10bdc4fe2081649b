package no.samtykke

import kotlinx.coroutines.runBlocking
import java.time.Duration
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.fail

/** What is kept, and for how long. */
class TokenStoreTest {
    private val clock = SteppingClock()
    private val store = TokenStore(clock)

    @Test
    fun `what has expired is dropped`() =
        runBlocking {
            fill("early")
            assertEquals(100, store.size)
            clock.sleepUntil(clock.now() + Duration.ofMinutes(3))
            fill("late")
            assertEquals(100, store.size)
            assertEquals("late", store.findOr("late 0", null) { fail("it is kept") }.value)
        }

    private suspend fun fill(value: String) {
        val end = clock.now() + Duration.ofMinutes(2)
        repeat(100) { store.findOr("$value $it", null) { AccessToken(value, null, end) } }
    }
}
