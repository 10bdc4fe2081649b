//! The programs that the suites need: found, or installed into the cache.

pub(crate) mod apt;
pub(crate) mod cargo_fuzz;
mod cargo_tool;
pub(crate) mod chromedriver;
pub(crate) mod chromium;
pub(crate) mod chroot;
pub(crate) mod cross;
pub(crate) mod deny;
pub(crate) mod firefox;
pub(crate) mod jvm;
pub(crate) mod mirror;
pub(crate) mod node;
pub(crate) mod npm;
pub(crate) mod openssl;
pub(crate) mod postgres;
pub(crate) mod python;
pub(crate) mod redis;
pub(crate) mod rust;
pub(crate) mod swift;
pub(crate) mod twiggy;
pub(crate) mod wasm_bindgen;

use std::ffi::OsString;
use std::path::Path;

use crate::project::Project;

/// What a program prints about itself; `None` when it is missing or fails.
pub(crate) fn ask(project: &Project, program: &str, args: &[&str]) -> Option<String> {
    let output = project.command(program).args(args).output().ok().filter(|output| output.status.success())?;
    let text = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// PATH with a folder in front.
pub(crate) fn path_with(folder: &Path) -> OsString {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&rest));
    std::env::join_paths(folders).unwrap_or(rest)
}
