//! The crate's own sources.

use std::path::{Path, PathBuf};

/// The text of every source file of the crate.
pub(crate) fn sources() -> Vec<String> {
    below(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")))
}

#[expect(clippy::disallowed_methods, reason = "the sources lie in files")]
fn below(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| match path.is_dir() {
        true => below(&path),
        false => vec![std::fs::read_to_string(path).unwrap()],
    };
    entries.flat_map(read).collect()
}
