import Foundation
import samtykkeFFI

/// Why something could not be done. `localizedDescription` is one sentence.
///
/// The user's "no", an expiry and a revocation are no errors but an ``Outcome``. An error never holds a token, a key or a
/// person number, so it may be logged.
public struct ConsentError: Error, Sendable {
    /// Everything that the core tells, as one value.
    public let report: ErrorReport
    /// What Maskinporten said, when the consent that a token was to carry may be why it gave none: answer a flow with
    /// ``Answer/denied(problem:)`` then.
    public let aboutAConsent: MaskinportenProblem?
    /// What the signer threw.
    public let underlyingError: (any Error)?

    /// A stable word for programs to compare, such as `INVALID_INPUT`.
    public var code: String { report.code }
    /// What kind of action the error calls for.
    public var kind: ErrorClass { report.kind }
    /// Whether the same call may succeed later without any change.
    public var retryable: Bool { report.retryable }
    /// What the developer should do, for errors whose cause is documented.
    public var advice: String? { report.advice }
    /// The server's own code, such as `AM-00016` or `MP-124`.
    public var serverCode: String? { report.serverCode }
    /// The value that is wrong, for example `validTo`.
    public var field: String? { report.field }
    /// The check that a consent token did not pass, such as `exp`.
    public var check: String? { report.check }
    /// What is wrong, as the end of a sentence, or what the network or the signer said.
    public var reason: String? { report.reason }
    /// The call, for example `POST consentrequests`.
    public var call: String? { report.call }
    /// How many attempts were made.
    public var attempts: Int? { report.attempts.map(Int.init) }
    /// The HTTP status.
    public var status: Int? { report.status.map(Int.init) }
    /// The beginning of the body, person numbers and tokens removed.
    public var excerpt: String? { report.excerpt }
    /// Everything that Altinn said: validation errors with paths, nested problems, extensions, trace id.
    public var altinn: AltinnProblem? { report.altinn }
    /// Everything that Maskinporten said.
    public var maskinporten: MaskinportenProblem? { report.maskinporten }
    /// What to quote to Altinn's support.
    public var traceId: String? { report.altinn?.traceId }

    init(_ error: CoreError, underlyingError: (any Error)? = nil) throws {
        report = try error.report()
        aboutAConsent = try error.aboutAConsent()
        self.underlyingError = underlyingError
    }

    /// What the generated module throws.
    static func lift(_ buffer: RustBuffer) throws -> ConsentError {
        try ConsentError(FfiConverterTypeConsentError__as_error_lift(buffer))
    }

    /// The error of a key that could not sign. `reason` must hold no secrets.
    public static func signing(reason: String, underlyingError: (any Error)? = nil) throws -> ConsentError {
        try ConsentError(signingError(reason: reason), underlyingError: underlyingError)
    }
}

extension ConsentError: LocalizedError {
    /// One sentence that says what happened.
    public var errorDescription: String? { report.detail }
    /// What is wrong, as the end of a sentence.
    public var failureReason: String? { report.reason }
    /// What the developer should do.
    public var recoverySuggestion: String? { report.advice }
}

extension ConsentError: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// One sentence that says what happened.
    public var description: String { report.detail }
    /// The code and the sentence.
    public var debugDescription: String { "ConsentError(\(report.code): \(report.detail))" }
    /// What the error tells, without the signer's own error, which may hold anything.
    public var customMirror: Mirror { Mirror(self, children: ["report": report]) }
}

/// A defect of the core: what would end a Rust program.
public struct InternalError: Error, LocalizedError, Sendable {
    /// What the core said.
    public let detail: String

    /// One sentence that says what happened.
    public var errorDescription: String? { "a defect in samtykke: \(detail)" }
}
