//! What a minimal Rust installation lacks.

use crate::failure::Outcome;
use crate::project::Project;
use crate::step::Step;
use crate::tools::apt::Need;
use crate::tools::ask;

const C_COMPILER: Need = Need { what: "a C compiler", packages: &["gcc", "libc6-dev"] };

/// The cryptography library is C, compiled by its build script.
pub(crate) fn c_compiler(project: &Project) -> Option<Need> {
    ask(project, "cc", &["--version"]).is_none().then_some(C_COMPILER)
}

/// rustfmt and clippy, which rustup's minimal profile leaves out.
pub(crate) fn prepare_lints(project: &Project) -> Outcome<()> {
    let missing: Vec<&str> = ["rustfmt", "clippy"].into_iter().filter(|name| !has(project, name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    Step::new(project, format!("rustup component add {list}"))
        .hint(format!("install {list} for the Rust toolchain in use"))
        .run(project.command("rustup").args(["component", "add"]).args(&missing))?;
    Ok(())
}

fn has(project: &Project, component: &str) -> bool {
    let subcommand = if component == "rustfmt" { "fmt" } else { "clippy" };
    project.cargo(&[subcommand, "--version"]).output().is_ok_and(|output| output.status.success())
}
