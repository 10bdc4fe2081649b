//! Programs that cargo installs from its registry.

use std::path::PathBuf;

use crate::cache;
use crate::failure::Outcome;
use crate::project::Project;
use crate::step::Step;

/// The program `name` in exactly `version`; installing it takes `duration`, once.
pub(super) fn prepare(project: &Project, name: &str, version: &str, duration: &str) -> Outcome<PathBuf> {
    let folder = cache::once(project, &format!("{name}-{version}"), |folder| {
        let mut install = project.cargo(&["install", name, "--locked", "--version", version, "--root"]);
        // It runs for seconds, so the time that optimising it takes is never earned back.
        install
            .arg(folder)
            .current_dir(folder)
            .env_remove("CARGO_TARGET_DIR")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        Step::new(project, format!("install {name} {version} ({duration}, once)"))
            .hint("see whether the crate registry can be reached")
            .run(&mut install)?;
        Ok(())
    })?;
    Ok(folder.join("bin").join(name))
}
