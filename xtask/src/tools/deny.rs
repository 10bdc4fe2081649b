//! cargo-deny, which checks licences and sources.

use std::path::PathBuf;

use crate::cache;
use crate::failure::Outcome;
use crate::project::Project;
use crate::step::Step;

const VERSION: &str = "0.20.2";

/// The `cargo-deny` program.
pub(crate) fn prepare(project: &Project) -> Outcome<PathBuf> {
    let folder = cache::once(project, &format!("cargo-deny-{VERSION}"), |folder| {
        let mut install = project.cargo(&["install", "cargo-deny", "--locked", "--version", VERSION, "--root"]);
        // It runs for a second, so the time that optimising it takes is never earned back.
        install
            .arg(folder)
            .current_dir(folder)
            .env_remove("CARGO_TARGET_DIR")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        Step::new(project, format!("install cargo-deny {VERSION} (a few minutes, once)")).run(&mut install)?;
        Ok(())
    })?;
    Ok(folder.join("bin/cargo-deny"))
}
