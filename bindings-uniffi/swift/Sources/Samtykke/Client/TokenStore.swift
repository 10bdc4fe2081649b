import Foundation

/// The cache that all who share a client use, with one fetch for each kind of token.
actor TokenStore {
    private struct Turn {
        let slots = Slots(1)
        var users = 0
    }

    private let clock: any ConsentClock
    private var tokens: [String: AccessToken] = [:]
    private var turns: [String: Turn] = [:]

    init(clock: any ConsentClock) {
        self.clock = clock
    }

    /// The kept token, or what `fetch` gives: called by one at a time for a key, while the others wait and find it.
    ///
    /// `refused` is the fingerprint of a token that an API did not take.
    func find(
        _ key: String, refused: String? = nil, orFetch fetch: @Sendable () async throws -> AccessToken
    ) async throws -> AccessToken {
        if let token = try find(key, refused: refused) { return token }
        var turn = turns[key] ?? Turn()
        turn.users += 1
        turns[key] = turn
        defer { giveUp(key) }
        return try await turn.slots.within { try await kept(key, refused, fetch) }
    }

    private func kept(
        _ key: String, _ refused: String?, _ fetch: @Sendable () async throws -> AccessToken
    ) async throws -> AccessToken {
        if let token = try find(key, refused: refused) { return token }
        let token = try await fetch()
        tokens[key] = token
        return token
    }

    private func find(_ key: String, refused: String?) throws -> AccessToken? {
        let now = clock.now
        tokens = tokens.filter { $0.value.expiresAt > now }
        guard let token = tokens[key], try token.isFresh(now: now) else { return nil }
        return try refused == token.fingerprint() ? nil : token
    }

    private func giveUp(_ key: String) {
        turns[key]?.users -= 1
        if turns[key]?.users == 0 { turns[key] = nil }
    }
}
