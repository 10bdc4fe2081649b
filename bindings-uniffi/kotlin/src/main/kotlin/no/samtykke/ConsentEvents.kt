package no.samtykke

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * The events of all consents of an organization, as they come: each look gives at least one.
 *
 * Until [delivered] is called the same events come again. After an error a new look goes on. One coroutine looks at a time.
 */
class ConsentEvents internal constructor(
    private val calls: Calls,
    private val tokens: Tokens,
    private val clock: ConsentClock,
    @Volatile private var feed: EventFeed,
) {
    /** Where the feed has come to. */
    val cursor: EventCursor get() = feed.cursor()

    /** Waits for the next events; nothing at the end of the feed. */
    suspend fun next(): List<ConsentStatusChange>? {
        while (true) {
            val answer =
                when (val step = feed.step(clock.now())) {
                    is FeedStep.Send -> {
                        calls.send(step.request)
                    }

                    is FeedStep.Sign -> {
                        tokens.authorize(step.grant, feed::tokenExchange)
                    }

                    is FeedStep.Deliver -> {
                        return step.events
                    }

                    is FeedStep.Finish -> {
                        return null
                    }

                    is FeedStep.Wait -> {
                        clock.sleepUntil(step.until)
                        continue
                    }
                }
            feed = feed.advance(answer, clock.now())
        }
    }

    /** The events as a flow. A collector that stops leaves the feed where it is. */
    fun asFlow(): Flow<List<ConsentStatusChange>> = flow { while (true) emit(next() ?: break) }

    /** Confirms that the events were acted on. Store the cursor before the next ones. */
    fun delivered(): EventCursor {
        feed = feed.delivered(clock.now())
        return feed.cursor()
    }
}
