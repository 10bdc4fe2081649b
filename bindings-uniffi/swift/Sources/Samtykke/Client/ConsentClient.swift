import Foundation

/// Drives flows: it signs, sends, waits and shares tokens.
///
/// Any number of tasks may share it. A cancelled task stops its work, the HTTP call included, and those who waited for the
/// same token go on.
///
/// ```swift
/// let client = ConsentClient(signer: try KeySigner.parse(text: pem))
/// let pause = try await client.requestConsent(config: config, request: request)
/// ```
public final class ConsentClient: Sendable {
    let signer: any Signer
    let transport: any Transport
    let clock: any ConsentClock
    let tokens: TokenStore
    let keys = KeyStore()
    let slots = Slots(URLSessionTransport.maxRequests)
    /// How many seconds Maskinporten's clock is ahead of ours, as far as a refused grant told.
    let clockOffset = Locked<Int64>(0)

    /// Signs with `signer`, and sends over `transport` or over a `URLSession` of its own.
    public init(
        signer: any Signer,
        transport: any Transport = URLSessionTransport(),
        clock: any ConsentClock = SystemClock()
    ) {
        self.signer = signer
        self.transport = transport
        self.clock = clock
        tokens = TokenStore(clock: clock)
    }

    /// Creates the consent request.
    public func requestConsent(config: FlowConfig, request: ConsentRequest) async throws -> Pause {
        try await drive(flow: ConsentFlow.start(config: config, request: request, now: clock.now))
    }

    /// Goes on after the user came back to `url`: reads the status and fetches the consent token.
    ///
    /// After an error `flow` can be used again.
    public func userReturned(flow: ConsentFlow, url: String) async throws -> Pause {
        try await drive(flow.moveOn(answer: .returned(url: url), now: clock.now))
    }

    /// Goes on without the user: ``Pause/visit(flow:url:)`` again while nothing is decided.
    public func checkStatus(flow: ConsentFlow) async throws -> Pause {
        try await drive(flow.moveOn(answer: .checkStatus, now: clock.now))
    }

    /// Asks for the status every `interval` until the user has decided or `deadline` has passed.
    ///
    /// After the deadline it is ``Pause/visit(flow:url:)``, with the flow to go on with.
    public func waitForDecision(
        flow: ConsentFlow, interval: Duration = .seconds(5), deadline: Date? = nil
    ) async throws -> Pause {
        var flow = flow
        while true {
            let pause = try await checkStatus(flow: flow)
            let nextLook = clock.now.addingTimeInterval(interval.inSeconds)
            guard case .visit(let waiting, _) = pause, nextLook < deadline ?? .distantFuture else { return pause }
            flow = waiting
            try await clock.sleep(until: nextLook)
        }
    }

    /// Does all steps up to the next one that needs the user, or to the end.
    public func drive(flow: ConsentFlow) async throws -> Pause {
        try await drive(FlowMove(flow: flow, step: flow.step(now: clock.now)))
    }

    private func drive(_ start: FlowMove) async throws -> Pause {
        var move = start
        while true {
            let flow = move.flow
            let answer: Answer
            switch move.step {
            case .sign(let grant): answer = try await authorize(grant, flow.tokenExchange)
            case .send(let request): answer = try await send(request)
            case .wait(let until):
                try await clock.sleep(until: until)
                move.step = try flow.step(now: clock.now)
                continue
            case .visit(let url): return .visit(flow: flow, url: url)
            case .finish(let outcome): return .finish(outcome: outcome)
            }
            move = try flow.moveOn(answer: answer, now: clock.now)
        }
    }

    /// Follows the events of all consents of an organization, from where `cursor` stands.
    public func events(config: EventFeedConfig, cursor: EventCursor) throws -> ConsentEvents {
        try ConsentEvents(client: self, feed: EventFeed.start(config: config, cursor: cursor))
    }
}

extension ConsentClient: CustomReflectable {
    /// Nothing: keys and tokens are nobody's business.
    public var customMirror: Mirror { Mirror(self, children: [Mirror.Child]()) }
}
