//! The Swift package: its sources, the core for Linux as a static library, and what Apple's platforms are compiled with.

use std::path::{Path, PathBuf};

use crate::assembly::{Assembly, files_below};
use crate::bindings::{Artifacts, Language};
use crate::failure::{AtPath, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools;
use crate::tools::swift::Swift;

const LIBRARY: &str = "libsamtykke_uniffi.a";
const SIGNER: &str = "SAMTYKKE_SIGNER";

/// DocC, which is where the toolchain's other programs are; a package and the archive to make of it.
const DOCC: &str = r#"
set -eu
PATH=$PATH:$(dirname "$(readlink -f "$(command -v swift)")")
docc convert "$1/Sources/Samtykke/Samtykke.docc" --warnings-as-errors --output-path "$2" \
    --additional-symbol-graph-dir "$(dirname "$(find "$1/.build/" -name Samtykke.symbols.json)")"
"#;

/// Not part of what an application depends on.
const LEFT_OUT: [&str; 4] = ["Tests", "Scripts", "Examples", "swift-format.json"];

/// Lays the package out beside a program that uses it, and runs the program.
pub(crate) fn run(project: &Project) -> Outcome<()> {
    let swift = tools::swift::prepare(project)?;
    let out = project.target.join("packages/swift");
    let package = out.join("samtykke");
    let library = static_library(project)?;
    lay_out(project, &library, &package)?;
    let size = std::fs::metadata(&library).at(&library)?.len();
    project.console.line(&format!("  {} (the core: {} kB)", package.display(), size / 1000));
    let mut consumer = Assembly::default();
    consumer.tree(&project.root.join("bindings-uniffi/swift/Examples/Consumer"))?;
    consumer.write(&out.join("consumer"))?;

    let inside = swift.sees(&out);
    let mut program = swift.command(project, &out);
    program.args(["run", "--package-path"]).arg(inside.join("consumer"));
    program.env("PKG_CONFIG_PATH", inside.join("samtykke/lib/pkgconfig")).env("no_proxy", "127.0.0.1,localhost");
    Step::new(project, "a program that uses the package").run(&mut program)?;
    document(project, &swift, &out)
}

/// The documentation as Xcode opens it and a web server serves it. What DocC warns of, like a link that leads nowhere, is an
/// error.
fn document(project: &Project, swift: &Swift, out: &Path) -> Outcome<()> {
    let inside = swift.sees(out);
    let mut symbols = swift.command(project, out);
    symbols.args(["package", "--package-path"]).arg(inside.join("samtykke")).args([
        "dump-symbol-graph",
        "--minimum-access-level",
        "public",
        "--skip-synthesized-members",
    ]);
    symbols.env("PKG_CONFIG_PATH", inside.join("samtykke/lib/pkgconfig"));
    Step::new(project, "what the package has to document").run(&mut symbols)?;
    let mut docc = swift.beside(project, out);
    docc.args(["sh", "-c", DOCC, "docc"]).arg(inside.join("samtykke")).arg(inside.join("Samtykke.doccarchive"));
    Step::new(project, "the documentation").run(&mut docc)?;
    project.console.line(&format!("  {}", out.join("Samtykke.doccarchive").display()));
    Ok(())
}

/// The core as it is published, without what only a debugger reads.
fn static_library(project: &Project) -> Outcome<PathBuf> {
    let cargo = ["build", "--package", "samtykke-uniffi", "--lib", "--no-default-features", "--profile", "native"];
    let mut build = project.cargo(&cargo);
    Step::new(project, "build the core for Swift").run(build.args(["--features", "signer"]))?;
    let stripped = project.target.join("packages/swift-lib").join(LIBRARY);
    let folder = stripped.parent().unwrap_or(&stripped);
    std::fs::create_dir_all(folder).at(folder)?;
    let mut strip = project.command("strip");
    strip.arg("--strip-debug").arg("-o").arg(&stripped).arg(project.target.join("native").join(LIBRARY));
    Step::new(project, "strip the library").hint("apt-get install binutils").run(&mut strip)?;
    Ok(stripped)
}

/// The generated module twice: with `KeySigner` for Linux, and without it for Apple's platforms.
fn lay_out(project: &Project, library: &Path, package: &Path) -> Outcome<()> {
    let artifacts = Artifacts::new(project);
    let generated = artifacts.generated(Language::Swift)?;
    let sources = project.target.join("packages/swift-sources");
    std::fs::create_dir_all(&sources).at(&sources)?;
    let keyless = keyless_module(project)?;

    let mut assembly = Assembly::default();
    let checked_in = project.root.join("bindings-uniffi/swift");
    for path in files_below(&checked_in)? {
        let place = path.strip_prefix(&checked_in).unwrap_or(&path);
        if !LEFT_OUT.iter().any(|left_out| place.starts_with(left_out)) {
            assembly.file(&path, place);
        }
    }
    for (from, condition, name) in [
        (generated.join("samtykke.swift"), SIGNER.to_owned(), "samtykke.swift"),
        (keyless, format!("!{SIGNER}"), "samtykke-keyless.swift"),
    ] {
        let text = std::fs::read_to_string(&from).at(&from)?;
        let wrapped = sources.join(name);
        std::fs::write(&wrapped, format!("#if {condition}\n{text}#endif\n")).at(&wrapped)?;
        assembly.file(&wrapped, Path::new("Sources/Samtykke").join(name));
    }
    assembly.file(&generated.join("samtykkeFFI.h"), "Sources/samtykkeFFI/samtykkeFFI.h");
    assembly.file(&generated.join("samtykkeFFI.modulemap"), "Sources/samtykkeFFI/module.modulemap");
    assembly.file(library, Path::new("lib").join(LIBRARY));
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        assembly.file(&project.root.join(licence), licence);
    }
    assembly.write(package)?;
    remove_tests(&package.join("Package.swift"))
}

/// What is generated from a core without private keys.
fn keyless_module(project: &Project) -> Outcome<PathBuf> {
    let cargo = ["build", "--package", "samtykke-uniffi", "--lib", "--no-default-features"];
    let mut build = project.cargo(&cargo);
    // In a folder of its own: other suites take the library with its keys from the common one.
    let target = project.target.join("keyless");
    Step::new(project, "build the core without keys").run(build.env("CARGO_TARGET_DIR", &target))?;
    let library = format!("{}samtykke_uniffi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let folder = project.target.join("packages/swift-keyless");
    let mut bindgen = project.command(project.built("uniffi-bindgen"));
    bindgen.args(["generate", "--library"]).arg(target.join("debug").join(library));
    bindgen.args(["--language", "swift", "--no-format", "--out-dir"]).arg(&folder);
    Step::new(project, "generate swift without keys").run(&mut bindgen)?;
    Ok(folder.join("samtykke.swift"))
}

/// The tests stay in the checkout.
fn remove_tests(manifest: &Path) -> Outcome<()> {
    let text = std::fs::read_to_string(manifest).at(manifest)?;
    std::fs::write(manifest, without_tests(&text)).at(manifest)
}

fn without_tests(manifest: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in manifest.lines() {
        inside |= line.trim_start().starts_with(".testTarget(");
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
        inside &= !line.ends_with("),");
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_manifest_has_no_tests() {
        let manifest = "targets: [\n  core,\n  .testTarget(\n    name: \"T\",\n    a: b),\n],\n";
        assert_eq!(without_tests(manifest), "targets: [\n  core,\n],\n");
    }

    #[test]
    fn the_library_has_the_version_of_the_workspace() {
        let description = include_str!("../../../bindings-uniffi/swift/lib/pkgconfig/samtykke.pc");
        assert!(description.contains(concat!("\nVersion: ", env!("CARGO_PKG_VERSION"), "\n")));
    }
}
