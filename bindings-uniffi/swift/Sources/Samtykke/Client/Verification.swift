/// The keys of each issuer, fetched once for all who wait.
actor KeyStore {
    private struct Issuer {
        var keys: JwksCache
        let turn = Slots(1)
    }

    private var issuers: [String: Issuer] = [:]

    func keys(of environment: AltinnEnvironment, _ uri: String) throws -> (JwksCache, turn: Slots) {
        let issuer = try issuers[uri] ?? Issuer(keys: JwksCache(environment: environment))
        issuers[uri] = issuer
        return (issuer.keys, issuer.turn)
    }

    func keep(_ keys: JwksCache, _ uri: String) {
        issuers[uri]?.keys = keys
    }
}

extension ConsentClient {
    /// Verifies the consent token (without `Bearer`) that an API was called with.
    public func verifyConsentToken(verifier: ConsentTokenVerifier, token: String) async throws -> VerifiedConsent {
        let environment = try verifier.environment()
        let uri = try environment.jwksUri()
        let (keys, turn) = try await self.keys.keys(of: environment, uri)
        var step = try verifier.step(token: token, keys: keys, now: clock.now)
        if case .fetchKeys = step {
            step = try await turn.within { try await self.stepWithKeys(verifier, token, environment, uri) }
        }
        guard case .verifySignature(let check) = step else { throw InternalError(detail: "no signature to verify") }
        return try verifier.finish(check: check, isValid: isGenuine(check), now: clock.now)
    }

    private func stepWithKeys(
        _ verifier: ConsentTokenVerifier, _ token: String, _ environment: AltinnEnvironment, _ uri: String
    ) async throws -> VerifyStep {
        while true {
            let (keys, _) = try await self.keys.keys(of: environment, uri)
            let step = try verifier.step(token: token, keys: keys, now: clock.now)
            guard case .fetchKeys(let request) = step else { return step }
            switch try await send(request) {
            case .responded(let response):
                await self.keys.keep(try keys.responded(response: response, now: clock.now), uri)
            case .failed(let reason): await self.keys.keep(try keys.failed(reason: reason, now: clock.now), uri)
            default: throw InternalError(detail: "a call has no such answer")
            }
        }
    }
}

private func isGenuine(_ check: SignatureCheck) throws -> Bool {
    #if SAMTYKKE_SIGNER
        return try check.isValid()
    #else
        return try SecKeySigner.isValid(check)
    #endif
}
