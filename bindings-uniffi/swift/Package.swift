// swift-tools-version: 6.0
import Foundation
import PackageDescription

/// Set by Scripts/release.sh.
let release: (url: String, checksum: String)? = nil
let framework = "samtykkeFFI.xcframework"

// Apple platforms take the core from an XCFramework, which leaves RSA to the Security framework. Elsewhere the linker finds
// it by pkg-config, with `KeySigner` inside.
#if os(Linux)
    let core = Target.systemLibrary(name: "samtykkeFFI", pkgConfig: "samtykke")
    let settings: [SwiftSetting] = [.define("SAMTYKKE_SIGNER")]
#else
    let isHere = FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(framework)")
    let core: Target =
        if let release {
            .binaryTarget(name: "samtykkeFFI", url: release.url, checksum: release.checksum)
        } else if isHere {
            .binaryTarget(name: "samtykkeFFI", path: framework)
        } else {
            .systemLibrary(name: "samtykkeFFI", pkgConfig: "samtykke")
        }
    let settings: [SwiftSetting] = release == nil && !isHere ? [.define("SAMTYKKE_SIGNER")] : []
#endif

let package = Package(
    name: "samtykke",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "Samtykke", targets: ["Samtykke"])
    ],
    targets: [
        core,
        .target(name: "Samtykke", dependencies: ["samtykkeFFI"], swiftSettings: settings),
        .testTarget(
            name: "SamtykkeTests", dependencies: ["Samtykke"], exclude: ["Fixtures"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
