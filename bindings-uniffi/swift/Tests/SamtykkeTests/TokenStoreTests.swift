import Foundation
import Testing

@testable import Samtykke

/// What is kept, and for how long.
struct TokenStoreTests {
    @Test func whatHasExpiredIsDropped() async throws {
        let clock = SteppingClock()
        let store = TokenStore(clock: clock)
        try await fill(store, with: "early", until: clock.now.addingTimeInterval(120))
        #expect(await store.count == 100)
        try await clock.sleep(until: clock.now.addingTimeInterval(180))
        try await fill(store, with: "late", until: clock.now.addingTimeInterval(120))
        #expect(await store.count == 100)
        let kept = try await store.find("late 0") { throw TestFailure("it is kept") }
        #expect(kept.value == "late")
    }

    private func fill(_ store: TokenStore, with value: String, until end: Date) async throws {
        for number in 0..<100 {
            _ = try await store.find("\(value) \(number)") { AccessToken(value: value, scope: nil, expiresAt: end) }
        }
    }
}
