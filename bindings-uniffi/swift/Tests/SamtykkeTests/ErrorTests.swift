import Foundation
import Samtykke
import Testing

/// Errors as Swift has them.
struct ErrorTests {
    private let problem = """
        {"type": "x", "title": "Bad Request", "status": 400, "code": "STD-00000", "traceId": "00-1-01",
        "detail": "One or more validation errors occurred.", "extra": {"a": 1},
        "validationErrors": [{"code": "AM.VLD-00027", "detail": "Redirecturl is not valid", "paths": ["/RedirectUrl"]}],
        "problems": [{"code": "AM-00004", "status": 400, "detail": "Unknown person"}]}
        """

    @Test func everythingThatAltinnSaidIsTold() async throws {
        let error = try await refusal { try parseConsent(response: HttpResponse(status: 400, body: problem)) }
        #expect(error.code == "ALTINN")
        #expect(error.kind == .fix)
        #expect(!error.retryable)
        #expect(error.serverCode == "STD-00000")
        #expect(error.status == 400)
        #expect(error.traceId == "00-1-01")
        #expect(error.altinn?.validationErrors.map(\.paths) == [["/RedirectUrl"]])
        #expect(error.altinn?.problems.map(\.code) == ["AM-00004"])
        #expect(error.altinn?.extensions == ["extra": #"{"a":1}"#])
        #expect(error.excerpt?.hasPrefix(#"{"type""#) == true)
        #expect(error.advice == "Check the person number: the register does not know it.")
        #expect(error.recoverySuggestion == error.advice)
    }

    @Test func whatMaskinportenSaidIsTold() async throws {
        let body = #"{"error": "invalid_scope", "error_description": "Not allowed (MP-200)"}"#
        let error = try await refusal { try parseToken(response: HttpResponse(status: 400, body: body), now: Date()) }
        #expect(error.maskinporten?.description == "Not allowed (MP-200)")
        let gateway = try await refusal {
            try parseToken(response: HttpResponse(status: 502, body: "<html>"), now: Date())
        }
        #expect(gateway.retryable)
        #expect(gateway.excerpt == "<html>")
        #expect(gateway.localizedDescription.hasPrefix("unexpected answer 502 to POST token"))
    }

    @Test func anErrorIsASentence() async throws {
        let error = try await refusal { try parseConsent(response: HttpResponse(status: 400, body: problem)) }
        let sentence = "Altinn refused GET consentrequests/{id}: STD-00000 One or more validation errors occurred."
        for text in [error.localizedDescription, "\(error)", (error as any Error).localizedDescription] {
            #expect(text.hasPrefix(sentence))
        }
        #expect(String(reflecting: error) == "ConsentError(ALTINN: \(error))")
    }
}
