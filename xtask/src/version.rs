//! Version numbers in what tools print about themselves.

/// The first `major.minor` in the text, as in `v20.11.0`, `javac 17.0.15` or `Swift version 6.0.3 (...)`.
pub(crate) fn major_minor(text: &str) -> Option<(u32, u32)> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| {
        let mut parts = word.split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        Some((major, minor))
    })
}

/// What comes after a marker, with its version; `None` where the marker is missing.
pub(crate) fn after(marker: &str, text: &str) -> Option<(u32, u32)> {
    major_minor(text.split_once(marker)?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_print() {
        assert_eq!(major_minor("v20.20.2\n"), Some((20, 20)));
        assert_eq!(major_minor("Python 3.11.7"), Some((3, 11)));
        assert_eq!(major_minor("no version"), None);
    }

    #[test]
    fn the_marker_picks_the_right_version() {
        let maven = "Apache Maven 3.8.7\nMaven home: /usr/share/maven\nJava version: 17.0.15, vendor: Debian\n";
        assert_eq!(after("Java version:", maven), Some((17, 0)));
        let swift = "swift-driver version: 1.115 Apple Swift version 6.0.3 (swiftlang-6.0.3 clang-1600)";
        assert_eq!(after("Swift version", swift), Some((6, 0)));
        assert_eq!(after("Java version:", ""), None);
    }
}
