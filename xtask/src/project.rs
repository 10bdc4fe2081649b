//! The checkout: where things are, and how to call cargo in it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::console::Console;
use crate::failure::{AtPath, Failure, Outcome};

/// The checkout and the folders that belong to it.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) console: Console,
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    /// Tools that outlive `cargo clean`, shared by every checkout of the user.
    pub(crate) cache: PathBuf,
}

impl Project {
    pub(crate) fn open(console: Console) -> Outcome<Self> {
        // `cargo run` says where the checkout is, even after it was moved.
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = manifest.parent().unwrap_or(&manifest).to_owned();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => root.join(dir),
            None => root.join("target"),
        };
        Ok(Self { console, root, target, cache: cache_folder(|name| std::env::var_os(name))? })
    }

    /// Where the full output of the step is kept.
    pub(crate) fn log_file(&self, title: &str) -> Outcome<PathBuf> {
        let folder = self.target.join("xtask-logs");
        std::fs::create_dir_all(&folder).at(&folder)?;
        Ok(folder.join(format!("{}.log", slug(title))))
    }

    /// A program, run from the root without what `cargo run` put into the environment for xtask itself.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        for (name, _) in std::env::vars_os() {
            if belongs_to_xtask(&name.to_string_lossy()) {
                command.env_remove(name);
            }
        }
        if let Some(paths) = library_path_without(&self.target) {
            command.env("LD_LIBRARY_PATH", paths);
        } else {
            command.env_remove("LD_LIBRARY_PATH");
        }
        command
    }

    /// The cargo that runs xtask, on this workspace and its target folder.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = self.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_TERM_COLOR", "never").args(args);
        command
    }

    /// A binary that `cargo build` made in the dev profile.
    pub(crate) fn built(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

fn cache_folder(variable: impl Fn(&str) -> Option<OsString>) -> Outcome<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("SAMTYKKE_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("samtykke")))
        .or_else(|| set("HOME").map(|folder| folder.join(".cache/samtykke")));
    let Some(folder) = folder else {
        return Err(Failure::new("no cache folder: neither SAMTYKKE_CACHE, XDG_CACHE_HOME nor HOME is set"));
    };
    std::path::absolute(&folder).at(&folder)
}

fn belongs_to_xtask(variable: &str) -> bool {
    let package = variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_");
    package || matches!(variable, "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR")
}

/// The library path as the person set it: `cargo run` puts the target folder and the toolchain in front.
fn library_path_without(target: &Path) -> Option<OsString> {
    let paths = std::env::var_os("LD_LIBRARY_PATH")?;
    let cargo = PathBuf::from(std::env::var_os("CARGO").unwrap_or_default());
    let toolchain = cargo.parent().and_then(Path::parent).filter(|folder| folder.join("lib/rustlib").is_dir());
    let kept: Vec<PathBuf> = std::env::split_paths(&paths)
        .filter(|path| !path.starts_with(target) && !toolchain.is_some_and(|folder| path.starts_with(folder)))
        .collect();
    if kept.is_empty() { None } else { std::env::join_paths(kept).ok() }
}

/// A title as a file name.
fn slug(title: &str) -> String {
    let words: Vec<&str> = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache_with(variables: &[(&str, &str)]) -> PathBuf {
        let find = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
        cache_folder(find).unwrap()
    }

    #[test]
    fn the_cache_folder_is_the_most_specific_one_that_is_set() {
        let all = [("SAMTYKKE_CACHE", "/a"), ("XDG_CACHE_HOME", "/b"), ("HOME", "/c")];
        assert_eq!(cache_with(&all), Path::new("/a"));
        assert_eq!(cache_with(&all[1..]), Path::new("/b/samtykke"));
        assert_eq!(cache_with(&all[2..]), Path::new("/c/.cache/samtykke"));
        assert_eq!(cache_with(&[("SAMTYKKE_CACHE", ""), ("HOME", "/c")]), Path::new("/c/.cache/samtykke"));
        assert!(cache_folder(|_| None).is_err());
    }

    #[test]
    fn a_title_becomes_a_file_name() {
        assert_eq!(slug("clippy (core, feature `client`)"), "clippy-core-feature-client");
    }
}
