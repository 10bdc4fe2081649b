import Foundation

extension ConsentClient {
    /// Reads one consent by its id.
    public func consent(config: FlowConfig, id: UUID) async throws -> ConsentState {
        let response = try await authorizedAnswer(config, "GET consentrequests/{id}") { token in
            try readConsentRequest(environment: config.environment, id: id, token: token)
        }
        return try parseConsent(response: response)
    }

    /// Reads what a resource asks of a consent request; `nil` when the registry does not have it.
    public func resource(environment: AltinnEnvironment, id: String) async throws -> ConsentResource? {
        let call = try readResource(environment: environment, id: id)
        return try parseResource(response: try await answer("GET resource/{id}", RetryPolicy(), call))
    }

    /// Reads all resources that consent can be asked for. The list changes seldom: keep it for some minutes.
    public func consentResources(environment: AltinnEnvironment) async throws -> [ConsentResource] {
        let call = try listConsentResources(environment: environment)
        return try parseConsentResources(response: try await answer("GET resource/search", RetryPolicy(), call))
    }

    /// Finds everything that Altinn would refuse by the rules of the resources that `request` names.
    public func checkRequest(environment: AltinnEnvironment, request: ConsentRequest) async throws -> [RequestProblem] {
        var resources: [String: ConsentResource] = [:]
        for id in Set(request.rights.map(\.resource)) {
            resources[id] = try await resource(environment: environment, id: id)
        }
        return try checkRequestAgainst(request: request, resources: Array(resources.values))
    }

    /// Makes a call of the consent API, with one more token when the first is refused.
    private func authorizedAnswer(
        _ config: FlowConfig, _ call: String, _ request: (AccessToken) throws -> HttpRequest
    ) async throws -> HttpResponse {
        let wanted = try apiTokenRequest(config: config)
        let first = try await token(config, wanted, refused: nil)
        let response = try await answer(call, config.retry, request(first))
        guard response.status == 401 else { return response }
        let second = try await token(config, wanted, refused: first.fingerprint())
        return try await answer(call, config.retry, request(second))
    }

    /// Makes a call again while a fault may pass. The last answer is given whatever it is.
    func answer(_ call: String, _ retry: RetryPolicy, _ request: HttpRequest) async throws -> HttpResponse {
        var attempts = try CallAttempts.start(call: call, policy: retry)
        while true {
            switch try await send(request) {
            case .responded(let response):
                guard let later = try attempts.responded(response: response, now: clock.now) else { return response }
                attempts = later
            case .failed(let reason): attempts = try attempts.failed(reason: reason, now: clock.now)
            default: throw InternalError(detail: "a call has no such answer")
            }
            while let until = try attempts.waitUntil(now: clock.now) {
                try await clock.sleep(until: until)
            }
        }
    }

    func send(_ request: HttpRequest) async throws -> Answer {
        try await slots.within { try await self.sent(request) }
    }

    /// Sends without waiting for a slot.
    func sent(_ request: HttpRequest) async throws -> Answer {
        do {
            return .responded(response: try await transport.send(request))
        } catch {
            if error is CancellationError { throw error }
            try Task.checkCancellation()
            return .failed(reason: error.localizedDescription)
        }
    }
}
