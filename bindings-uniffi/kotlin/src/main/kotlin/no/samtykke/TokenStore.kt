package no.samtykke

import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
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
    private val turns = ConcurrentHashMap<String, Turn>()

    /** [refused] is the fingerprint of a token that an API did not take. */
    suspend fun findOr(
        key: String,
        refused: String?,
        fetch: suspend () -> AccessToken,
    ): AccessToken = inTurn(key) { find(key, refused) ?: fetch().also { tokens[key] = it } }

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
        tokens.values.removeIf { it.expiresAt <= now }
        return tokens[key]?.takeIf { it.isFresh(now) && (refused == null || it.fingerprint() != refused) }
    }
}
