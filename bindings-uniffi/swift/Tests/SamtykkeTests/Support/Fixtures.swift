import Foundation
import Samtykke

/// What lies beside the tests.
enum Fixtures {
    /// A private key of these tests alone, as PEM.
    static func pem() throws -> String {
        try text("test-key.pem")
    }

    /// The same key, ready to sign: a new one takes long to make.
    static func key() throws -> KeySigner {
        try KeySigner.parse(text: pem())
    }

    static func text(_ name: String) throws -> String {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: tests.appendingPathComponent("Fixtures/\(name)"), encoding: .utf8)
    }
}
