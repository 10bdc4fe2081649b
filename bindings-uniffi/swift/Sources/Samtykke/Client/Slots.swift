/// Lets so many in at a time, in the order in which they came. Who is cancelled stops waiting.
final class Slots: Sendable {
    private struct State {
        var free: Int
        var lastTicket: UInt64 = 0
        var waiting: [(ticket: UInt64, entry: CheckedContinuation<Void, any Error>)] = []
    }

    private let state: Locked<State>

    init(_ count: Int) {
        state = Locked(State(free: count))
    }

    func within<Result: Sendable>(
        isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
    ) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await work()
    }

    private func enter() async throws {
        let ticket = state.with { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { entry in
                let outcome: Result<Void, any Error>? = state.with { state in
                    // Cancellation is known before its handler runs, so one of the two sees the other.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.free == 0 {
                        state.waiting.append((ticket, entry))
                        return nil
                    }
                    state.free -= 1
                    return .success(())
                }
                if let outcome { entry.resume(with: outcome) }
            }
        } onCancel: {
            let entry = state.with { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).entry }
            }
            entry?.resume(throwing: CancellationError())
        }
    }

    private func leave() {
        let next = state.with { state -> CheckedContinuation<Void, any Error>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().entry
        }
        next?.resume()
    }
}
