/// A flow waits for its user, or is at its end.
public enum Pause: Sendable {
    /// The user must decide: store ``ConsentFlow/toJson()``, send the user to `url`.
    case visit(flow: ConsentFlow, url: String)
    /// The flow is at its end.
    case finish(outcome: Outcome)
}
