import Foundation
import Samtykke
import Testing

/// The feed of events: it stops and goes on elsewhere.
struct EventTests {
    @Test func eventsStopAndGoOnFromAStoredCursor() async throws {
        let bank = try await Bank(Sandbox(), organization: "937884117")
        let first = try await decided(bank, "approve")
        let events = try bank.client.events(config: bank.feed(), cursor: .beginning())
        let met = try await one(events)
        #expect(met.map(\.consentRequestId) == [first, first])
        #expect(met.map(\.eventType) == [.created, .accepted])
        let stored = try events.delivered().toJson()

        let second = try await decided(bank, "reject")
        let later = try bank.client.events(config: bank.feed(), cursor: .fromJson(json: stored))
        #expect(try await Set(one(later).map(\.consentRequestId)) == [second])
    }

    @Test func eventsComeAgainUntilTheyAreConfirmed() async throws {
        let bank = try await Bank(Sandbox())
        _ = try await decided(bank, "approve")
        let events = try bank.client.events(config: bank.feed(), cursor: .beginning())
        #expect(try await one(events) == one(events))
        let cursor = try events.delivered()
        #expect(try events.cursor.toJson() == cursor.toJson())
        #expect(try await refusal { try events.delivered() }.code == "OUT_OF_TURN")
    }

    @Test func aFeedGoesOnAfterAnError() async throws {
        let bank = try await Bank(Sandbox())
        _ = try await decided(bank, "approve")
        try await bank.sandbox.fault("/accessmanagement/*", times: nil, ["kind": "gatewayHtml"])
        let events = try bank.client.events(config: bank.feed(), cursor: .beginning())
        _ = try await refusal { try await one(events) }
        try await bank.sandbox.clearFaults()
        #expect(try await !one(events).isEmpty)
    }

    @Test func onlyEventsThatAreAskedForCome() async throws {
        let bank = try await Bank()
        let wanted = try await decided(bank, "reject")
        _ = try await decided(bank, "reject")
        let filter = EventFilter(eventTypes: [.rejected], consentRequestId: wanted)
        let events = try bank.client.events(config: bank.feed(filter: filter), cursor: .beginning())
        let met = try await one(events)
        #expect(met.map(\.consentRequestId) == [wanted])
        #expect(met.map(\.eventType) == [.rejected])
    }

    @Test func aFeedThatWaitsIsCancelled() async throws {
        let bank = try await Bank(Sandbox(), organization: "937884117")
        let events = try bank.client.events(config: bank.feed(), cursor: .beginning())
        let waiting = Task { try await one(events) }
        try await Task.sleep(for: .milliseconds(200))
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func aCursorOfAnotherVersionIsRefused() async throws {
        let error = try await refusal { try EventCursor.fromJson(json: #"{"v": 2}"#) }
        #expect(error.localizedDescription.hasPrefix("cursor has version 2"))
    }

    private func one(_ events: ConsentEvents) async throws -> [ConsentStatusChange] {
        for try await batch in events { return batch }
        throw TestFailure("the feed has ended")
    }

    private func decided(_ bank: Bank, _ decision: String) async throws -> UUID {
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: bank.request()))
        let id = try visit.flow.id()
        try await bank.sandbox.decideWithoutPage(id, decision)
        return id
    }
}
