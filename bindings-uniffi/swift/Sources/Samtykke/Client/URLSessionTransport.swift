import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends over a `URLSession` of its own, with the platform's proxies and trust store.
///
/// It keeps no cookies and no cache. On Linux, Foundation takes proxies from the environment, also for plain http, which the
/// core allows on this machine only: set `no_proxy=127.0.0.1,localhost` where `http_proxy` is set.
public final class URLSessionTransport: Transport {
    /// No answer of either server comes near this.
    static let maxBody = 1024 * 1024
    /// As many requests as the client has under way at a time.
    static let maxRequests = 32

    private static let neededHeaders = ["Date", "Retry-After"]

    private let exchanges = Exchanges()
    private let session: URLSession

    /// Sends as `configuration` says; without one with a timeout of 30 seconds.
    public init(configuration: URLSessionConfiguration? = nil) {
        let own = URLSessionConfiguration.ephemeral
        own.timeoutIntervalForRequest = 30
        own.urlCache = nil
        own.httpCookieStorage = nil
        own.httpShouldSetCookies = false
        own.httpMaximumConnectionsPerHost = Self.maxRequests
        session = URLSession(configuration: configuration ?? own, delegate: exchanges, delegateQueue: nil)
    }

    deinit {
        session.finishTasksAndInvalidate()
    }

    /// Sends the request as it stands.
    public func send(_ request: HttpRequest) async throws -> HttpResponse {
        let task = session.dataTask(with: try Self.urlRequest(request))
        let (response, body) = try await exchanges.run(task)
        guard let response = response as? HTTPURLResponse else { throw NoAnswer("the answer is not HTTP") }
        let headers = Self.neededHeaders.compactMap { name in
            response.value(forHTTPHeaderField: name).map { HttpHeader(name: name, value: $0) }
        }
        return HttpResponse(
            status: UInt16(clamping: response.statusCode), headers: headers, body: String(decoding: body, as: UTF8.self)
        )
    }

    private static func urlRequest(_ request: HttpRequest) throws -> URLRequest {
        guard let url = URL(string: request.url) else { throw NoAnswer("the URL cannot be read") }
        var sent = URLRequest(url: url)
        sent.httpMethod =
            switch request.method {
            case .get: "GET"
            case .post: "POST"
            }
        for header in request.headers {
            sent.setValue(header.value, forHTTPHeaderField: header.name)
        }
        sent.httpBody = request.body.map { Data($0.utf8) }
        return sent
    }
}

/// The requests that are under way, each with the task that waits for it.
private final class Exchanges: NSObject, URLSessionDataDelegate, Sendable {
    private struct Exchange {
        let waiting: CheckedContinuation<(URLResponse?, Data), any Error>
        var body = Data()
    }

    private let running = Locked<[Int: Exchange]>([:])

    func run(_ task: URLSessionDataTask) async throws -> (URLResponse?, Data) {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiting in
                let isCancelled = running.with { running in
                    // Cancellation is known before its handler runs, so one of the two sees the other.
                    if !Task.isCancelled { running[task.taskIdentifier] = Exchange(waiting: waiting) }
                    return Task.isCancelled
                }
                if isCancelled {
                    waiting.resume(throwing: CancellationError())
                } else {
                    task.resume()
                }
            }
        } onCancel: {
            abandon(task, CancellationError())
        }
    }

    private func abandon(_ task: URLSessionTask, _ error: any Error) {
        let exchange = running.with { $0.removeValue(forKey: task.taskIdentifier) }
        task.cancel()
        exchange?.waiting.resume(throwing: error)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLarge = running.with { running in
            running[dataTask.taskIdentifier]?.body.append(data)
            return (running[dataTask.taskIdentifier]?.body.count ?? 0) > URLSessionTransport.maxBody
        }
        if isTooLarge { abandon(dataTask, NoAnswer("the answer is larger than 1 MiB")) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let exchange = running.with { $0.removeValue(forKey: task.taskIdentifier) }
        if let error {
            exchange?.waiting.resume(throwing: error)
        } else {
            exchange?.waiting.resume(returning: (task.response, exchange?.body ?? Data()))
        }
    }

    /// A redirect would carry the token to another place.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
