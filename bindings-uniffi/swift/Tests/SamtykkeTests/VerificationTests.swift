import Foundation
import Samtykke
import Testing

/// The service owner's side.
struct VerificationTests {
    private let right = ConsentRight(resource: resourceId, metadata: ["inntektsaar": "2025"])

    @Test func aGenuineTokenGivesWhatWasConsentedTo() async throws {
        let bank = try await Bank()
        let (id, token) = try await consented(bank)
        let transport = SlowTransport(delay: .zero)
        let service = ConsentClient(signer: bank.key, transport: transport)
        let verifier = try verifier(bank)
        let consent = try await service.verifyConsentToken(verifier: verifier, token: token)
        #expect(consent.id == id)
        #expect(try consent.consumer.organizationNumber() == bank.organization)
        try consent.check(fromParty: parseParty(text: person), wanted: right)
        #expect(try !consent.allows(fromParty: parseParty(text: "25922947409"), wanted: right))
        let error = try await refusal {
            try consent.check(fromParty: parseParty(text: person), wanted: ConsentRight(resource: resourceId))
        }
        #expect(error.code == "TOKEN_REJECTED")
        #expect(error.check == "metadata")

        _ = try await service.verifyConsentToken(verifier: verifier, token: token)
        #expect(transport.sent.with { $0 } == 1)
    }

    @Test func keysAreFetchedOnceForAllWhoWait() async throws {
        let bank = try await Bank()
        let (id, token) = try await consented(bank)
        let transport = SlowTransport(delay: .milliseconds(20))
        let service = ConsentClient(signer: bank.key, transport: transport)
        let verifier = try verifier(bank)
        try await withThrowingTaskGroup(of: UUID.self) { group in
            for _ in 0..<10 {
                group.addTask { try await service.verifyConsentToken(verifier: verifier, token: token).id }
            }
            for try await verified in group {
                #expect(verified == id)
            }
        }
        #expect(transport.sent.with { $0 } == 1)
    }

    @Test func aTokenOfNobodyIsRefused() async throws {
        let bank = try await Bank()
        let (_, token) = try await consented(bank)
        var parts = token.split(separator: ".").map(String.init)
        parts[2] = (parts[2].first == "A" ? "B" : "A") + parts[2].dropFirst()
        let forged = parts.joined(separator: ".")
        let error = try await refusal {
            try await bank.client.verifyConsentToken(verifier: verifier(bank), token: forged)
        }
        #expect(error.check == "signature")
    }

    private func verifier(_ bank: Bank) throws -> ConsentTokenVerifier {
        try ConsentTokenVerifier(options: ConsentTokenOptions(environment: bank.environment, scopes: [writeScope]))
    }

    private func consented(_ bank: Bank) async throws -> (id: UUID, token: String) {
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: bank.request()))
        let returnUrl = try await bank.sandbox.decide(visit.url, "approve")
        let token = try granted(await bank.client.userReturned(flow: visit.flow, url: returnUrl))
        return (try visit.flow.id(), token.value)
    }
}
