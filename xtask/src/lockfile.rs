//! Exact versions from Cargo.lock.

use crate::failure::{AtPath, Failure, Outcome};
use crate::project::Project;

/// The version of a crate that Cargo.lock pins.
pub(crate) fn locked_version(project: &Project, name: &str) -> Outcome<String> {
    let path = project.root.join("Cargo.lock");
    let lock = std::fs::read_to_string(&path).at(&path)?;
    version_of(&lock, name).map(str::to_owned).ok_or_else(|| Failure::new(format!("Cargo.lock has no crate `{name}`")))
}

fn version_of<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != wanted).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
[[package]]
name = "wasm-bindgen-macro"
version = "0.2.1"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry"
"#;

    #[test]
    fn the_crate_is_found_by_its_whole_name() {
        assert_eq!(version_of(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_of(LOCK, "wasm"), None);
    }
}
