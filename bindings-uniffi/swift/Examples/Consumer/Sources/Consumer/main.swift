import Foundation
import Samtykke

let key = try KeySigner.generate()
let nowhere = AltinnEnvironment.custom(platform: "http://127.0.0.1:9", issuer: "http://127.0.0.1:9/")
let config = FlowConfig(
    environment: nowhere,
    client: MaskinportenClient(clientId: "consumer", key: .kid(kid: "key")),
    retry: RetryPolicy(maxAttempts: 1, baseDelay: .milliseconds(1)))
let client = ConsentClient(signer: key)
let request = ConsentRequest(
    fromParty: try parseParty(text: "21818297804"),
    toParty: "991825827",
    validTo: Date().addingTimeInterval(86_400),
    rights: [ConsentRight(resource: "resource")],
    redirectUrl: "https://bank.example/return")

let input = "header.claims"
let signature = try key.sign(signingInput: input, algorithm: .rs256)
let jwk = try key.publicJwk(kid: "key")
let check = SignatureCheck(algorithm: .rs256, jwk: jwk, signingInput: input, signature: signature)
guard try check.isValid() else { fatalError("the signature is not genuine") }

do {
    _ = try await client.requestConsent(config: config, request: request)
    fatalError("somebody answered")
} catch let error as ConsentError {
    guard error.code == "TRANSPORT", error.retryable else { fatalError("\(error)") }
    print("signed, sent and told why not: \(error.localizedDescription)")
}
