import Foundation
import Samtykke
import Testing

/// What a client does beside the core: tokens, waits, cancellation, transports.
struct ClientTests {
    private let wanted = TokenRequest(scopes: [writeScope])

    @Test func oneFetchServesAllWhoWaitForTheSameToken() async throws {
        let bank = try await Bank()
        let signer = RemoteSigner(bank.key)
        let client = ConsentClient(signer: signer)
        let (config, wanted) = (bank.config(), wanted)
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 {
                group.addTask { try await client.token(config: config, request: wanted).value }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(tokens.count == 1)
        #expect(signer.count.with { $0 } == 1)
    }

    @Test func aCancelledTaskStopsAndTheOthersGoOn() async throws {
        let bank = try await Bank()
        let transport = SlowTransport(delay: .seconds(60))
        let client = ConsentClient(signer: bank.key, transport: transport)
        let (config, wanted) = (bank.config(), wanted)
        let first = Task { try await client.token(config: config, request: wanted) }
        try await eventually { transport.sent.with { $0 } == 1 }
        let second = Task { try await client.token(config: config, request: wanted) }
        try await Task.sleep(for: .milliseconds(20))
        transport.delay.with { $0 = .zero }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(transport.cancelled.with { $0 } == 1)
        #expect(try await !second.value.value.isEmpty)
        #expect(transport.sent.with { $0 } == 2)
    }

    @Test func aCancelledTaskEndsItsHttpCall() async throws {
        let bank = try await Bank(Sandbox())
        try await bank.sandbox.fault("/token", times: nil, ["kind": "latency", "millis": 20_000])
        let (client, config, wanted) = (bank.client, bank.config(), wanted)
        let calling = Task { try await client.token(config: config, request: wanted) }
        try await Task.sleep(for: .milliseconds(200))
        let cancelled = ContinuousClock.now
        calling.cancel()
        await #expect(throws: CancellationError.self) { try await calling.value }
        #expect(ContinuousClock.now - cancelled < .seconds(5))
    }

    @Test func aWaitIsCancelled() async throws {
        let bank = try await Bank()
        let client = bank.client
        let flow = try visited(await client.requestConsent(config: bank.config(), request: bank.request())).flow
        let waiting = Task { try await client.waitForDecision(flow: flow, interval: .seconds(3600)) }
        try await Task.sleep(for: .milliseconds(100))
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func waitsAreTheClocks() async throws {
        let bank = try await Bank()
        let clock = SteppingClock()
        let transport = FixedTransport(.failure(NoAnswer("the line is dead")))
        let client = ConsentClient(signer: bank.key, transport: transport, clock: clock)
        var config = bank.config()
        config.retry = RetryPolicy()
        let error = try await refusal { try await client.token(config: config, request: wanted) }
        #expect(error.localizedDescription.contains("after 4 attempts: the line is dead"))
        let waits = clock.waits.with { $0 }
        #expect(waits.count == 3)
        for (wait, most) in zip(waits, [1.0, 2, 4]) {
            #expect(wait > most * 0.7 && wait <= most * 1.01)
        }
    }

    @Test func anEndlessAnswerIsNone() async throws {
        let bank = try await Bank(Sandbox())
        // The sandbox writes each of these numbers with eighteen characters.
        let numbers = Array(repeating: "1e15", count: 100_000).joined(separator: ",")
        let fault = #"{"route": "/token", "fault": {"kind": "status", "status": 200, "body": [\#(numbers)]}}"#
        _ = try await bank.sandbox.post("faults", json: Data(fault.utf8))
        let error = try await refusal { try await bank.client.token(config: bank.config(), request: wanted) }
        #expect(error.reason == "the answer is larger than 1 MiB")
    }

    @Test func redirectsAreNotFollowed() async throws {
        let bank = try await Bank()
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: bank.request()))
        let form = HttpHeader(name: "Content-Type", value: "application/x-www-form-urlencoded")
        let body = try await bank.sandbox.form(visit.url, "reject")
        let decision = HttpRequest(method: .post, url: visit.url, headers: [form], body: body)
        let status = try await URLSessionTransport().send(decision).status
        #expect((300..<400).contains(status))
    }

    private func eventually(_ condition: () -> Bool) async throws {
        for _ in 0..<200 where !condition() {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(condition())
    }
}
