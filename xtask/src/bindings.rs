//! What the suites share: the sandbox, the npm package's wasm, the UniFFI library and what is generated from it.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use crate::demo;
use crate::failure::{AtPath, Failure, Outcome};
use crate::project::Project;
use crate::step::Step;
use crate::tools;

const LIBRARY: &str = "samtykke_uniffi";

/// UniFFI names what it generates after the crate that defines the types.
const NAMESPACE: &str = "samtykke";

/// A language that UniFFI generates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Python,
    Kotlin,
    Swift,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
        }
    }
}

/// Each artifact is built at most once in a run, by the first suite that asks for it.
#[derive(Debug)]
pub(crate) struct Artifacts<'a> {
    project: &'a Project,
    sandbox: OnceCell<Outcome<PathBuf>>,
    library: OnceCell<Outcome<PathBuf>>,
    npm_package: OnceCell<Outcome<PathBuf>>,
}

impl<'a> Artifacts<'a> {
    pub(crate) fn new(project: &'a Project) -> Self {
        Self { project, sandbox: OnceCell::new(), library: OnceCell::new(), npm_package: OnceCell::new() }
    }

    /// The sandbox's program.
    pub(crate) fn sandbox(&self) -> Outcome<PathBuf> {
        let build = || demo::build(self.project).map(|()| self.project.built("samtykke-sandbox"));
        self.sandbox.get_or_init(build).clone()
    }

    /// The shared library of `bindings-uniffi`, in a folder of its own.
    pub(crate) fn library(&self) -> Outcome<PathBuf> {
        self.library.get_or_init(|| self.build_library()).clone()
    }

    /// The folder that the npm package loads its wasm from.
    pub(crate) fn npm_package(&self) -> Outcome<PathBuf> {
        self.npm_package.get_or_init(|| self.build_npm_package()).clone()
    }

    /// The folder with the language's sources; Python finds its library beside them.
    pub(crate) fn generated(&self, language: Language) -> Outcome<PathBuf> {
        let library = self.library()?;
        let folder = self.folder(language.name())?;
        let mut bindgen = self.project.command(self.project.built("uniffi-bindgen"));
        bindgen.args(["generate", "--library"]).arg(&library);
        bindgen.args(["--language", language.name(), "--no-format", "--out-dir"]).arg(&folder);
        Step::new(self.project, format!("generate {}", language.name())).run(&mut bindgen)?;
        if language == Language::Python {
            copy_if_changed(&library, &folder.join(library_file()))?;
        }
        Ok(folder)
    }

    /// The checked-in Swift package together with what is generated for it.
    pub(crate) fn swift_package(&self) -> Outcome<PathBuf> {
        let generated = self.generated(Language::Swift)?;
        let package = self.folder("swift-package")?;
        let checked_in = self.project.root.join("bindings-uniffi/swift");
        copy_if_changed(&checked_in.join("Package.swift"), &package.join("Package.swift"))?;
        for part in ["Sources", "Tests"] {
            mirror(&checked_in.join(part), &package.join(part))?;
        }
        let header = format!("{NAMESPACE}FFI");
        let module = package.join("Sources").join(&header);
        let swift = format!("{NAMESPACE}.swift");
        copy_if_changed(&generated.join(&swift), &package.join("Sources/Samtykke").join(&swift))?;
        copy_if_changed(&generated.join(format!("{header}.h")), &module.join(format!("{header}.h")))?;
        copy_if_changed(&generated.join(format!("{header}.modulemap")), &module.join("module.modulemap"))?;
        copy_if_changed(&self.library()?, &package.join("lib").join(library_file()))?;
        Ok(package)
    }

    /// The library and the generator come from one build. `cargo test` may replace the library with one that has the
    /// features of the whole workspace, so it is copied.
    fn build_library(&self) -> Outcome<PathBuf> {
        Step::new(self.project, "build the UniFFI library").run(&mut self.project.cargo(&[
            "build",
            "--package",
            "samtykke-uniffi",
        ]))?;
        let copy = self.folder("lib")?.join(library_file());
        copy_if_changed(&self.project.target.join("debug").join(library_file()), &copy)?;
        Ok(copy)
    }

    /// The layout of the npm package's generated part is stated here and nowhere else.
    fn build_npm_package(&self) -> Outcome<PathBuf> {
        let toolchain = tools::wasm::choose(self.project)?;
        let bin = tools::wasm_bindgen::prepare(self.project)?;
        let mut cargo = toolchain.cargo(self.project, "build")?;
        Step::new(self.project, "build the wasm module").run(cargo.args(["--package", "samtykke-wasm", "--lib"]))?;
        let folder = self.project.root.join("bindings-wasm/pkg");
        let mut bindgen = self.project.command(bin.join("wasm-bindgen"));
        bindgen.args(["--target", "experimental-nodejs-module", "--out-dir"]).arg(&folder);
        bindgen.arg(toolchain.artifact(self.project, "samtykke_wasm"));
        Step::new(self.project, "wasm-bindgen").run(&mut bindgen)?;
        Ok(folder)
    }

    fn folder(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.project.target.join("bindings").join(name);
        std::fs::create_dir_all(&folder).at(&folder)?;
        Ok(folder)
    }
}

fn library_file() -> String {
    format!("{}{LIBRARY}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

/// Copies, and leaves an equal file alone: build tools go by its time.
fn copy_if_changed(from: &Path, to: &Path) -> Outcome<()> {
    let content = std::fs::read(from).at(from)?;
    if std::fs::read(to).is_ok_and(|present| present == content) {
        return Ok(());
    }
    let folder = to.parent().ok_or_else(|| Failure::new(format!("{} has no folder", to.display())))?;
    std::fs::create_dir_all(folder).at(folder)?;
    std::fs::write(to, content).at(to)
}

/// Makes a folder equal to another, except for the generated files in it.
fn mirror(from: &Path, to: &Path) -> Outcome<()> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to).at(to)?;
    for entry in std::fs::read_dir(to).at(to)? {
        let path = entry.at(to)?.path();
        let name = path.file_name().unwrap_or_default();
        let generated = name.to_string_lossy().starts_with(NAMESPACE);
        if generated || from.join(name).exists() {
            continue;
        }
        if path.is_dir() { std::fs::remove_dir_all(&path).at(&path)? } else { std::fs::remove_file(&path).at(&path)? }
    }
    for entry in std::fs::read_dir(from).at(from)? {
        let path = entry.at(from)?.path();
        let copy = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() { mirror(&path, &copy)? } else { copy_if_changed(&path, &copy)? }
    }
    Ok(())
}
