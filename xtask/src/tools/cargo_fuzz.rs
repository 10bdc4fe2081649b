//! cargo-fuzz, which builds fuzz targets with the flags that libFuzzer needs.

use std::path::PathBuf;

use crate::cache;
use crate::failure::Outcome;
use crate::project::Project;
use crate::step::Step;
use crate::tools::apt::Need;
use crate::tools::ask;

const VERSION: &str = "0.13.2";

const CPP_COMPILER: Need = Need { what: "a C++ compiler", packages: &["g++"] };

/// libFuzzer is C++, compiled by its build script.
pub(crate) fn need(project: &Project) -> Option<Need> {
    ask(project, "c++", &["--version"]).is_none().then_some(CPP_COMPILER)
}

/// The `cargo-fuzz` program.
pub(crate) fn prepare(project: &Project) -> Outcome<PathBuf> {
    let folder = cache::once(project, &format!("cargo-fuzz-{VERSION}"), |folder| {
        let mut install = project.cargo(&["install", "cargo-fuzz", "--locked", "--version", VERSION, "--root"]);
        // It only calls cargo, so the time that optimising it takes is never earned back.
        install
            .arg(folder)
            .current_dir(folder)
            .env_remove("CARGO_TARGET_DIR")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        Step::new(project, format!("install cargo-fuzz {VERSION} (a minute, once)"))
            .hint("see whether the crate registry can be reached")
            .run(&mut install)?;
        Ok(())
    })?;
    Ok(folder.join("bin/cargo-fuzz"))
}
