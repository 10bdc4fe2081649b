package no.samtykke

/**
 * Something that holds the client's private key: a [KeyStoreSigner], a KMS, an HSM.
 *
 * It may block: it is called on a thread that is meant for that.
 */
fun interface Signer {
    /**
     * Signs the ASCII text [signingInput]; the result is base64url, with or without padding.
     *
     * An exception becomes a [ConsentException] with the code `SIGNING` that tells its text.
     */
    fun sign(
        signingInput: String,
        algorithm: SigningAlgorithm,
    ): String
}

/** As [Signer], for a key that is asked over the network. */
fun interface AsyncSigner {
    /** Signs the ASCII text [signingInput]; the result is base64url, with or without padding. */
    suspend fun sign(
        signingInput: String,
        algorithm: SigningAlgorithm,
    ): String
}
