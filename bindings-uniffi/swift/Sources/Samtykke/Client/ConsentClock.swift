import Foundation

/// What ``ConsentClient`` knows of time.
public protocol ConsentClock: Sendable {
    /// The time.
    var now: Date { get }

    /// Returns when `time` has come; throws `CancellationError` when the task is cancelled before.
    func sleep(until time: Date) async throws
}

/// The machine's clock.
public struct SystemClock: ConsentClock {
    /// The clock.
    public init() {}

    /// The time.
    public var now: Date { Date() }

    /// Sleeps, and lets others work.
    public func sleep(until time: Date) async throws {
        try await Task.sleep(for: .seconds(max(0, time.timeIntervalSinceNow)))
    }
}
