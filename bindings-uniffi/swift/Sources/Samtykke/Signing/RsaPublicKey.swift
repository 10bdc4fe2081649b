import Foundation

/// An RSA public key between its two forms: a JWK, as Maskinporten has it, and PKCS#1, as the Security framework has it.
struct RsaPublicKey: Equatable {
    let modulus: Data
    let exponent: Data

    /// Reads the members `n` and `e` of a JWK.
    init?(jwk: String) {
        guard let members = try? JSONDecoder().decode(Jwk.self, from: Data(jwk.utf8)),
            let modulus = Data(base64Url: members.n), let exponent = Data(base64Url: members.e)
        else { return nil }
        self.modulus = modulus
        self.exponent = exponent
    }

    /// Reads an `RSAPublicKey` of RFC 8017, in DER.
    init?(pkcs1: Data) {
        var rest = pkcs1[...]
        guard var numbers = Self.read(0x30, &rest), rest.isEmpty,
            let modulus = Self.read(0x02, &numbers), let exponent = Self.read(0x02, &numbers), numbers.isEmpty
        else { return nil }
        self.modulus = Data(modulus.drop { $0 == 0 })
        self.exponent = Data(exponent.drop { $0 == 0 })
    }

    /// The key as `RSAPublicKey` of RFC 8017, in DER.
    var pkcs1: Data {
        let numbers = [modulus, exponent].map { number in
            // A number whose first bit is set would be negative.
            Self.written(0x02, number.first.map { $0 >= 0x80 } ?? true ? [0] + number : number)
        }
        return Self.written(0x30, numbers[0] + numbers[1])
    }

    /// The key as a JWK with this `kid`, to register at Maskinporten.
    func jwk(kid: String) throws -> String {
        let jwk = Jwk(kty: "RSA", use: "sig", kid: kid, n: modulus.base64Url, e: exponent.base64Url)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(jwk), as: UTF8.self)
    }

    private struct Jwk: Codable {
        var kty: String?
        var use: String?
        var kid: String?
        let n: String
        let e: String
    }

    private static func written(_ tag: UInt8, _ content: Data) -> Data {
        let count = content.count
        if count < 0x80 { return Data([tag, UInt8(count)]) + content }
        let bytes = withUnsafeBytes(of: UInt32(count).bigEndian) { Data($0.drop { $0 == 0 }) }
        return Data([tag, 0x80 | UInt8(bytes.count)]) + bytes + content
    }

    private static func read(_ tag: UInt8, _ rest: inout Data) -> Data? {
        guard rest.popFirst() == tag, let first = rest.popFirst() else { return nil }
        var count = Int(first)
        if first >= 0x80 {
            let digits = Int(first & 0x7f)
            guard (1...4).contains(digits), rest.count >= digits else { return nil }
            count = rest.prefix(digits).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(digits)
        }
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

extension Data {
    /// Reads base64url with or without padding.
    init?(base64Url text: String) {
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let unpadded = plain.prefix { $0 != "=" }
        self.init(base64Encoded: unpadded + String(repeating: "=", count: (4 - unpadded.count % 4) % 4))
    }

    /// The bytes as base64url without padding.
    var base64Url: String {
        let plain = base64EncodedString().replacingOccurrences(of: "+", with: "-")
        return plain.replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
