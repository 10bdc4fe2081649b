//! A folder that is put together from files of several places.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::failure::{AtPath, Failure, Outcome};

/// What the folder holds: the place of each file in it, and where its content is.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    files: BTreeMap<PathBuf, PathBuf>,
}

impl Assembly {
    pub(crate) fn file(&mut self, from: &Path, to: impl Into<PathBuf>) {
        self.files.insert(to.into(), from.to_owned());
    }

    /// Every file of a folder and its subfolders, except hidden ones.
    pub(crate) fn tree(&mut self, from: &Path) -> Outcome<()> {
        for path in files_below(from)? {
            let place = path.strip_prefix(from).unwrap_or(&path).to_owned();
            self.files.insert(place, path);
        }
        Ok(())
    }

    /// Makes the folder hold these files and no others; hidden ones are left to the build tool that wrote them.
    pub(crate) fn write(&self, folder: &Path) -> Outcome<()> {
        std::fs::create_dir_all(folder).at(folder)?;
        for path in files_below(folder)? {
            if !path.strip_prefix(folder).is_ok_and(|place| self.files.contains_key(place)) {
                std::fs::remove_file(&path).at(&path)?;
            }
        }
        for (place, from) in &self.files {
            copy_if_changed(from, &folder.join(place))?;
        }
        Ok(())
    }
}

/// Copies, and leaves an equal file alone: build tools go by its time.
pub(crate) fn copy_if_changed(from: &Path, to: &Path) -> Outcome<()> {
    let content = std::fs::read(from).at(from)?;
    if std::fs::read(to).is_ok_and(|present| present == content) {
        return Ok(());
    }
    let folder = to.parent().ok_or_else(|| Failure::new(format!("{} has no folder", to.display())))?;
    std::fs::create_dir_all(folder).at(folder)?;
    std::fs::copy(from, to).at(to)?;
    Ok(())
}

/// The files in a folder and below it, without hidden files and folders.
pub(crate) fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).at(folder)? {
        let path = entry.at(folder)?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_follows_its_sources_and_keeps_hidden_files() {
        let root = std::env::temp_dir().join(format!("samtykke-assembly-{}", std::process::id()));
        let (from, to) = (root.join("from"), root.join("to"));
        for (path, content) in
            [(from.join("Tests/A.swift"), "a"), (to.join("Old.swift"), "old"), (to.join(".build/x"), "x")]
        {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        let mut assembly = Assembly::default();
        assembly.tree(&from).unwrap();
        assembly.file(&from.join("Tests/A.swift"), "Sources/B.swift");

        assembly.write(&to).unwrap();

        let places = [to.join("Sources/B.swift"), to.join("Tests/A.swift")];
        assert_eq!(files_below(&to).unwrap(), places);
        assert!(to.join(".build/x").exists());
        std::fs::remove_dir_all(root).unwrap();
    }
}
