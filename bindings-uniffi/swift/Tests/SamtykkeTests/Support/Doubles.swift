import Foundation
import Samtykke

/// Takes its time before it sends.
final class SlowTransport: Transport {
    private let inner = URLSessionTransport()
    let delay: Locked<Duration>
    let sent = Locked(0)
    let cancelled = Locked(0)

    init(delay: Duration) {
        self.delay = Locked(delay)
    }

    func send(_ request: HttpRequest) async throws -> HttpResponse {
        sent.with { $0 += 1 }
        do {
            try await Task.sleep(for: delay.with { $0 })
        } catch {
            cancelled.with { $0 += 1 }
            throw error
        }
        return try await inner.send(request)
    }
}

/// Answers the same to everything, and keeps what it was asked.
final class FixedTransport: Transport {
    let asked = Locked<[HttpRequest]>([])
    private let answer: Result<HttpResponse, NoAnswer>

    init(_ answer: Result<HttpResponse, NoAnswer>) {
        self.answer = answer
    }

    func send(_ request: HttpRequest) async throws -> HttpResponse {
        asked.with { $0.append(request) }
        return try answer.get()
    }
}

/// The servers' clock shows in their answers.
final class DatedTransport: Transport {
    private let inner = URLSessionTransport()
    private let ahead: TimeInterval
    let calls = Locked(0)

    init(ahead: TimeInterval) {
        self.ahead = ahead
    }

    func send(_ request: HttpRequest) async throws -> HttpResponse {
        var answer = try await inner.send(request)
        calls.with { $0 += 1 }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let date = format.string(from: Date().addingTimeInterval(ahead))
        answer.headers = [HttpHeader(name: "Date", value: date)]
        return answer
    }
}

/// A clock that moves when somebody sleeps.
final class SteppingClock: ConsentClock {
    private let time = Locked(Date())
    let waits = Locked<[TimeInterval]>([])

    var now: Date { time.with { $0 } }

    func sleep(until wanted: Date) async throws {
        let wait = time.with { time in
            defer { time = wanted }
            return wanted.timeIntervalSince(time)
        }
        waits.with { $0.append(wait) }
    }
}

/// Signs with a key that something else holds, after a while, and counts how often.
final class RemoteSigner: Signer {
    private let key: KeySigner
    private let change: @Sendable (String) throws -> String
    let count = Locked(0)

    init(_ key: KeySigner, change: @escaping @Sendable (String) throws -> String = { $0 }) {
        self.key = key
        self.change = change
    }

    func sign(signingInput: String, algorithm: SigningAlgorithm) async throws -> String {
        count.with { $0 += 1 }
        try await Task.sleep(for: .milliseconds(10))
        return try change(key.sign(signingInput: signingInput, algorithm: algorithm))
    }
}

/// A value that several tasks change.
final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    func with<Result>(_ change: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try change(&value)
    }
}
