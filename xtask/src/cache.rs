//! Folders that are made once and then kept.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{AtPath, Failure, Outcome};
use crate::project::Project;

/// Written last, so that a set-up that was interrupted starts over.
const STAMP: &str = ".complete";

/// The folder `key` in the cache, made by `make` unless an earlier run finished it.
pub(crate) fn once(project: &Project, key: &str, make: impl FnOnce(&Path) -> Outcome<()>) -> Outcome<PathBuf> {
    let folder = project.cache.join(key);
    let stamp = folder.join(STAMP);
    if stamp.exists() {
        return Ok(folder);
    }
    std::fs::create_dir_all(&project.cache).at(&project.cache)?;
    let _lock = lock(project, key)?;
    if stamp.exists() {
        return Ok(folder);
    }
    remove(&folder)?;
    std::fs::create_dir_all(&folder).at(&folder)?;
    make(&folder)?;
    std::fs::write(&stamp, "").at(&stamp)?;
    Ok(folder)
}

/// Held until it is dropped or the process ends, so that two checkouts do not fill the same folder.
fn lock(project: &Project, key: &str) -> Outcome<File> {
    let path = project.cache.join(format!("{key}.lock"));
    let file = File::create(&path).at(&path)?;
    if file.try_lock().is_err() {
        project.console.line(&format!("  waiting for another run that sets up {key}"));
        file.lock().at(&path)?;
    }
    Ok(file)
}

/// `--one-file-system`: an interrupted set-up may have left something mounted inside.
fn remove(folder: &Path) -> Outcome<()> {
    if !folder.exists() {
        return Ok(());
    }
    let status = Command::new("rm").args(["-rf", "--one-file-system", "--"]).arg(folder).status()?;
    if status.success() && !folder.exists() {
        return Ok(());
    }
    Err(Failure::new(format!("cannot remove {}", folder.display())).with_hint("see whether something is mounted in it"))
}

/// A short name for what a folder was made from (FNV-1a, 64 bits).
pub(crate) fn fingerprint(content: &(impl AsRef<[u8]> + ?Sized)) -> String {
    let hash = content
        .as_ref()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Console;

    fn project(name: &str) -> Project {
        let root = std::env::temp_dir().join(format!("samtykke-xtask-{name}-{}", std::process::id()));
        Project { console: Console::new(false), target: root.join("target"), cache: root.join("cache"), root }
    }

    #[test]
    fn a_finished_folder_is_not_made_again() {
        let project = project("finished");
        once(&project, "tool-1", |folder| std::fs::write(folder.join("tool"), "x").at(folder)).unwrap();
        let folder = once(&project, "tool-1", |_| Err(Failure::new("made twice"))).unwrap();
        assert!(folder.join("tool").exists());
        std::fs::remove_dir_all(project.root).unwrap();
    }

    #[test]
    fn an_interrupted_folder_starts_over() {
        let project = project("interrupted");
        let broken = once(&project, "tool-1", |folder| {
            std::fs::write(folder.join("half"), "x").at(folder)?;
            Err(Failure::new("interrupted"))
        });
        assert!(broken.is_err());
        let folder = once(&project, "tool-1", |_| Ok(())).unwrap();
        assert!(!folder.join("half").exists());
        std::fs::remove_dir_all(project.root).unwrap();
    }

    #[test]
    fn different_content_has_a_different_fingerprint() {
        assert_eq!(fingerprint(""), "cbf29ce484222325");
        assert_ne!(fingerprint("pytest==1"), fingerprint("pytest==2"));
    }
}
