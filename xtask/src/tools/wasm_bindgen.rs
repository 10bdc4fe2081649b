//! The wasm-bindgen CLI, in exactly the version of the crate: the two share an unstable format.

use std::path::PathBuf;

use crate::cache;
use crate::failure::Outcome;
use crate::lockfile;
use crate::project::Project;
use crate::step::Step;

/// The folder with `wasm-bindgen` and `wasm-bindgen-test-runner`.
pub(crate) fn prepare(project: &Project) -> Outcome<PathBuf> {
    let version = lockfile::locked_version(project, "wasm-bindgen")?;
    let folder = cache::once(project, &format!("wasm-bindgen-{version}"), |folder| {
        let mut install = project.cargo(&["install", "wasm-bindgen-cli", "--version", &version, "--root"]);
        install.arg(folder).current_dir(folder).env_remove("CARGO_TARGET_DIR");
        Step::new(project, format!("install wasm-bindgen {version} (a few minutes, once)"))
            .hint("see whether the crate registry can be reached")
            .run(&mut install)?;
        Ok(())
    })?;
    Ok(folder.join("bin"))
}
