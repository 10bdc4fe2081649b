import Samtykke

/// The app's own back end: it has the key, the flow and the tokens. The app has none of them.
public protocol BankServer: Sendable {
    /// Creates the consent request; the address of Altinn's page.
    func start() async throws -> String

    /// Goes on with the flow after the user came back to `returnUrl`; what the consent opened, or nothing.
    func returned(to returnUrl: String) async throws -> String?
}

/// What the screen shows.
public enum ConsentState: Equatable, Sendable {
    /// The user has not begun.
    case ready
    /// The server is asked.
    case working
    /// The user must choose in the browser.
    case atAltinn(url: String)
    /// The consent was given, and this is the data.
    case given(data: String)
    /// The user said no, or the consent has ended.
    case notGiven
    /// Something did not work; the user can try again.
    case failed
}

/// The app's half of a consent: each function gives the state that follows.
public struct ConsentModel: Sendable {
    let server: any BankServer

    public init(server: any BankServer) {
        self.server = server
    }

    /// The user wants to give the consent.
    public func start() async -> ConsentState {
        await attempt { .atAltinn(url: try await server.start()) }
    }

    /// The browser opened the app's own address. What it says is a hint, for anybody can open it: a no is shown at once, a
    /// yes is the server's to find out.
    public func returned(to returnUrl: String) async -> ConsentState {
        await attempt {
            guard try parseConsentReturn(url: returnUrl).verdict != .rejected else { return .notGiven }
            guard let data = try await server.returned(to: returnUrl) else { return .notGiven }
            return .given(data: data)
        }
    }

    private func attempt(_ work: () async throws -> ConsentState) async -> ConsentState {
        do {
            return try await work()
        } catch {
            return .failed
        }
    }
}
