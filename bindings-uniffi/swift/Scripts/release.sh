#!/bin/sh
# Writes where the XCFramework's archive will be, and its checksum, into the Package.swift of the package that
# `cargo xtask package swift` laid out and `xcframework.sh` completed.
#
# Usage: release.sh PACKAGE URL
set -eu

package=$(cd "${1:?usage: release.sh PACKAGE URL}" && pwd)
url=${2:?usage: release.sh PACKAGE URL}
checksum=$(cat "$(dirname "$package")/samtykkeFFI.xcframework.zip.checksum")

case $url in
    https://*.zip) ;;
    *) echo "release.sh: the URL must be https and end with .zip" >&2; exit 2 ;;
esac

manifest=$package/Package.swift
before='let release: (url: String, checksum: String)? = nil'
grep -qF "$before" "$manifest" || { echo "release.sh: Package.swift has a release already" >&2; exit 1; }
after="let release: (url: String, checksum: String)? = (\"$url\", \"$checksum\")"
awk -v before="$before" -v after="$after" '$0 == before { $0 = after } { print }' "$manifest" > "$manifest.new"
mv "$manifest.new" "$manifest"
rm -rf "$package/samtykkeFFI.xcframework"
