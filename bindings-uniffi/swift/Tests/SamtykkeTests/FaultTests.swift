import Foundation
import Samtykke
import Testing

/// Each test has a sandbox of its own to break.
struct FaultTests {
    @Test func faultsThatPassAreMetWithPatience() async throws {
        let bank = try await Bank(Sandbox())
        try await bank.sandbox.fault("/token", ["kind": "status", "status": 503])
        try await bank.sandbox.fault("/accessmanagement/*", ["kind": "dropConnection"])
        try await bank.sandbox.fault("/accessmanagement/*", ["kind": "halfBody"])
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: bank.request()))

        try await bank.sandbox.fault("/accessmanagement/*", times: 2, ["kind": "gatewayHtml"])
        let returnUrl = try await bank.sandbox.decideWithoutPage(visit.flow.id(), "approve")
        _ = try granted(await bank.client.userReturned(flow: visit.flow, url: returnUrl))
    }

    @Test func aFaultThatStaysIsAnErrorAndTheFlowGoesOnLater() async throws {
        let bank = try await Bank(Sandbox())
        let client = bank.client
        let visit = try visited(await client.requestConsent(config: bank.config(), request: bank.request()))
        try await bank.sandbox.fault("/accessmanagement/*", times: nil, ["kind": "dropConnection"])
        let error = try await refusal { try await client.checkStatus(flow: visit.flow) }
        #expect(error.code == "TRANSPORT")
        #expect(error.retryable)
        #expect(error.attempts == 4)
        #expect(error.call == "GET consentrequests/{id}")
        let reading = try await refusal { try await client.consent(config: bank.config(), id: visit.flow.id()) }
        #expect(reading.localizedDescription.hasPrefix("no answer to GET consentrequests"))

        try await bank.sandbox.clearFaults()
        _ = try visited(await client.checkStatus(flow: visit.flow))
    }

    @Test func anotherKeyIsMaskinportensError() async throws {
        let bank = try await Bank()
        let stranger = ConsentClient(signer: try KeySigner.generate())
        let error = try await refusal {
            try await stranger.requestConsent(config: bank.config(), request: bank.request())
        }
        #expect(error.code == "MASKINPORTEN")
        #expect(error.serverCode == "MP-124")
        #expect(error.status == 400)
        #expect(error.maskinporten?.error == "invalid_grant")
        #expect(error.advice?.contains("private key") == true)
        #expect(error.localizedDescription.hasPrefix("Maskinporten gave no token: "))
    }

    @Test func aClockThatIsWrongIsFoundOut() async throws {
        let bank = try await Bank(Sandbox())
        try await bank.sandbox.moveClock(seconds: -300)
        let transport = DatedTransport(ahead: -300)
        let client = ConsentClient(signer: bank.key, transport: transport)
        _ = try await client.token(config: bank.config(), request: TokenRequest(scopes: [writeScope]))
        #expect(transport.calls.with { $0 } == 2)
        let other = TokenRequest(scopes: [writeScope], resource: ["https://other.example"])
        _ = try await client.token(config: bank.config(), request: other)
        #expect(transport.calls.with { $0 } == 3)
    }

    @Test func aTokenThatIsRefusedIsFetchedAnew() async throws {
        let bank = try await Bank(Sandbox())
        let client = bank.client
        let visit = try visited(await client.requestConsent(config: bank.config(), request: bank.request()))
        try await bank.sandbox.fault("/accessmanagement/*", ["kind": "status", "status": 401])
        let signer = RemoteSigner(bank.key)
        let counting = ConsentClient(signer: signer)
        _ = try await counting.consent(config: bank.config(), id: visit.flow.id())
        #expect(signer.count.with { $0 } == 2)
    }
}
