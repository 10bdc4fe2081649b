package no.samtykke

import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import java.time.Instant
import java.util.PriorityQueue
import java.util.concurrent.ConcurrentHashMap

/** The cache that all who share a client use: who has the turn of a key fetches its token, the others wait and find it. */
internal class TokenStore(
    private val clock: ConsentClock,
) {
    private class Turn {
        val lock = Mutex()
        var takers = 0
    }

    private val tokens = ConcurrentHashMap<String, AccessToken>()
    private val expiries = PriorityQueue<Pair<Instant, String>>(compareBy { (expiry) -> expiry })
    private val turns = ConcurrentHashMap<String, Turn>()

    /** How many tokens are kept. */
    val size get() = tokens.size

    /** [refused] is the fingerprint of a token that an API did not take. */
    suspend fun findOr(
        key: String,
        refused: String?,
        fetch: suspend () -> AccessToken,
    ): AccessToken = inTurn(key) { find(key, refused) ?: fetch().also { put(key, it) } }

    private suspend fun <T> inTurn(
        key: String,
        work: suspend () -> T,
    ): T {
        val turn = turns.compute(key) { _, turn -> (turn ?: Turn()).also { it.takers++ } }!!
        try {
            return turn.lock.withLock { work() }
        } finally {
            turns.computeIfPresent(key) { _, it -> it.takeIf { --it.takers > 0 } }
        }
    }

    private fun find(
        key: String,
        refused: String?,
    ): AccessToken? {
        val now = clock.now()
        removeExpired(now)
        return tokens[key]?.takeIf { it.isFresh(now) && (refused == null || it.fingerprint() != refused) }
    }

    private fun put(
        key: String,
        token: AccessToken,
    ) = synchronized(expiries) {
        tokens[key] = token
        expiries.add(token.expiresAt to key)
    }

    private fun removeExpired(now: Instant) =
        synchronized(expiries) {
            while (expiries.isNotEmpty() && expiries.peek().first <= now) {
                val (_, key) = expiries.poll()
                // Another token may have taken its place.
                tokens.computeIfPresent(key) { _, token -> token.takeIf { it.expiresAt > now } }
            }
        }
}
