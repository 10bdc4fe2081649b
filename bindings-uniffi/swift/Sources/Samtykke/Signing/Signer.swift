/// Something that holds the client's private key: a Keychain, a KMS, an HSM, an agent in another process.
public protocol Signer: Sendable {
    /// Signs the ASCII text `signingInput`; the result is base64url, with or without padding.
    ///
    /// An error becomes a ``ConsentError`` with code `SIGNING` that tells its `localizedDescription`.
    func sign(signingInput: String, algorithm: SigningAlgorithm) async throws -> String
}

#if SAMTYKKE_SIGNER
    extension KeySigner: Signer {}
#endif
