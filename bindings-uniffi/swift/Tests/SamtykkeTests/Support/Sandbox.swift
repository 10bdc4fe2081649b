import Foundation
import Samtykke

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The sandbox as a process of its own, and what tests do that no client could.
///
/// It ends with this process, however that ends: its shell reads from a pipe until nobody holds the other end. Foundation
/// starts it with the signals blocked that its own threads block, so it takes one that nobody can block.
final class Sandbox: Sendable {
    let platform: String
    let issuer: String
    let control: String
    let service: String

    private static let shared = Locked<Sandbox?>(nil)
    private static let untilPipeCloses = #""$0" --events-lag 0 </dev/null & exec >&-; read -r _; kill -KILL $!"#
    private let life: Pipe
    private let http: URLSession

    /// The one for all tests that do not break it.
    static func running() throws -> Sandbox {
        try shared.with { shared in
            let running = try shared ?? Sandbox()
            shared = running
            return running
        }
    }

    init() throws {
        guard let program = ProcessInfo.processInfo.environment["SAMTYKKE_SANDBOX_BIN"] else {
            throw TestFailure("SAMTYKKE_SANDBOX_BIN names no program")
        }
        let process = Process()
        let output = Pipe()
        life = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", Self.untilPipeCloses, program]
        process.standardInput = life
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while !line.contains(0x0a) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw TestFailure("the sandbox did not start") }
            line += more
        }
        let places = try JSONDecoder().decode(Places.self, from: line)
        platform = places.platform
        issuer = places.issuer
        control = places.control
        service = places.service
        http = URLSession(configuration: .ephemeral, delegate: NoRedirects(), delegateQueue: nil)
    }

    deinit {
        http.invalidateAndCancel()
        try? life.fileHandleForWriting.close()
    }

    /// Registers a client with one key; the result is its id.
    func registerClient(publicJwk: String, scopes: [String], organization: String) async throws -> String {
        let key = try JSONSerialization.jsonObject(with: Data(publicJwk.utf8))
        let body: [String: Any] = ["organization": organization, "scopes": scopes, "keys": [key]]
        return try await member("clientId", of: post("clients", body))
    }

    /// Chooses on the consent page; the result is the URL that the browser is sent to.
    func decide(_ viewUri: String, _ decision: String) async throws -> String {
        let form = Data(try await self.form(viewUri, decision).utf8)
        let answer = try await send("POST", viewUri, form, "application/x-www-form-urlencoded")
        guard let place = answer.response.value(forHTTPHeaderField: "Location") else {
            throw TestFailure("no redirect")
        }
        return place
    }

    /// What the consent page posts.
    func form(_ viewUri: String, _ decision: String) async throws -> String {
        let page = String(decoding: try await send("GET", viewUri).body, as: UTF8.self)
        guard let id = page.firstMatch(of: #/name="id" value="([^"]+)"/#)?.1 else {
            throw TestFailure("no consent page")
        }
        return "id=\(id)&lang=nb&decision=\(decision)"
    }

    /// Chooses without a browser; the result is the URL that it would be sent to.
    @discardableResult
    func decideWithoutPage(_ consent: UUID, _ decision: String) async throws -> String {
        try await member("finalRedirectUrl", of: post("consents/\(consent.uuidString.lowercased())/\(decision)", nil))
    }

    /// Lets the calls of a route meet a fault.
    func fault(_ route: String, times: Int? = 1, _ fault: [String: Any]) async throws {
        var rule: [String: Any] = ["route": route, "fault": fault]
        rule["times"] = times
        _ = try await post("faults", rule)
    }

    /// Lets everything work again.
    func clearFaults() async throws {
        _ = try await send("DELETE", "\(control)/faults")
    }

    /// Lets the servers' clock differ from ours.
    func moveClock(seconds: Double) async throws {
        _ = try await post("clock", ["offsetSeconds": seconds])
    }

    /// Calls the service with a consent token.
    func income(token: String) async throws -> (status: Int, body: String) {
        var request = URLRequest(url: try url("\(service)/api/income"))
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        let (body, response) = try await http.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: body, as: UTF8.self))
    }

    /// Calls the sandbox's own API.
    func post(_ path: String, _ body: [String: Any]?) async throws -> Data {
        try await post(path, json: body.map { try JSONSerialization.data(withJSONObject: $0) })
    }

    /// Calls the sandbox's own API with this text.
    func post(_ path: String, json: Data?) async throws -> Data {
        let answer = try await send("POST", "\(control)/\(path)", json, json == nil ? nil : "application/json")
        guard (200..<300).contains(answer.response.statusCode) else {
            throw TestFailure("\(path): \(answer.response.statusCode) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return answer.body
    }

    private func member(_ name: String, of json: Data) throws -> String {
        let members = try JSONSerialization.jsonObject(with: json) as? [String: Any]
        guard let member = members?[name] as? String else { throw TestFailure("no \(name)") }
        return member
    }

    private func send(
        _ method: String, _ place: String, _ body: Data? = nil, _ type: String? = nil
    ) async throws -> (response: HTTPURLResponse, body: Data) {
        var request = URLRequest(url: try url(place))
        request.httpMethod = method
        request.httpBody = body
        request.setValue(type, forHTTPHeaderField: "Content-Type")
        let (body, response) = try await http.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw TestFailure("no HTTP") }
        return (response, body)
    }

    private func url(_ text: String) throws -> URL {
        guard let url = URL(string: text) else { throw TestFailure("no URL: \(text)") }
        return url
    }

    private struct Places: Decodable {
        let platform: String
        let issuer: String
        let control: String
        let service: String
    }
}

/// What a test needs and does not find.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

private final class NoRedirects: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
