//! Rust toolchains for machines that are not this one.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools::apt::{self, Need};
use crate::tools::ask;

const VARIABLE: &str = "SAMTYKKE_WASM_TOOLCHAIN";
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);

/// `lld` is for a Rust installation that comes without `rust-lld`.
const DEBIAN: Need =
    Need { what: "Rust for other targets", packages: &["rustc-web", "cargo-web", "rust-web-src", "lld"] };

/// What is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Wasm,
    /// Checked only: to link takes Android's NDK.
    Android,
}

impl Target {
    const fn triple(self) -> &'static str {
        match self {
            Self::Wasm => "wasm32-unknown-unknown",
            Self::Android => "aarch64-linux-android",
        }
    }

    /// The crates of the standard library that Debian's compiler must build.
    const fn library(self) -> &'static str {
        match self {
            Self::Wasm => "std,panic_abort",
            Self::Android => "std",
        }
    }

    fn folder(self, project: &Project) -> PathBuf {
        project.target.join(match self {
            Self::Wasm => "wasm",
            Self::Android => "android",
        })
    }
}

/// A compiler for a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Toolchain {
    target: Target,
    origin: Origin,
}

/// Where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// The compiler in use, with the target that rustup added.
    Rustup,
    /// Debian's compiler, which builds the standard library from its sources.
    Debian,
}

impl Toolchain {
    /// What of it is missing.
    pub(crate) fn need(self, project: &Project) -> Option<Need> {
        (self.origin == Origin::Debian && !apt::installed(project, DEBIAN.packages)).then_some(DEBIAN)
    }

    /// A cargo command for the target, with a target folder of its own.
    pub(crate) fn cargo(self, project: &Project, subcommand: &str) -> Outcome<Command> {
        let mut cargo = match self.origin {
            Origin::Rustup => project.cargo(&[subcommand]),
            Origin::Debian => debian_cargo(project, self.target, subcommand)?,
        };
        cargo.env("CARGO_TARGET_DIR", self.target.folder(project)).args(["--target", self.target.triple()]);
        Ok(cargo)
    }

    /// The wasm file of a crate, in the release profile.
    pub(crate) fn artifact(self, project: &Project, name: &str) -> PathBuf {
        self.target.folder(project).join(self.target.triple()).join("release").join(format!("{name}.wasm"))
    }
}

/// Takes what is installed, else lets rustup add the target, else names Debian's toolchain.
pub(crate) fn choose(project: &Project, target: Target) -> Outcome<Toolchain> {
    // Several suites ask, and where rustup cannot download it takes its time to say so.
    static CHOICES: [OnceLock<Origin>; 2] = [OnceLock::new(), OnceLock::new()];
    let choice = &CHOICES[target as usize];
    let origin = match choice.get() {
        Some(origin) => *origin,
        None => look_for_one(project, target).map(|origin| *choice.get_or_init(|| origin))?,
    };
    Ok(Toolchain { target, origin })
}

fn look_for_one(project: &Project, target: Target) -> Outcome<Origin> {
    let wish = std::env::var(VARIABLE).unwrap_or_default();
    match wish.as_str() {
        "debian" => return Ok(Origin::Debian),
        "" | "rustup" => {}
        other => return Err(Failure::new(format!("{VARIABLE} is `{other}`; it can be `rustup` or `debian`"))),
    }
    if is_installed(project, target) {
        return Ok(Origin::Rustup);
    }
    if wish.is_empty() && apt::installed(project, DEBIAN.packages) {
        return Ok(Origin::Debian);
    }
    let hint = format!("rustup target add {}", target.triple());
    let added = Step::new(project, &hint).hint(&hint).limit(RUSTUP_LIMIT).run(project.command("rustup").args([
        "target",
        "add",
        target.triple(),
    ]));
    match added {
        Ok(_) => Ok(Origin::Rustup),
        Err(failure) if wish == "rustup" => Err(failure),
        Err(_) => {
            project.console.line("  rustup could not add it: Debian's Rust takes its place");
            Ok(Origin::Debian)
        }
    }
}

fn is_installed(project: &Project, target: Target) -> bool {
    ask(project, "rustup", &["target", "list", "--installed"])
        .is_some_and(|targets| targets.lines().any(|line| line == target.triple()))
}

fn debian_cargo(project: &Project, target: Target, subcommand: &str) -> Outcome<Command> {
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
        .args([subcommand, "-Z", &format!("build-std={}", target.library())]);
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
