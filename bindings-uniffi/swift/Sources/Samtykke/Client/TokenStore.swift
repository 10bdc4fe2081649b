import Foundation

/// The cache that all who share a client use, with one fetch for each kind of token.
actor TokenStore {
    private struct Turn {
        let slots = Slots(1)
        var users = 0
    }

    /// So many tokens are kept before those that have expired are dropped.
    private static let room = 64

    private let clock: any ConsentClock
    private var room = TokenStore.room
    private var tokens: [String: AccessToken] = [:]
    private var turns: [String: Turn] = [:]

    init(clock: any ConsentClock) {
        self.clock = clock
    }

    /// How many tokens are kept.
    var count: Int { tokens.count }

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
        put(key, token)
        return token
    }

    /// Drops what has expired, but not each time: with ten thousand consents it would look at ten thousand tokens.
    private func put(_ key: String, _ token: AccessToken) {
        tokens[key] = token
        guard tokens.count > room else { return }
        let now = clock.now
        tokens = tokens.filter { $0.value.expiresAt > now }
        room = max(TokenStore.room, 2 * tokens.count)
    }

    private func find(_ key: String, refused: String?) throws -> AccessToken? {
        guard let token = tokens[key], try token.isFresh(now: clock.now) else { return nil }
        return try refused == token.fingerprint() ? nil : token
    }

    private func giveUp(_ key: String) {
        turns[key]?.users -= 1
        if turns[key]?.users == 0 { turns[key] = nil }
    }
}
