import Foundation

/// Sends requests for ``ConsentClient``.
public protocol Transport: Sendable {
    /// Sends the request as it stands, without following redirects; any status is an answer.
    ///
    /// Any error but `CancellationError` means that no whole answer came: the call is made again, as the core says. Its
    /// `localizedDescription` is told in the ``ConsentError`` that ends the attempts, so it must hold no secrets. When the
    /// task is cancelled the call is to end.
    func send(_ request: HttpRequest) async throws -> HttpResponse
}

/// No whole answer came.
public struct NoAnswer: Error, LocalizedError, Sendable {
    /// Why, for people; no secrets.
    public let reason: String

    /// An error for this reason.
    public init(_ reason: String) {
        self.reason = reason
    }

    /// Why.
    public var errorDescription: String? { reason }
}
