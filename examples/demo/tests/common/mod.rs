//! Running the demo.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const DEMO: &str = env!("CARGO_BIN_EXE_samtykke-demo");
const SANDBOX_VARIABLE: &str = "SAMTYKKE_SANDBOX_BIN";

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the demo to its end.
pub(crate) fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let output = demo(arguments, variables).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The demo with these variables and none of the surroundings'.
pub(crate) fn demo(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut demo = Command::new(DEMO);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy().to_ascii_lowercase();
        if text.starts_with("samtykke_") || text.ends_with("_proxy") {
            demo.env_remove(&name);
        }
    }
    demo.args(arguments).env(SANDBOX_VARIABLE, sandbox()).envs(variables.iter().copied());
    demo
}

/// A key that the core's tests use.
pub(crate) fn key_file(name: &str) -> String {
    format!("{}/../../core/tests/keys/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The sandbox's program: the one that was named, or the demo's neighbour, built if need be.
fn sandbox() -> &'static Path {
    static SANDBOX: OnceLock<PathBuf> = OnceLock::new();
    SANDBOX.get_or_init(|| {
        if let Some(program) = std::env::var_os(SANDBOX_VARIABLE) {
            return program.into();
        }
        let program = Path::new(DEMO).with_file_name(format!("samtykke-sandbox{}", std::env::consts::EXE_SUFFIX));
        if !program.exists() {
            build(program.parent().unwrap());
        }
        program
    })
}

fn build(folder: &Path) {
    let profile = folder.file_name().filter(|name| *name == "release").map(|_| "--release");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--package", "samtykke-sandbox"]).args(profile);
    let status = cargo.arg("--target-dir").arg(folder.parent().unwrap()).status().unwrap();
    assert!(status.success(), "the sandbox cannot be built");
}
