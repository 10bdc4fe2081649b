package no.samtykke

import java.time.Instant

/** What the JVM sends over when the application brings nothing. */
internal fun platformTransport(): Transport = JavaHttpTransport()

/** What follows when the core signs with a key that it has; nothing when another has it. */
internal fun signedInMemory(
    exchange: TokenExchange,
    key: Signer,
    now: Instant,
): TokenMove? = (key as? KeySigner)?.let { exchange.signedBy(it, now) }
