//! `docs/platforms.md`, written from `docs/platforms.toml`.

use std::process::ExitCode;

use crate::failure::{AtPath, Failure, Outcome};
use crate::project::Project;

const SOURCE: &str = "docs/platforms.toml";
const PAGE: &str = "docs/platforms.md";

const HEAD: &str = "\
# What runs where

Written by `cargo xtask platforms` from [`platforms.toml`](platforms.toml). *Not here*: it should run, but no test of this
project ran it. *Never*: it cannot run.

| package | runs on | tested by | |
|---|---|---|---|
";

/// One line of the table.
#[derive(Debug, Default, PartialEq, Eq)]
struct Platform {
    package: String,
    runs: String,
    tested: String,
    note: String,
}

/// Writes the page.
pub(crate) fn write(project: &Project) -> Outcome<ExitCode> {
    let page = project.root.join(PAGE);
    std::fs::write(&page, wanted(project)?).at(&page)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether the page is what would be written.
pub(crate) fn is_current(project: &Project) -> Outcome<bool> {
    let wanted = wanted(project)?;
    Ok(std::fs::read_to_string(project.root.join(PAGE)).is_ok_and(|page| page == wanted))
}

fn wanted(project: &Project) -> Outcome<String> {
    let source = project.root.join(SOURCE);
    let text = std::fs::read_to_string(&source).at(&source)?;
    let platforms = read(&text).map_err(|flaw| Failure::new(format!("{SOURCE}: {flaw}")))?;
    Ok(page(&platforms))
}

/// As much of TOML as the file needs: tables in a list, each with texts on one line.
fn read(text: &str) -> Result<Vec<Platform>, String> {
    let mut platforms: Vec<Platform> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let flaw = |what: &str| format!("line {}: {what}", index + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "[[platform]]" {
            platforms.push(Platform::default());
            continue;
        }
        let platform = platforms.last_mut().ok_or_else(|| flaw("[[platform]] comes first"))?;
        let (name, value) = line.split_once(" = ").ok_or_else(|| flaw("no `name = \"text\"`"))?;
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let value = value.filter(|value| !value.contains(['"', '\\', '|'])).ok_or_else(|| flaw("no plain text"))?;
        let member = match name {
            "package" => &mut platform.package,
            "runs" => &mut platform.runs,
            "tested" => &mut platform.tested,
            "note" => &mut platform.note,
            _ => return Err(flaw(&format!("there is no `{name}`"))),
        };
        value.clone_into(member);
    }
    match platforms.iter().find(|each| each.package.is_empty() || each.runs.is_empty() || each.tested.is_empty()) {
        Some(incomplete) => Err(format!("{incomplete:?} lacks something")),
        None => Ok(platforms),
    }
}

fn page(platforms: &[Platform]) -> String {
    let mut page = HEAD.to_owned();
    for Platform { package, runs, tested, note } in platforms {
        let tested = if tested.starts_with("cargo ") { format!("`{tested}`") } else { tested.clone() };
        page.push_str(&format!("| {package} | {runs} | {tested} | {note} |\n"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_a_line_of_the_table() {
        let text =
            "# Why.\n\n[[platform]]\npackage = \"Rust\"\nruns = \"Linux\"\ntested = \"cargo test\"\nnote = \"all\"\n";
        let platforms = read(text).unwrap();
        assert_eq!(page(&platforms), format!("{HEAD}| Rust | Linux | `cargo test` | all |\n"));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        assert!(read("package = \"a\"\n").unwrap_err().contains("line 1"));
        assert!(read("[[platform]]\npackage = \"a\"\n").unwrap_err().contains("lacks"));
        assert!(read("[[platform]]\nname = \"a\"\n").unwrap_err().contains("`name`"));
        assert!(read("[[platform]]\nnote = \"a | b\"\n").unwrap_err().contains("plain"));
    }
}
