package no.samtykke

import java.time.Instant

/** What Android sends over when the application brings nothing. */
internal fun platformTransport(): Transport = OkHttpTransport()

/** Android's library holds no key: the key store signs. */
@Suppress("UNUSED_PARAMETER")
internal fun signedInMemory(
    exchange: TokenExchange,
    key: Signer,
    now: Instant,
): TokenMove? = null
