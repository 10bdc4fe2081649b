#!/bin/sh
# Builds the core for Apple platforms and puts samtykkeFFI.xcframework into the package that
# `cargo xtask package swift` laid out, and its archive and checksum beside it.
#
# Usage: xcframework.sh PACKAGE
#
# It needs a Mac with Xcode and rustup. The core has no private keys in it: the Security framework holds them.
set -eu

package=$(cd "${1:?usage: xcframework.sh PACKAGE}" && pwd)
root=$(cd "$(dirname "$0")/../../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
work=$target/packages/xcframework
library=libsamtykke_uniffi.a

export IPHONEOS_DEPLOYMENT_TARGET=16.0 MACOSX_DEPLOYMENT_TARGET=13.0

build() {
    rustup target add "$1"
    cargo build --manifest-path "$root/Cargo.toml" --target-dir "$target" --package samtykke-uniffi --lib \
        --no-default-features --profile native --locked --target "$1"
    strip -S -x "$target/$1/native/$library"
}

# merge PLATFORM TARGET...
merge() {
    platform=$1
    shift
    mkdir -p "$work/$platform"
    slices=
    for triple in "$@"; do
        build "$triple"
        slices="$slices $target/$triple/native/$library"
    done
    # shellcheck disable=SC2086
    lipo -create $slices -output "$work/$platform/$library"
}

rm -rf "$work" "$package/samtykkeFFI.xcframework"
# In a folder of the module's name, so that it meets no other framework's module map.
mkdir -p "$work/headers/samtykkeFFI"
cp "$package/Sources/samtykkeFFI/"*.h "$package/Sources/samtykkeFFI/module.modulemap" "$work/headers/samtykkeFFI/"

merge ios aarch64-apple-ios
merge ios-simulator aarch64-apple-ios-sim x86_64-apple-ios
merge macos aarch64-apple-darwin x86_64-apple-darwin

xcodebuild -create-xcframework \
    -library "$work/ios/$library" -headers "$work/headers" \
    -library "$work/ios-simulator/$library" -headers "$work/headers" \
    -library "$work/macos/$library" -headers "$work/headers" \
    -output "$package/samtykkeFFI.xcframework"

archive=$(dirname "$package")/samtykkeFFI.xcframework.zip
rm -f "$archive"
ditto -c -k --keepParent "$package/samtykkeFFI.xcframework" "$archive"
(cd "$package" && swift package compute-checksum "$archive") | tee "$archive.checksum"

cd "$package"
swift build
xcodebuild -scheme samtykke -destination 'generic/platform=iOS' build
xcodebuild -scheme samtykke -destination 'generic/platform=iOS Simulator' build
