// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "SwiftApp",
    platforms: [.iOS("17.4"), .macOS("14.4")],
    // The package beside this folder, as `cargo xtask test examples` and `cargo xtask package swift` lay it out.
    dependencies: [.package(path: "../samtykke")],
    targets: [
        .executableTarget(name: "Ask", dependencies: [.product(name: "Samtykke", package: "samtykke")]),
        // What an iPhone shows. On Linux only its model is compiled.
        .target(name: "ConsentScreen", dependencies: [.product(name: "Samtykke", package: "samtykke")]),
    ],
    swiftLanguageModes: [.v6]
)
