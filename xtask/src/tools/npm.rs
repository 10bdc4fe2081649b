//! npm packages that tests need.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::failure::{AtPath, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools::apt::Need;
use crate::tools::{ask, node, python};

/// What `npm ci` reads.
const FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// What is missing to run or to install npm.
pub(crate) fn need(project: &Project) -> Option<Need> {
    if is_installed(project) { None } else { python::need(project) }
}

/// A folder with the packages that the lock file in `folder` pins.
pub(crate) fn prepare(project: &Project, folder: &Path) -> Outcome<PathBuf> {
    let mut contents = Vec::new();
    for name in FILES {
        let path = folder.join(name);
        contents.push((name, std::fs::read_to_string(&path).at(&path)?));
    }
    let all: Vec<&str> = contents.iter().map(|(_, content)| content.as_str()).collect();
    let key = format!("npm-{}", cache::fingerprint(&all.concat()));
    cache::once(project, &key, |folder| {
        for (name, content) in &contents {
            let path = folder.join(name);
            std::fs::write(&path, content).at(&path)?;
        }
        let mut ci = command(project)?;
        ci.current_dir(folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]);
        Step::new(project, "install the npm packages")
            .hint("see whether the npm registry can be reached")
            .run(&mut ci)?;
        Ok(())
    })
}

/// The system's npm, or the one that came with our own Node: some distributions have Node without it.
pub(crate) fn command(project: &Project) -> Outcome<Command> {
    if is_installed(project) {
        return Ok(project.command("npm"));
    }
    let node = node::own(project)?;
    let mut command = project.command(node.join("bin/node"));
    command.arg(node.join("lib/node_modules/npm/bin/npm-cli.js"));
    Ok(command)
}

fn is_installed(project: &Project) -> bool {
    ask(project, "npm", &["--version"]).is_some()
}

#[cfg(test)]
mod tests {
    const LOCKS: [&str; 3] = [
        include_str!("../../../bindings-wasm/package-lock.json"),
        include_str!("../../../examples/sandbox/browser/package-lock.json"),
        include_str!("../../../examples/smartbank/package-lock.json"),
    ];

    #[test]
    fn a_lock_file_pins_what_is_fetched_and_not_from_where() {
        for lock in LOCKS {
            let count = |member: &str| lock.matches(&format!("\"{member}\":")).count();
            // A package of this repository is a link to its folder.
            let links = lock.matches("\"resolved\": \"../../bindings-wasm\"").count();
            assert_eq!(count("integrity") + links, lock.matches("\"node_modules/").count());
            assert_eq!(count("resolved"), links);
        }
    }
}
