import Foundation
import Samtykke
import Testing

/// The story of a consent, from the request to the data.
struct StoryTests {
    @Test func anApprovedConsentGivesATokenThatOpensTheData() async throws {
        let bank = try await Bank()
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: bank.request()))
        let stored = try visit.flow.toJson()
        #expect(!stored.contains("eyJ"))

        let returnUrl = try await bank.sandbox.decide(visit.url, "approve")
        let flow = try ConsentFlow.fromJson(json: stored)
        let token = try granted(await bank.client.userReturned(flow: flow, url: returnUrl))

        let data = try await bank.sandbox.income(token: token.value)
        #expect(data.status == 200)
        #expect(data.body.contains(#""year":"2025""#))
    }

    @Test func aRefusedConsentEndsAsRejected() async throws {
        let bank = try await Bank()
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: bank.request()))
        let returnUrl = try await bank.sandbox.decide(visit.url, "reject")
        guard
            case .rejected(let consent) = try finished(await bank.client.userReturned(flow: visit.flow, url: returnUrl))
        else { throw TestFailure("wanted a refusal") }
        #expect(consent.status == .rejected)
    }

    @Test func anUnansweredConsentEndsAsExpired() async throws {
        let bank = try await Bank()
        let request = try bank.request(validFor: .seconds(12))
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: request))
        try await Task.sleep(for: .milliseconds(12_100))
        guard case .expired = try finished(await bank.client.checkStatus(flow: visit.flow)) else {
            throw TestFailure("wanted an expiry")
        }
    }

    @Test func aConsentThatIsRevokedBeforeItsTokenIsAnOutcome() async throws {
        let bank = try await Bank()
        let config = bank.config(checkStatus: false)
        let visit = try visited(await bank.client.requestConsent(config: config, request: bank.request()))
        let returnUrl = try await bank.sandbox.decide(visit.url, "approve")
        let id = try visit.flow.id()
        try await bank.sandbox.decideWithoutPage(id, "revoke")
        guard case .revoked = try finished(await bank.client.userReturned(flow: visit.flow, url: returnUrl)) else {
            throw TestFailure("wanted a revocation")
        }
        let outcome = try await bank.client.consentToken(
            config: config, id: id, fromParty: parseParty(text: person))
        guard case .revoked = outcome else { throw TestFailure("wanted a revocation") }
    }

    @Test func aForgedReturnLeadsBackToThePage() async throws {
        let bank = try await Bank()
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: bank.request()))
        let id = try visit.flow.id().uuidString.lowercased()
        let forged = "https://bank.example/return?consentId=\(id)&Status=OK"
        #expect(try visited(await bank.client.userReturned(flow: visit.flow, url: forged)).url == visit.url)
        let error = try await refusal {
            try await bank.client.userReturned(flow: visit.flow, url: "https://bank.example/return?Status=OK")
        }
        #expect(error.code == "RETURN_MISMATCH")
    }

    @Test func aDecisionIsWaitedForAndRead() async throws {
        let bank = try await Bank()
        let client = bank.client
        let visit = try visited(await client.requestConsent(config: bank.config(), request: bank.request()))
        let interval: Duration = .milliseconds(30)
        let soon = Date().addingTimeInterval(0.1)
        _ = try visited(await client.waitForDecision(flow: visit.flow, interval: interval, deadline: soon))

        let id = try visit.flow.id()
        async let decided = client.waitForDecision(flow: visit.flow, interval: interval)
        try await Task.sleep(for: .milliseconds(100))
        try await bank.sandbox.decideWithoutPage(id, "approve")
        _ = try granted(await decided)

        let consent = try await client.consent(config: bank.config(), id: id)
        #expect(try consent.isUsable(now: Date()))
        let outcome = try await client.consentToken(config: bank.config(), id: id, fromParty: parseParty(text: person))
        guard case .granted = outcome else { throw TestFailure("wanted a token") }
    }

    @Test func aSupplierAsksOnBehalfOfItsCustomer() async throws {
        let customer = "313876144"
        let supplier = try await Bank(organization: "310149942")
        let (client, config) = (supplier.client, supplier.config(consumerOrg: customer))
        let request = try supplier.request(toParty: customer)
        let error = try await refusal { try await client.requestConsent(config: config, request: request) }
        #expect(error.serverCode == "MP-251")
        #expect(error.kind == .permission)

        _ = try await supplier.sandbox.post(
            "delegations", ["consumer": customer, "supplier": supplier.organization, "scopes": [writeScope]])
        let visit = try visited(await client.requestConsent(config: config, request: request))
        let returnUrl = try await supplier.sandbox.decide(visit.url, "approve")
        _ = try granted(await client.userReturned(flow: visit.flow, url: returnUrl))
        let consent = try await client.consent(config: config, id: visit.flow.id())
        #expect(consent.handledBy?.hasSuffix(supplier.organization) == true)
    }

    @Test func anOrganizationConsents() async throws {
        let bank = try await Bank()
        let request = try bank.request(fromParty: "810419512")
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: request))
        let returnUrl = try await bank.sandbox.decide(visit.url, "approve")
        let token = try granted(await bank.client.userReturned(flow: visit.flow, url: returnUrl))
        #expect(try await bank.sandbox.income(token: token.value).status == 200)
    }

    @Test func aFlowThatAnotherLanguageBeganGoesOnHere() async throws {
        let bank = try await Bank()
        let mine = try visited(await bank.client.requestConsent(config: bank.config(), request: bank.request()))
        var stored = try Fixtures.text("flow-from-rust.json")
        let here = [
            "platform": bank.sandbox.platform, "issuer": bank.sandbox.issuer, "client": bank.registered.clientId,
            "id": try mine.flow.id().uuidString.lowercased(), "viewUri": mine.url,
            "validTo": try mine.flow.request().validTo.formatted(.iso8601),
        ]
        for (name, value) in here {
            stored = stored.replacingOccurrences(of: "{\(name)}", with: value)
        }

        let flow = try ConsentFlow.fromJson(json: stored)
        guard case .visit(let url) = try flow.step(now: Date()) else { throw TestFailure("wanted a visit") }
        #expect(url == mine.url)
        #expect(try flow.request().rights == bank.request().rights)
        let returnUrl = try await bank.sandbox.decide(url, "approve")
        _ = try granted(await bank.client.userReturned(flow: flow, url: returnUrl))
    }

    @Test func aFlowThatNodeBeganGoesOnHereFromItsFirstCall() async throws {
        let bank = try await Bank()
        var stored = try Fixtures.text("flow-from-node.json")
        let here = [
            "http://127.0.0.1:1\"": "\(bank.sandbox.platform)\"", "http://127.0.0.1:2/": bank.sandbox.issuer,
            "client-of-node": bank.registered.clientId, "node-key": "swift-key",
            "01a21529-aaef-73ef-935e-1b0aa3374d5d": UUID().uuidString.lowercased(),
        ]
        for (there, value) in here {
            stored = stored.replacingOccurrences(of: there, with: value)
        }
        let visit = try visited(await bank.client.drive(flow: ConsentFlow.fromJson(json: stored)))
        let returnUrl = try await bank.sandbox.decide(visit.url, "approve")
        _ = try granted(await bank.client.userReturned(flow: visit.flow, url: returnUrl))
    }

    @Test func theRegistrySaysWhatARequestLacks() async throws {
        let bank = try await Bank()
        let (client, environment) = (bank.client, bank.environment)
        let resource = try await client.resource(environment: environment, id: resourceId)
        #expect(try resource?.isConsent() == true)
        #expect(try await client.resource(environment: environment, id: "no-such-resource") == nil)
        let listed = try await client.consentResources(environment: environment)
        #expect(listed.map(\.identifier).contains(resourceId))

        var request = try bank.request()
        #expect(try await client.checkRequest(environment: environment, request: request).isEmpty)
        request.rights[0].metadata = ["Inntektsar": "2025"]
        let problems = try await client.checkRequest(environment: environment, request: request)
        #expect(problems.map(\.code) == ["AM-00006", "AM-00008"])
    }

    @Test func altinnsOwnTokenIsFetchedOnce() async throws {
        let bank = try await Bank()
        let (client, wanted) = (bank.client, TokenRequest(scopes: [writeScope]))
        let token = try await client.altinnToken(config: bank.config(), request: wanted)
        #expect(try await client.altinnToken(config: bank.config(), request: wanted) == token)
        #expect(try await client.token(config: bank.config(), request: wanted) != token)
        #expect(try token.unverifiedClaims()?.contains(bank.organization) == true)
    }
}
