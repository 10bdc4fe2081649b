import Foundation
import Samtykke
import Testing

/// No text of any value holds a token, a key, a person number or what was consented to.
struct SecretTests {
    private let secret = "planted-secret"
    private let year = "planted-year"

    @Test func noTextOfAValueHoldsASecret() async throws {
        let bank = try await Bank()
        let now = Date()
        var request = try bank.request()
        request.rights[0].metadata = ["inntektsaar": year]
        let flow = try ConsentFlow.start(config: bank.config(), request: request, now: now)
        let sign = try flow.step(now: now)
        guard case .sign(let grant) = sign else { throw TestFailure("wanted sign") }
        let token = AccessToken(value: secret, scope: "a", expiresAt: now.addingTimeInterval(100))
        let header = HttpHeader(name: "Authorization", value: "Bearer \(secret)")
        let call = HttpRequest(method: .post, url: "https://a.example", headers: [header], body: secret)
        let response = HttpResponse(status: 200, headers: [header], body: "\(person) \(secret) \(year)")
        let shown: [Any] = [
            token, request, request.rights, request.fromParty, header, call, response, flow, grant, sign,
            Answer.signed(grant: grant, signature: secret), Answer.authorized(token: token),
            Answer.responded(response: response), Answer.returned(url: "https://a.example/?ErrorMessage=\(person)"),
            TokenRequest(scopes: ["a"], pid: person), try partyNumberInput(text: person), Party.person(number: person),
            try parseConsentReturn(url: "/?Status=Failed&ErrorMessage=\(person)"),
            ConsentReturn(verdict: .accepted, errorMessage: person), Step.sign(grant: grant), Step.send(request: call),
            Outcome.granted(token: token, consent: nil), Pause.finish(outcome: .granted(token: token, consent: nil)),
            Pause.visit(flow: flow, url: "https://a.example"), bank.key, ConsentClient(signer: bank.key),
            RemoteSigner(bank.key), try bank.client.events(config: bank.feed(), cursor: .beginning()),
            SignatureCheck(algorithm: .rs256, jwk: "{}", signingInput: secret, signature: secret),
        ]
        for value in shown {
            for text in texts(value) {
                for planted in [secret, year, person, grant.signingInput] {
                    #expect(!text.contains(planted), "\(type(of: value))")
                }
            }
        }
    }

    @Test func aConsentThatCameFromAltinnTellsNoPerson() async throws {
        let bank = try await Bank()
        let visit = try visited(await bank.client.requestConsent(config: bank.config(), request: bank.request()))
        let returnUrl = try await bank.sandbox.decide(visit.url, "approve")
        let pause = try await bank.client.userReturned(flow: visit.flow, url: returnUrl)
        let consent = try await bank.client.consent(config: bank.config(), id: visit.flow.id())
        let token = try granted(pause).value
        let values: [Any] = [pause, try finished(pause), consent, consent.events]
        for text in values.flatMap(texts) {
            #expect(!text.contains(person))
            #expect(!text.contains(token))
        }
    }

    @Test func noTextOfAnErrorHoldsASecret() async throws {
        let body = #"{"error": "invalid_grant", "error_description": "\#(person) eyJhbGciOiJSUzI1NiJ9.e30.\#(secret)"}"#
        var errors: [any Error] = [
            try await refusal { try parseToken(response: HttpResponse(status: 400, body: body), now: Date()) },
            try await refusal { try parseConsent(response: HttpResponse(status: 500, body: "no JSON: \(person)")) },
            try await refusal { try parseParty(text: "21818297805") },
        ]
        let bank = try await Bank()
        let signer = RemoteSigner(bank.key) { [secret] _ in throw Leaky(text: secret) }
        let client = ConsentClient(signer: signer)
        let wanted = TokenRequest(scopes: [writeScope])
        errors.append(try await refusal { try await client.token(config: bank.config(), request: wanted) })
        for error in errors {
            for text in texts(error) + [error.localizedDescription] {
                #expect(!text.contains(person))
                #expect(!text.contains("21818297805"))
                #expect(!text.contains(secret), "\(text)")
            }
        }
    }

    @Test func textsTellWhatMayBeTold() {
        let token = AccessToken(value: secret, scope: "a", expiresAt: Date())
        #expect(String(reflecting: token).contains(#"scope: Some("a")"#))
        #expect(String(reflecting: token).contains("[redacted]"))
        #expect(String(reflecting: Party.person(number: "12345")) == "Party([not valid])")
    }

    private func texts(_ value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(describing: value), String(reflecting: value), dumped]
    }

    /// Its sentence tells nothing, its members do.
    private struct Leaky: Error, LocalizedError {
        let text: String
        var errorDescription: String? { "the agent is gone" }
    }
}
