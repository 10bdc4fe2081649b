/// The events of all consents of an organization, as they come: each look gives at least one.
///
/// Until ``delivered()`` is called the same events come again. After an error a new loop goes on.
///
/// ```swift
/// for try await batch in events {
///     handle(batch)
///     store(try events.delivered().toJson())
/// }
/// ```
public final class ConsentEvents: AsyncSequence, Sendable {
    /// What happened since the last look.
    public typealias Element = [ConsentStatusChange]

    private let client: ConsentClient
    private let feed: Locked<EventFeed>

    init(client: ConsentClient, feed: EventFeed) {
        self.client = client
        self.feed = Locked(feed)
    }

    /// Goes on where the feed is.
    public func makeAsyncIterator() -> Iterator {
        Iterator(events: self)
    }

    /// Confirms that the events were acted on. Store the cursor before the next ones.
    public func delivered() throws -> EventCursor {
        try feed.with { feed in
            feed = try feed.delivered(now: client.clock.now)
            return try feed.cursor()
        }
    }

    /// Where the feed has come to.
    public var cursor: EventCursor {
        get throws { try feed.with { try $0.cursor() } }
    }

    private func next() async throws -> Element? {
        while true {
            let feed = feed.with { $0 }
            let answer: Answer
            switch try feed.step(now: client.clock.now) {
            case .sign(let grant): answer = try await client.authorize(grant, feed.tokenExchange)
            case .send(let request): answer = try await client.send(request)
            case .wait(let until):
                try await client.clock.sleep(until: until)
                continue
            case .deliver(let events): return events
            case .finish: return nil
            }
            let advanced = try feed.advance(answer: answer, now: client.clock.now)
            self.feed.with { $0 = advanced }
        }
    }

    /// Waits for the next events.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let events: ConsentEvents

        /// The next events, at least one; `nil` at the end, which a feed that polls never has.
        public mutating func next() async throws -> [ConsentStatusChange]? {
            try await events.next()
        }
    }
}
