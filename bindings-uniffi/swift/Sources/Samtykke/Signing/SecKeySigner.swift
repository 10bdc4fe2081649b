#if canImport(Security)
    import Foundation
    import Security

    /// A key that the Security framework holds: in the Keychain, on a smart card, or in memory.
    ///
    /// The private key stays where it is, and the Keychain may ask the user before each signature. The Secure Enclave has no
    /// RSA keys, which Maskinporten's grants need; what comes nearest is a Keychain item that this device alone can use.
    public struct SecKeySigner: Signer, @unchecked Sendable {
        private let key: SecKey

        /// Signs with `key`.
        public init(key: SecKey) {
            self.key = key
        }

        /// Finds the RSA key with this application tag in the Keychain.
        public init(applicationTag: String) throws {
            let query: [CFString: Any] = [
                kSecClass: kSecClassKey,
                kSecAttrKeyClass: kSecAttrKeyClassPrivate,
                kSecAttrKeyType: kSecAttrKeyTypeRSA,
                kSecAttrApplicationTag: Data(applicationTag.utf8),
                kSecReturnRef: true,
            ]
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            guard status == errSecSuccess, let found, CFGetTypeID(found) == SecKeyGetTypeID() else {
                throw try ConsentError.signing(reason: "the Keychain gave no key (OSStatus \(status))")
            }
            key = found as! SecKey
        }

        /// Makes a new key of 2048 bits in the Keychain, which never leaves this device.
        ///
        /// `accessControl` may demand Face ID, Touch ID or the passcode for each signature.
        public static func generate(applicationTag: String, accessControl: SecAccessControl? = nil) throws
            -> SecKeySigner
        {
            var item: [CFString: Any] = [
                kSecAttrIsPermanent: true,
                kSecAttrApplicationTag: Data(applicationTag.utf8),
                kSecAttrIsExtractable: false,
            ]
            if let accessControl {
                item[kSecAttrAccessControl] = accessControl
            } else {
                item[kSecAttrAccessible] = kSecAttrAccessibleWhenUnlockedThisDeviceOnly
            }
            let attributes: [CFString: Any] = [
                kSecAttrKeyType: kSecAttrKeyTypeRSA,
                kSecAttrKeySizeInBits: 2048,
                kSecPrivateKeyAttrs: item,
            ]
            var error: Unmanaged<CFError>?
            guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, &error) else { throw try failure(error) }
            return SecKeySigner(key: key)
        }

        /// Signs with PKCS#1 v1.5.
        public func sign(signingInput: String, algorithm: SigningAlgorithm) async throws -> String {
            let input = Data(signingInput.utf8) as CFData
            var error: Unmanaged<CFError>?
            guard let signature = SecKeyCreateSignature(key, algorithm.ofSecurity, input, &error) else {
                throw try Self.failure(error)
            }
            return (signature as Data).base64Url
        }

        /// The public key as a JWK with this `kid`, to register at Maskinporten.
        public func publicJwk(kid: String) throws -> String {
            var error: Unmanaged<CFError>?
            guard let publicKey = SecKeyCopyPublicKey(key),
                let encoded = SecKeyCopyExternalRepresentation(publicKey, &error),
                let numbers = RsaPublicKey(pkcs1: encoded as Data)
            else { throw try Self.failure(error) }
            return try numbers.jwk(kid: kid)
        }

        /// Whether the key of `check` made its signature.
        public static func isValid(_ check: SignatureCheck) throws -> Bool {
            let attributes: [CFString: Any] = [
                kSecAttrKeyType: kSecAttrKeyTypeRSA, kSecAttrKeyClass: kSecAttrKeyClassPublic,
            ]
            guard let encoded = RsaPublicKey(jwk: check.jwk)?.pkcs1, let signature = Data(base64Url: check.signature),
                let key = SecKeyCreateWithData(encoded as CFData, attributes as CFDictionary, nil)
            else { return false }
            let input = Data(check.signingInput.utf8) as CFData
            return SecKeyVerifySignature(key, check.algorithm.ofSecurity, input, signature as CFData, nil)
        }

        private static func failure(_ error: Unmanaged<CFError>?) throws -> ConsentError {
            let told = error?.takeRetainedValue()
            let reason = told.map { CFErrorCopyDescription($0) as String } ?? "the key cannot be used"
            return try ConsentError.signing(reason: reason, underlyingError: told)
        }
    }

    extension SigningAlgorithm {
        fileprivate var ofSecurity: SecKeyAlgorithm {
            switch self {
            case .rs256: .rsaSignatureMessagePKCS1v15SHA256
            case .rs384: .rsaSignatureMessagePKCS1v15SHA384
            case .rs512: .rsaSignatureMessagePKCS1v15SHA512
            }
        }
    }
#endif
