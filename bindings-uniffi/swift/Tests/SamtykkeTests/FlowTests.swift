import Foundation
import Testing

@testable import Samtykke

/// The binding loads, and a flow runs to its first request.
struct FlowTests {
    let now = Date(timeIntervalSince1970: 1_795_000_000)

    @Test func aFlowSignsItsGrantAndComesToItsFirstRequest() throws {
        let flow = try start()
        guard case .sign(let grant) = flow.step(now: now) else {
            Issue.record("wanted sign")
            return
        }
        let signature = try KeySigner.generate().sign(signingInput: grant.signingInput, algorithm: grant.algorithm)

        let sending = try flow.advance(answer: .signed(grant: grant, signature: signature), now: now)

        guard case .send(let request) = sending.step(now: now) else {
            Issue.record("wanted send")
            return
        }
        #expect(request.url == "https://test.maskinporten.no/token")
        #expect(request.body?.hasSuffix(signature) == true)
    }

    @Test func aStoredFlowGoesOn() throws {
        let flow = try start()
        #expect(try ConsentFlow.fromJson(json: flow.toJson()).id() == flow.id())
    }

    @Test func wrongInputIsAnErrorWithACode() throws {
        do {
            _ = try start(redirectUrl: "javascript:alert(1)")
            Issue.record("wanted an error")
        } catch let refused as ConsentError {
            #expect(refused.code() == "INVALID_INPUT")
            #expect(refused.detail() == "redirectUrl must be https, http or an app's own scheme")
        }
        #expect(throws: ConsentError.self) { try start().advance(answer: .checkStatus, now: now) }
    }

    private func start(redirectUrl: String = "https://bank.example/return") throws -> ConsentFlow {
        let config = FlowConfig(
            environment: .tt02,
            client: MaskinportenClient(clientId: "client", key: .kid(kid: "key"), algorithm: .rs256),
            requestScopes: ["altinn:consentrequests.write"],
            tokenScopes: ["altinn:consentrequests.write"],
            resource: [],
            consumerOrg: nil,
            idParameter: "consentId",
            stateParameter: "state",
            skipActorChoice: false,
            checkStatus: true,
            retry: RetryPolicy(maxAttempts: 4, baseDelayMillis: 1000, maxDelayMillis: 8000, deadlineMillis: 60000)
        )
        let request = ConsentRequest(
            id: nil,
            fromParty: try parseParty(text: "21818297804"),
            toParty: "991825827",
            requiredDelegator: nil,
            validTo: now.addingTimeInterval(86_400),
            rights: [ConsentRight(resource: "resource", actions: ["consent"], metadata: ["year": "2025"])],
            requestMessage: nil,
            redirectUrl: redirectUrl,
            portalViewMode: .hide
        )
        return try ConsentFlow.start(config: config, request: request, now: now)
    }
}
