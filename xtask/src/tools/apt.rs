//! System packages: installed where that is allowed, else named.

use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools::ask;

/// Something that is missing, and the Debian packages that bring it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) what: &'static str,
    pub(crate) packages: &'static [&'static str],
}

/// Installs everything that is missing in one go.
///
/// # Errors
///
/// Where apt may not be used, a failure that holds the command to run.
pub(crate) fn provide(project: &Project, needs: &[Need]) -> Outcome<()> {
    if needs.is_empty() {
        return Ok(());
    }
    let packages = packages(needs);
    let list = packages.join(" ");
    let missing: Vec<&str> = needs.iter().map(|need| need.what).collect();
    let missing = format!("missing: {}", missing.join(", "));
    if !has_apt(project) {
        return Err(
            Failure::new(missing).with_hint("install them with the system's package manager, and run this again")
        );
    }
    let command = format!("apt-get install -y --no-install-recommends {list}");
    if !is_root(project) {
        return Err(Failure::new(missing).with_hint(format!("sudo apt-get update && sudo {command}")));
    }
    update(project)?;
    let mut install = apt_get(project);
    install.args(["install", "-y", "--no-install-recommends"]).args(&packages);
    Step::new(project, format!("install {list}")).hint(format!("apt-get update && {command}")).run(&mut install)?;
    Ok(())
}

/// Fetches the package lists.
pub(crate) fn update(project: &Project) -> Outcome<()> {
    Step::new(project, "update the package lists")
        .hint("apt-get update, and see whether the package mirror can be reached")
        .run(apt_get(project).arg("update"))?;
    Ok(())
}

/// Root on Debian, Ubuntu or a relative of theirs.
pub(crate) fn may_install(project: &Project) -> bool {
    has_apt(project) && is_root(project)
}

/// Whether the packages are all installed.
pub(crate) fn installed(project: &Project, packages: &[&str]) -> bool {
    let format = ["-W", "-f", "${db:Status-Status}\n"];
    let args: Vec<&str> = format.into_iter().chain(packages.iter().copied()).collect();
    ask(project, "dpkg-query", &args).is_some_and(|text| text.lines().all(|status| status == "installed"))
}

fn has_apt(project: &Project) -> bool {
    ask(project, "apt-get", &["--version"]).is_some()
}

fn is_root(project: &Project) -> bool {
    ask(project, "id", &["-u"]).is_some_and(|id| id.trim() == "0")
}

fn apt_get(project: &Project) -> std::process::Command {
    let mut command = project.command("apt-get");
    // Another apt may be at work, as it is in the first minutes of many machines.
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=300"]);
    command
}

fn packages(needs: &[Need]) -> Vec<&'static str> {
    let mut packages = Vec::new();
    for package in needs.iter().flat_map(|need| need.packages) {
        if !packages.contains(package) {
            packages.push(*package);
        }
    }
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_two_tools_need_is_named_once() {
        let python = Need { what: "Python", packages: &["python3", "python3-venv"] };
        let node = Need { what: "Node", packages: &["python3", "python3-venv"] };
        assert_eq!(packages(&[python, node]), ["python3", "python3-venv"]);
    }
}
