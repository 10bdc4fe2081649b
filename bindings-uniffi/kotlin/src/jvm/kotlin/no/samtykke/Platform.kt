package no.samtykke

import java.time.Instant

/** What the JVM sends over when the application brings nothing. */
internal fun platformTransport(): Transport = JavaHttpTransport()

/** The exchange with a signed grant, in one call of the core that has the key; nothing when another has it. */
internal fun signedInMemory(
    exchange: TokenExchange,
    key: Signer,
    now: Instant,
): TokenExchange? = (key as? KeySigner)?.let { exchange.signedBy(it, now) }
