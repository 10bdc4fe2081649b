import Foundation
import Samtykke
import Testing

/// What the README shows is what is compiled and run here.
struct ReadmeTests {
    @Test func theProgramOfTheReadmeGetsAToken() async throws {
        let bank = try await Bank()
        let key = try Fixtures.pem()
        let clientId = try await bank.sandbox.registerClient(
            publicJwk: KeySigner.parse(text: key).publicJwk(kid: "readme"), scopes: [writeScope],
            organization: bank.organization)
        let readme = Readme(bank: bank, clientId: clientId)
        let (url, stored) = try await readme.askForConsent(pem: key)
        let returnUrl = try await bank.sandbox.decide(url, "approve")
        let token = try #require(try await readme.useConsent(pem: key, stored: stored, returnUrl: returnUrl))
        #expect(try await bank.sandbox.income(token: token).status == 200)
    }

    @Test func eventsErrorsAndSignersOfTheReadmeWork() async throws {
        let bank = try await Bank()
        let readme = Readme(bank: bank, clientId: bank.registered.clientId, kid: "swift-key")
        let signer = Readme.AgentSigner(agent: Agent(key: bank.key))
        let client = ConsentClient(signer: signer)
        let pause = try await readme.ask(client, bank.request())
        #expect(pause != nil)
        let follow = Task { try await readme.follow(client, from: .beginning()) }
        await #expect(throws: Readme.Enough.self) { try await follow.value }
        #expect(readme.handled.with { $0 } > 0)
        await #expect(throws: ConsentError.self) { try await readme.ask(client, bank.request(redirectUrl: "a")) }
        #expect(readme.logged.with { $0.first?.hasPrefix("INVALID_INPUT: redirectUrl ") } == true)
    }

    @Test func everyBlockOfTheReadmeIsInThisFile() throws {
        let place = URL(fileURLWithPath: #filePath)
        let package = place.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: package.appendingPathComponent("README.md"), encoding: .utf8)
        let here = try String(contentsOf: place, encoding: .utf8).split(separator: "\n").map { $0.trimmed }
        let blocks = readme.components(separatedBy: "```swift\n").dropFirst()
        #expect(blocks.count == 6)
        for block in blocks {
            let lines = block.components(separatedBy: "```")[0].split(separator: "\n").map { $0.trimmed }
            let isHere = here.indices.contains { here[$0...].starts(with: lines) }
            #expect(isHere, "\(lines.first ?? "")")
        }
    }
}

/// The README's functions with what they are given.
private struct Readme {
    let bank: Bank
    var clientId: String
    var kid = "readme"
    let handled = Locked(0)
    let logged = Locked<[String]>([])

    var feed: EventFeedConfig { bank.feed() }

    /// The README's own, but at the sandbox.
    var config: FlowConfig {
        var config = Self.config
        config.environment = bank.environment
        config.client = MaskinportenClient(clientId: clientId, key: .kid(kid: kid))
        config.tokenScopes = [writeScope]
        return config
    }

    static let config: FlowConfig = {
        let config = FlowConfig(
            environment: .tt02,
            client: MaskinportenClient(clientId: "your client", key: .kid(kid: "your key id")),
            tokenScopes: ["skatteetaten:inntekt"]
        )
        return config
    }()

    struct Unexpected: Error {}
    struct Enough: Error {}

    func askForConsent(pem: String) async throws -> (url: String, stored: String) {
        let client = ConsentClient(signer: try KeySigner.parse(text: pem))
        let request = ConsentRequest(
            fromParty: try parseParty(text: "21818297804"),
            toParty: "991825827",
            validTo: Date().addingTimeInterval(30 * 86_400),
            rights: [ConsentRight(resource: "standard-samtykke-for-dele-data", metadata: ["inntektsaar": "2025"])],
            redirectUrl: "https://bank.example/return"
        )
        guard case .visit(let flow, let url) = try await client.requestConsent(config: config, request: request) else {
            throw Unexpected()
        }
        return (url, try flow.toJson())
    }

    func useConsent(pem: String, stored: String, returnUrl: String) async throws -> String? {
        let client = ConsentClient(signer: try KeySigner.parse(text: pem))
        let flow = try ConsentFlow.fromJson(json: stored)
        switch try await client.userReturned(flow: flow, url: returnUrl) {
        case .finish(.granted(let token, _)): return token.value
        case .finish: return nil  // rejected, expired, revoked or deleted
        case .visit: return nil  // nothing is decided yet
        }
    }

    func follow(_ client: ConsentClient, from cursor: EventCursor) async throws {
        let events = try client.events(config: feed, cursor: cursor)
        for try await batch in events {
            try await handle(batch)
            try await store(events.delivered().toJson())
        }
    }

    struct AgentSigner: Signer {
        let agent: Agent

        func sign(signingInput: String, algorithm: SigningAlgorithm) async throws -> String {
            try await agent.signature(of: signingInput, algorithm: algorithm)
        }
    }

    func ask(_ client: ConsentClient, _ request: ConsentRequest) async throws -> Pause? {
        do {
            return try await client.requestConsent(config: config, request: request)
        } catch let error as ConsentError where error.retryable {
            return nil  // later: nothing needs to change
        } catch let error as ConsentError {
            log("\(error.code): \(error.localizedDescription) \(error.advice ?? "")")
            throw error
        }
    }

    private func handle(_ batch: [ConsentStatusChange]) async throws {
        handled.with { $0 += batch.count }
    }

    private func store(_ cursor: String) async throws {
        throw Enough()
    }

    private func log(_ text: String) {
        logged.with { $0.append(text) }
    }
}

/// Something that holds a key.
private struct Agent: Sendable {
    let key: KeySigner

    func signature(of input: String, algorithm: SigningAlgorithm) async throws -> String {
        try key.sign(signingInput: input, algorithm: algorithm)
    }
}

extension Substring {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
