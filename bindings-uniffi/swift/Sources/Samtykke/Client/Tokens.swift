import Foundation

extension ConsentClient {
    /// Fetches a token for a call of your own, from the cache when it holds one.
    public func token(config: FlowConfig, request: TokenRequest) async throws -> AccessToken {
        try await token(config, request, refused: nil)
    }

    /// Fetches a consent token for the consent that `fromParty` gave, from the cache when it holds one.
    ///
    /// When Maskinporten refuses and does not say that the client is at fault, the consent's status is read: a consent that
    /// has ended is an outcome, one that waits for its user leaves Maskinporten's error.
    public func consentToken(config: FlowConfig, id: UUID, fromParty: Party) async throws -> Outcome {
        let wanted = try consentTokenRequest(config: config, id: id, fromParty: fromParty)
        do {
            return .granted(token: try await token(config: config, request: wanted), consent: nil)
        } catch let refusal as ConsentError where refusal.aboutAConsent != nil {
            let consent = try await consent(config: config, id: id)
            guard let ended = try outcomeOfEnded(consent: consent, now: clock.now) else { throw refusal }
            return ended
        }
    }

    /// Fetches Altinn's own token for APIs that do not take Maskinporten's, from the cache when it holds one.
    public func altinnToken(config: FlowConfig, request: TokenRequest) async throws -> AccessToken {
        let key = try tokenKey(request: request, environment: config.environment, client: config.client)
        return try await tokens.find("altinn \(key)") {
            let token = try await self.token(config: config, request: request)
            let call = try exchangeToken(environment: config.environment, token: token, asTestOrganization: false)
            let response = try await self.answer("GET exchange/maskinporten", config.retry, call)
            return try parseAltinnToken(response: response, now: self.clock.now)
        }
    }

    func token(_ config: FlowConfig, _ request: TokenRequest, refused: String?) async throws -> AccessToken {
        let exchange = try TokenExchange.start(
            environment: config.environment, client: config.client, request: request, policy: config.retry)
        return try await tokens.find(exchange.tokenKey(), refused: refused) { try await self.fetch(exchange) }
    }

    /// The answer to a step that signs, behind which is `exchange`.
    func authorize(
        _ grant: Grant, _ exchange: @Sendable () throws -> TokenExchange?
    ) async throws -> Answer {
        do {
            let token = try await tokens.find(grant.tokenKey, refused: grant.refusedToken) {
                try await self.fetch(present(exchange()))
            }
            return .authorized(token: token)
        } catch let refusal as ConsentError {
            // The flow may find out that the consent is what the refusal is about.
            guard let problem = refusal.aboutAConsent, try present(exchange()).isForConsent() else { throw refusal }
            return .denied(problem: problem)
        }
    }

    private func fetch(_ exchange: TokenExchange) async throws -> AccessToken {
        let offset = clockOffset.with { $0 }
        var exchange = offset == 0 ? exchange : try exchange.withClockOffset(seconds: offset)
        while true {
            let before = exchange
            // A grant holds for seconds: it is signed when it can be sent.
            let move = try await slots.within { try await self.attempt(before) }
            clockOffset.with { $0 = move.clockOffset }
            exchange = move.exchange
            switch move.step {
            case .finish(let token): return token
            case .wait(let until): try await clock.sleep(until: until)
            case .sign, .send: continue
            }
        }
    }

    private func attempt(_ exchange: TokenExchange) async throws -> TokenMove {
        let move = try await signed(exchange)
        guard case .send(let request) = move.step else { return move }
        return try move.exchange.moveOn(answer: try await sent(request), now: clock.now)
    }

    private func signed(_ exchange: TokenExchange) async throws -> TokenMove {
        #if SAMTYKKE_SIGNER
            if let key = signer as? KeySigner { return try exchange.signedBy(signer: key, now: clock.now) }
        #endif
        let step = try exchange.step(now: clock.now)
        guard case .sign(let grant) = step else {
            return TokenMove(exchange: exchange, step: step, clockOffset: clockOffset.with { $0 })
        }
        let signature: String
        do {
            signature = try await signer.sign(signingInput: grant.signingInput, algorithm: grant.algorithm)
        } catch let error as ConsentError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw try ConsentError.signing(reason: error.localizedDescription, underlyingError: error)
        }
        return try exchange.moveOn(answer: .signed(grant: grant, signature: signature), now: clock.now)
    }
}

/// An exchange is behind every step that signs.
private func present(_ exchange: TokenExchange?) throws -> TokenExchange {
    guard let exchange else { throw InternalError(detail: "a grant without an exchange") }
    return exchange
}
