//! A Rust toolchain for wasm32-unknown-unknown.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools::apt::{self, Need};
use crate::tools::ask;

const TARGET: &str = "wasm32-unknown-unknown";
const VARIABLE: &str = "SAMTYKKE_WASM_TOOLCHAIN";
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);

/// `lld` is for a Rust installation that comes without `rust-lld`.
const DEBIAN: Need = Need { what: "Rust for wasm32", packages: &["rustc-web", "cargo-web", "rust-web-src", "lld"] };

/// Where the compiler for wasm32 comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The compiler in use, with the target that rustup added.
    Rustup,
    /// Debian's compiler, which builds the standard library from its sources.
    Debian,
}

impl Toolchain {
    /// What of it is missing.
    pub(crate) fn need(self, project: &Project) -> Option<Need> {
        (self == Self::Debian && !apt::installed(project, DEBIAN.packages)).then_some(DEBIAN)
    }

    /// A cargo command for wasm32, with a target folder of its own.
    pub(crate) fn cargo(self, project: &Project, subcommand: &str) -> Outcome<Command> {
        let mut cargo = match self {
            Self::Rustup => project.cargo(&[subcommand]),
            Self::Debian => debian_cargo(project, subcommand)?,
        };
        cargo.env("CARGO_TARGET_DIR", target_folder(project)).args(["--target", TARGET]);
        Ok(cargo)
    }

    /// The wasm file of a crate, in the release profile.
    pub(crate) fn artifact(self, project: &Project, name: &str) -> PathBuf {
        target_folder(project).join(TARGET).join("release").join(format!("{name}.wasm"))
    }
}

/// Takes what is installed, else lets rustup add the target, else names Debian's toolchain.
pub(crate) fn choose(project: &Project) -> Outcome<Toolchain> {
    // Several suites ask, and where rustup cannot download it takes its time to say so.
    static CHOICE: OnceLock<Toolchain> = OnceLock::new();
    match CHOICE.get() {
        Some(toolchain) => Ok(*toolchain),
        None => look_for_one(project).map(|toolchain| *CHOICE.get_or_init(|| toolchain)),
    }
}

fn look_for_one(project: &Project) -> Outcome<Toolchain> {
    let wish = std::env::var(VARIABLE).unwrap_or_default();
    match wish.as_str() {
        "debian" => return Ok(Toolchain::Debian),
        "" | "rustup" => {}
        other => return Err(Failure::new(format!("{VARIABLE} is `{other}`; it can be `rustup` or `debian`"))),
    }
    if target_is_installed(project) {
        return Ok(Toolchain::Rustup);
    }
    if wish.is_empty() && apt::installed(project, DEBIAN.packages) {
        return Ok(Toolchain::Debian);
    }
    let hint = format!("rustup target add {TARGET}");
    let added = Step::new(project, &hint)
        .hint(&hint)
        .limit(RUSTUP_LIMIT)
        .run(project.command("rustup").args(["target", "add", TARGET]));
    match added {
        Ok(_) => Ok(Toolchain::Rustup),
        Err(failure) if wish == "rustup" => Err(failure),
        Err(_) => {
            project.console.line("  rustup could not add it: Debian's Rust takes its place");
            Ok(Toolchain::Debian)
        }
    }
}

fn target_folder(project: &Project) -> PathBuf {
    project.target.join("wasm")
}

fn target_is_installed(project: &Project) -> bool {
    ask(project, "rustup", &["target", "list", "--installed"])
        .is_some_and(|targets| targets.lines().any(|line| line == TARGET))
}

fn debian_cargo(project: &Project, subcommand: &str) -> Outcome<Command> {
    let mut cargo = project.command("/usr/bin/cargo");
    // Without these rustup's variables would lead Debian's cargo to the other compiler.
    for name in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "LD_LIBRARY_PATH"] {
        cargo.env_remove(name);
    }
    cargo
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTDOC", "/usr/bin/rustdoc")
        // Building the standard library is an unstable option of cargo.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", wasm_linker(project)?)
        .env("CARGO_TERM_COLOR", "never")
        .args([subcommand, "-Z", "build-std=std,panic_abort"]);
    Ok(cargo)
}

/// Rust's own linker, else the one of Debian's `lld`.
fn wasm_linker(project: &Project) -> Outcome<PathBuf> {
    if let Some(sysroot) = ask(project, "rustc", &["--print", "sysroot"]) {
        let rustlib = PathBuf::from(sysroot.trim()).join("lib/rustlib");
        let hosts = std::fs::read_dir(&rustlib).into_iter().flatten().flatten();
        let found = hosts.map(|host| host.path().join("bin/rust-lld")).find(|linker| linker.is_file());
        if let Some(linker) = found {
            return Ok(linker);
        }
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders)
        .flat_map(|folder| ["wasm-ld", "wasm-ld-14"].map(|name| folder.join(name)))
        .find(|linker| linker.is_file())
        .ok_or_else(|| Failure::new("no linker for wasm32").with_hint("apt-get install lld"))
}
