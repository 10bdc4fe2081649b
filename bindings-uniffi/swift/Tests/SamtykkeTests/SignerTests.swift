import Foundation
import Samtykke
import Testing

/// Keys of the core and keys of the application's own.
struct SignerTests {
    private let wanted = TokenRequest(scopes: [writeScope])

    @Test func aSignerOfTheApplicationSignsAWholeConsent() async throws {
        let bank = try await Bank()
        let signer = RemoteSigner(bank.key)
        let client = ConsentClient(signer: signer)
        let visit = try visited(await client.requestConsent(config: bank.config(), request: bank.request()))
        let returnUrl = try await bank.sandbox.decide(visit.url, "approve")
        _ = try granted(await client.userReturned(flow: visit.flow, url: returnUrl))
        #expect(signer.count.with { $0 } == 2)
    }

    @Test func aSignerThatFailsIsASigningErrorWithItsCause() async throws {
        let bank = try await Bank()
        let signer = RemoteSigner(bank.key) { _ in throw NoAnswer("the agent is gone") }
        let client = ConsentClient(signer: signer)
        let error = try await refusal { try await client.token(config: bank.config(), request: wanted) }
        #expect(error.code == "SIGNING")
        #expect(error.reason == "the agent is gone")
        #expect(error.underlyingError is NoAnswer)
    }

    @Test func oneCorruptByteOfTheSignatureIsMaskinportensError() async throws {
        let bank = try await Bank()
        let signer = RemoteSigner(bank.key) { ($0.first == "A" ? "B" : "A") + $0.dropFirst() }
        let client = ConsentClient(signer: signer)
        let error = try await refusal { try await client.token(config: bank.config(), request: wanted) }
        #expect(error.serverCode == "MP-124")
    }

    @Test(arguments: [SigningAlgorithm.rs256, .rs384, .rs512])
    func whatAKeySignsItsPublicKeyVerifies(algorithm: SigningAlgorithm) throws {
        let key = try Fixtures.key()
        let signature = try key.sign(signingInput: "header.claims", algorithm: algorithm)
        let jwk = try key.publicJwk(kid: "a")
        let check = { (input: String) in
            try SignatureCheck(algorithm: algorithm, jwk: jwk, signingInput: input, signature: signature).isValid()
        }
        #expect(try check("header.claims"))
        #expect(try !check("header.claimz"))
    }

    @Test func aKeyThatCannotBeReadIsToldWithoutItsText() async throws {
        let pem = "-----BEGIN PRIVATE KEY-----\nAAAASECRET\n-----END PRIVATE KEY-----\n"
        let error = try await refusal { try KeySigner.parse(text: pem) }
        #expect(error.code == "INVALID_INPUT")
        #expect(!"\(error) \(String(reflecting: error))".contains("SECRET"))
    }
}
