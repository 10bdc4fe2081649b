import Foundation

/// What Rust says of a value, or that it is none that Rust can read.
func text<Value>(of type: Value.Type, _ told: () throws -> String) -> String {
    (try? told()) ?? "\(type)([not valid])"
}

/// The time as it crosses; one that is too far away is the last or the first there is.
func microseconds(_ date: Date) -> Int64 {
    let exact = (date.timeIntervalSince1970 * 1_000_000).rounded()
    return Int64(exactly: exact) ?? (exact < 0 ? .min : .max)
}
