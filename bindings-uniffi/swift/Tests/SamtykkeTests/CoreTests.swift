import Foundation
import Samtykke
import Testing

/// The core without a client: a flow is a value.
struct CoreTests {
    private let now = Date(timeIntervalSince1970: 1_795_000_000)
    private let client = MaskinportenClient(clientId: "client", key: .kid(kid: "key"))

    @Test func aFlowSignsItsGrantAndComesToItsFirstRequest() throws {
        let flow = try start()
        guard case .sign(let grant) = try flow.step(now: now) else { throw TestFailure("wanted sign") }
        let signature = try Fixtures.key().sign(signingInput: grant.signingInput, algorithm: grant.algorithm)

        let sending = try flow.advance(answer: .signed(grant: grant, signature: signature), now: now)

        guard case .send(let request) = try sending.step(now: now) else { throw TestFailure("wanted send") }
        #expect(request.url == "https://test.maskinporten.no/token")
        #expect(request.body?.hasSuffix(signature) == true)
    }

    @Test func aStoredFlowGoesOn() throws {
        let flow = try start()
        #expect(try ConsentFlow.fromJson(json: flow.toJson()).id() == flow.id())
    }

    @Test func wrongInputIsAnErrorWithACode() async throws {
        let error = try await refusal { try start(redirectUrl: "javascript:alert(1)") }
        #expect(error.code == "INVALID_INPUT")
        #expect(error.field == "redirectUrl")
        #expect(error.localizedDescription == "redirectUrl must be https, http or an app's own scheme")
        #expect(try await refusal { try start().advance(answer: .checkStatus, now: now) }.code == "OUT_OF_TURN")
        #expect(try await refusal { try ConsentFlow.fromJson(json: "{}") }.code == "UNREADABLE_FLOW")
    }

    @Test func defaultsAreThoseOfTheCore() throws {
        let right = try newConsentRight(resource: "a")
        #expect(right == ConsentRight(resource: "a"))
        let party = try parseParty(text: "991825827")
        let url = "https://bank.example/return"
        #expect(
            try newConsentRequest(
                fromParty: party, toParty: "991825827", validTo: now, rights: [right], redirectUrl: url)
                == ConsentRequest(
                    fromParty: party, toParty: "991825827", validTo: now, rights: [right], redirectUrl: url))
        #expect(try newFlowConfig(environment: .tt02, client: client) == FlowConfig(environment: .tt02, client: client))
        #expect(
            try newEventFeedConfig(environment: .tt02, client: client)
                == EventFeedConfig(environment: .tt02, client: client))
        #expect(
            try newConsentTokenOptions(environment: .tt02, scopes: ["a"])
                == ConsentTokenOptions(environment: .tt02, scopes: ["a"]))
        #expect(try newMaskinportenClient(clientId: "client", kid: "key") == client)
        #expect(try newTokenRequest(scopes: ["a"]) == TokenRequest(scopes: ["a"]))
        #expect(try newEventFilter() == EventFilter())
        #expect(try newLanguageText() == LanguageText())
        #expect(try newRetryPolicy() == RetryPolicy())
    }

    @Test func durationsAreSwifts() {
        var policy = RetryPolicy(baseDelay: .milliseconds(250), deadline: .seconds(90))
        #expect(policy.baseDelayMillis == 250)
        #expect(policy.maxDelay == .seconds(8))
        #expect(policy.deadlineMillis == 90_000)
        policy.maxDelay = .seconds(-1)
        #expect(policy.maxDelayMillis == 0)
        policy.deadline = .seconds(Int64.max)
        #expect(policy.deadlineMillis == .max)
        var options = ConsentTokenOptions(environment: .tt02, scopes: ["a"])
        options.leeway = .seconds(30)
        #expect(options.leewaySeconds == 30)
        var feed = EventFeedConfig(environment: .tt02, client: client)
        feed.pollInterval = .seconds(60)
        feed.overlap = .seconds(10)
        #expect(feed.pollIntervalSeconds == 60)
        #expect(feed.overlapSeconds == 10)
    }

    @Test func timesCrossWithMicrosecondsAndFarOnesDoNotTrap() async throws {
        let token = AccessToken(value: "a", scope: nil, expiresAt: now.addingTimeInterval(100))
        #expect(try token.isFresh(now: now))
        #expect(try !token.isFresh(now: now.addingTimeInterval(100)))
        _ = try? token.isFresh(now: .distantFuture)
        _ = try? token.isFresh(now: Date(timeIntervalSince1970: .greatestFiniteMagnitude))
        _ = try? token.isFresh(now: Date(timeIntervalSince1970: .nan))
    }

    @Test func aPanicOfTheCoreIsAnInternalError() throws {
        let organization = ActorId(authority: "iso6523-actorid-upis", id: "0192:991825827")
        let broken = VerifiedConsent(
            id: UUID(), fromParty: .person(number: "12345"), toParty: organization, handledBy: nil, consented: nil,
            validTo: now, rights: [], consumer: organization, supplier: nil, delegationSource: nil, scopes: [],
            clientId: nil, jti: nil, issuedAt: now, expiresAt: now)
        do {
            _ = try broken.rightsFor(resource: "a")
            Issue.record("wanted an error")
        } catch let error as InternalError {
            #expect(error.localizedDescription.hasPrefix("a defect in samtykke: "))
            #expect(!"\(error) \(String(reflecting: error))".contains("12345"))
        }
    }

    @Test func inputOfANumberIsLookedAtAsItIsTyped() throws {
        #expect(try partyNumberInput(text: "218182").state == .partial)
        #expect(try partyNumberInput(text: person).state == .valid)
        #expect(try namedEnvironment(name: "tt02") == .tt02)
    }

    private func start(redirectUrl: String = "https://bank.example/return") throws -> ConsentFlow {
        let request = ConsentRequest(
            fromParty: try parseParty(text: person), toParty: "991825827", validTo: now.addingTimeInterval(86_400),
            rights: [ConsentRight(resource: "resource", metadata: ["year": "2025"])], redirectUrl: redirectUrl)
        return try ConsentFlow.start(
            config: FlowConfig(environment: .tt02, client: client), request: request, now: now)
    }
}
