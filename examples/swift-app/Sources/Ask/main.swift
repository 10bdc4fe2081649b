// One consent on the command line: ask for it, print the link, wait for the person, fetch the data.

import Foundation
import Samtykke

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Why the program stops; one line for the terminal.
struct Failure: Error, LocalizedError {
    let errorDescription: String?

    init(_ text: String) {
        errorDescription = text
    }
}

/// Prints at once, also into a pipe.
func say(_ text: String) {
    FileHandle.standardOutput.write(Data("\(text)\n".utf8))
}

func setting(_ name: String) throws -> String {
    guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
        throw Failure("\(name) is not set: see README.md")
    }
    return value
}

/// Who asks, and where: `.tt02` or `.production` for the real Altinn.
func config() throws -> FlowConfig {
    FlowConfig(
        environment: .custom(platform: try setting("SAMTYKKE_PLATFORM"), issuer: try setting("SAMTYKKE_ISSUER")),
        client: MaskinportenClient(
            clientId: try setting("SAMTYKKE_CLIENT_ID"), key: .kid(kid: try setting("SAMTYKKE_KID")))
    )
}

/// What is asked for: one year's income, for a day.
func request() throws -> ConsentRequest {
    ConsentRequest(
        fromParty: try parseParty(text: setting("SAMTYKKE_FROM")),
        toParty: try setting("SAMTYKKE_TO"),
        validTo: Date().addingTimeInterval(86_400),
        rights: [ConsentRight(resource: "standard-samtykke-for-dele-data", metadata: ["inntektsaar": "2025"])],
        redirectUrl: "https://bank.example/return"
    )
}

/// What the service answers, as far as this program reads it.
struct Incomes: Decodable {
    struct Income: Decodable {
        let year: String
        let amount: Int
    }

    let income: [Income]
}

/// Calls the service with the consent token, at once: the token lives for minutes.
func income(_ token: AccessToken, from dataUrl: String) async throws -> Incomes.Income {
    guard let url = URL(string: dataUrl) else { throw Failure("SAMTYKKE_DATA_URL is no URL") }
    var request = URLRequest(url: url)
    request.setValue("Bearer \(token.value)", forHTTPHeaderField: "Authorization")
    let (body, response) = try await URLSession.shared.data(for: request)
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    guard status == 200 else { throw Failure("the service answered \(status)") }
    guard let first = try JSONDecoder().decode(Incomes.self, from: body).income.first else {
        throw Failure("the service knows no income")
    }
    return first
}

func run() async throws {
    let key = try KeySigner.parse(text: String(contentsOfFile: setting("SAMTYKKE_PRIVATE_KEY"), encoding: .utf8))
    let dataUrl = try setting("SAMTYKKE_DATA_URL")
    // One client for the whole program: it shares connections and tokens.
    let client = ConsentClient(signer: key)

    // Ask. The person has to choose on Altinn's page.
    let asked = try await client.requestConsent(config: config(), request: request())
    guard case .visit(let flow, let url) = asked else {
        throw Failure("the consent was decided before anybody saw it")
    }
    say("Open this page and choose:\n  \(url)")

    // Nobody comes back to a command line, so look at the status now and then. What there is to keep is `flow.toJson()`:
    // with it another process goes on, also tomorrow.
    let deadline = Date().addingTimeInterval(600)
    switch try await client.waitForDecision(flow: flow, interval: .seconds(1), deadline: deadline) {
    case .finish(.granted(let token, _)):
        let found = try await income(token, from: dataUrl)
        say("The person said yes. Income in \(found.year): \(found.amount) NOK")
    case .finish(.rejected): say("The person said no.")
    case .finish: say("The consent has ended.")
    case .visit: say("Nobody has chosen within ten minutes.")
    }
}

do {
    try await run()
} catch {
    // A ConsentError's text holds no token, no key and no person number.
    FileHandle.standardError.write(Data("error: \(error.localizedDescription)\n".utf8))
    exit(1)
}
