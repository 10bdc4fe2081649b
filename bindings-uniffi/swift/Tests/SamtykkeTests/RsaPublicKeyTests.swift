import Foundation
import Testing

@testable import Samtykke

/// The forms of a public key that the Security framework and Maskinporten have.
struct RsaPublicKeyTests {
    @Test func aJwkIsPkcs1AndBack() throws {
        let jwk = try Fixtures.key().publicJwk(kid: "a")
        let key = try #require(RsaPublicKey(jwk: jwk))
        #expect(key.modulus.count == 256)
        let again = try #require(RsaPublicKey(pkcs1: key.pkcs1))
        #expect(again == key)
        #expect(try RsaPublicKey(jwk: again.jwk(kid: "b")) == key)
    }

    @Test func derIsWhatRfc8017Says() throws {
        let key = try #require(RsaPublicKey(jwk: #"{"kty":"RSA","n":"gQ","e":"AQAB"}"#))
        #expect(key.pkcs1 == Data([0x30, 0x09, 0x02, 0x02, 0x00, 0x81, 0x02, 0x03, 0x01, 0x00, 0x01]))
    }

    @Test(arguments: [[], [0x30], [0x30, 0x05, 0x02], [0x30, 0x84, 0xff, 0xff, 0xff, 0xff], [0x30, 0x00, 0x00]])
    func whatIsNoKeyIsNone(bytes: [UInt8]) {
        #expect(RsaPublicKey(pkcs1: Data(bytes)) == nil)
    }
}
