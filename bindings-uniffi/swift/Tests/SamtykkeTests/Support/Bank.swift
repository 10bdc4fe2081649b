import Foundation
import Samtykke
import Testing

let writeScope = "altinn:consentrequests.write"
let person = "21818297804"
let resourceId = "standard-samtykke-for-dele-data"
let quick = RetryPolicy(baseDelay: .milliseconds(1), maxDelay: .milliseconds(2))
let aDay: Duration = .seconds(86_400)

/// A data consumer with a client that is registered at the sandbox.
struct Bank: Sendable {
    let sandbox: Sandbox
    let organization: String
    let key: KeySigner
    let registered: MaskinportenClient

    init(_ sandbox: Sandbox? = nil, organization: String = "991825827") async throws {
        self.sandbox = try sandbox ?? Sandbox.running()
        self.organization = organization
        key = try Fixtures.key()
        let clientId = try await self.sandbox.registerClient(
            publicJwk: key.publicJwk(kid: "swift-key"), scopes: [writeScope], organization: organization)
        registered = MaskinportenClient(clientId: clientId, key: .kid(kid: "swift-key"))
    }

    /// A client with the bank's key.
    var client: ConsentClient { ConsentClient(signer: key) }

    var environment: AltinnEnvironment { .custom(platform: sandbox.platform, issuer: sandbox.issuer) }

    /// The configuration of its flows.
    func config(consumerOrg: String? = nil, checkStatus: Bool = true) -> FlowConfig {
        FlowConfig(
            environment: environment, client: registered, consumerOrg: consumerOrg, checkStatus: checkStatus,
            retry: quick)
    }

    /// The configuration of its feed.
    func feed(filter: EventFilter = EventFilter()) -> EventFeedConfig {
        EventFeedConfig(
            environment: environment, client: registered, scopes: [writeScope], filter: filter, pollIntervalSeconds: 1,
            retry: quick)
    }

    /// Asks for one year's income.
    func request(
        validFor: Duration = aDay, redirectUrl: String = "https://bank.example/return", fromParty: String = person,
        toParty: String? = nil
    ) throws -> ConsentRequest {
        ConsentRequest(
            fromParty: try parseParty(text: fromParty), toParty: toParty ?? organization,
            validTo: Date().addingTimeInterval(Double(validFor.components.seconds)),
            rights: [ConsentRight(resource: resourceId, metadata: ["inntektsaar": "2025"])], redirectUrl: redirectUrl)
    }
}

/// Makes sure that the user must decide.
func visited(_ pause: Pause, at place: SourceLocation = #_sourceLocation) throws -> (flow: ConsentFlow, url: String) {
    guard case .visit(let flow, let url) = pause else { throw failure("wanted a visit", pause, place) }
    return (flow, url)
}

/// Makes sure that the flow is at its end.
func finished(_ pause: Pause, at place: SourceLocation = #_sourceLocation) throws -> Outcome {
    guard case .finish(let outcome) = pause else { throw failure("wanted an end", pause, place) }
    return outcome
}

/// The consent token.
func granted(_ pause: Pause, at place: SourceLocation = #_sourceLocation) throws -> AccessToken {
    guard case .granted(let token, _) = try finished(pause, at: place) else {
        throw failure("wanted a token", pause, place)
    }
    return token
}

/// The error that `work` throws.
func refusal(at place: SourceLocation = #_sourceLocation, _ work: () async throws -> Any) async throws -> ConsentError {
    let done: Any
    do {
        done = try await work()
    } catch let error as ConsentError {
        return error
    }
    throw failure("wanted an error", done, place)
}

private func failure(_ text: String, _ found: Any, _ place: SourceLocation) -> TestFailure {
    TestFailure("\(text), found \(String(reflecting: found)) at \(place)")
}
