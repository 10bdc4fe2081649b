// swift-tools-version: 6.0
import PackageDescription

// `cargo xtask test swift` copies this folder to target/bindings/swift-package, adds the generated Swift, C header,
// module map and library, and runs `swift test` there.
let package = Package(
    name: "samtykke",
    products: [
        .library(name: "Samtykke", targets: ["Samtykke"])
    ],
    targets: [
        .systemLibrary(name: "samtykkeFFI"),
        .target(
            name: "Samtykke",
            dependencies: ["samtykkeFFI"],
            linkerSettings: [.linkedLibrary("samtykke_uniffi")]
        ),
        .testTarget(name: "SamtykkeTests", dependencies: ["Samtykke"]),
    ],
    swiftLanguageModes: [.v6]
)
