import Foundation
import Samtykke
import Testing

/// Many flows on one client, and in one process.
struct ManyTests {
    @Test func fiveHundredFlowsAtOnceOnOneClientMakeNoThreadForEach() async throws {
        let bank = try await Bank()
        let signer = RemoteSigner(bank.key)
        let client = ConsentClient(signer: signer)
        let watch = Task.detached { await mostThreads() }
        let ids = try await withThrowingTaskGroup(of: UUID.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    try visited(await client.requestConsent(config: bank.config(), request: bank.request())).flow.id()
                }
            }
            return try await group.reduce(into: Set<UUID>()) { $0.insert($1) }
        }
        watch.cancel()
        #expect(ids.count == 500)
        #expect(signer.count.with { $0 } == 1)
        // Other tests run at the same time, and Dispatch has up to 64 threads for what blocks.
        #expect(await watch.value < 200)
    }

    @Test func tenThousandFlowsLeaveMemoryFlat() async throws {
        let bank = try await Bank()
        let request = try bank.request()
        var before = try memory()
        // Other tests take memory at the same time, and allocators take more for a while; what leaks never stops.
        for _ in 0..<12 {
            for _ in 0..<10_000 {
                let flow = try ConsentFlow.start(config: bank.config(), request: request, now: Date())
                guard case .sign = try flow.step(now: Date()) else { throw TestFailure("wanted a grant") }
                _ = try ConsentFlow.fromJson(json: flow.toJson())
            }
            let after = try memory()
            if after - before < 3_000 { return }
            before = after
        }
        Issue.record("memory grew by more than 3 MB with each 10 000 flows")
    }
}

/// The most threads that the process had at a time until the task is cancelled.
private func mostThreads() async -> Int {
    var most = 0
    while !Task.isCancelled {
        most = max(most, (try? status("Threads")) ?? 0)
        try? await Task.sleep(for: .milliseconds(5))
    }
    return most
}

/// Kilobytes that the process has.
private func memory() throws -> Int {
    try status("VmRSS")
}

/// A number that Linux tells of the process; zero elsewhere.
private func status(_ name: String) throws -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("\(name):") }) else {
        throw TestFailure("no \(name)")
    }
    return Int(line.filter(\.isNumber)) ?? 0
}
