// swift-tools-version: 6.0
import PackageDescription

// A program that uses the package as it is published: `cargo xtask package swift` builds and runs it.
let package = Package(
    name: "Consumer",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "../samtykke")],
    targets: [
        .executableTarget(name: "Consumer", dependencies: [.product(name: "Samtykke", package: "samtykke")])
    ],
    swiftLanguageModes: [.v6]
)
