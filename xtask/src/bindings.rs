//! What the suites share: the sandbox, the npm package's wasm, the UniFFI library and what is generated from it.

use std::cell::{Cell, OnceCell};
use std::path::{Path, PathBuf};

use crate::assembly::{Assembly, copy_if_changed, files_below};
use crate::demo;
use crate::example;
use crate::failure::{AtPath, Outcome};
use crate::npm_package;
use crate::package::kotlin;
use crate::project::Project;
use crate::step::Step;
use crate::tools::jvm::Maven;

const LIBRARY: &str = "samtykke_uniffi";

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
    rust_examples: OnceCell<Outcome<()>>,
    kotlin_is_compiled: Cell<bool>,
    kotlin_repository: OnceCell<Outcome<PathBuf>>,
}

impl<'a> Artifacts<'a> {
    pub(crate) fn new(project: &'a Project) -> Self {
        Self {
            project,
            sandbox: OnceCell::new(),
            library: OnceCell::new(),
            npm_package: OnceCell::new(),
            rust_examples: OnceCell::new(),
            kotlin_is_compiled: Cell::new(false),
            kotlin_repository: OnceCell::new(),
        }
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

    /// The folder of the npm package, built.
    pub(crate) fn npm_package(&self) -> Outcome<PathBuf> {
        self.npm_package.get_or_init(|| npm_package::build(self.project)).clone()
    }

    /// The example programs in Rust, beside the sandbox.
    pub(crate) fn rust_examples(&self) -> Outcome<()> {
        let build = || demo::build_with(self.project, "build the examples in Rust", example::rust_packages());
        self.rust_examples.get_or_init(build).clone()
    }

    /// The folder with the language's sources.
    pub(crate) fn generated(&self, language: Language) -> Outcome<PathBuf> {
        self.generate(language, &self.library()?, self.folder(language.name())?)
    }

    /// What Android's Kotlin is compiled with: the sources that are generated from a library without private keys.
    pub(crate) fn keyless_kotlin(&self) -> Outcome<PathBuf> {
        self.library()?;
        let cargo = ["build", "--package", "samtykke-uniffi", "--lib", "--no-default-features"];
        Step::new(self.project, "build the UniFFI library without keys").run(&mut self.project.cargo(&cargo))?;
        let library = self.project.target.join("debug").join(library_file());
        self.generate(Language::Kotlin, &library, self.folder("kotlin-keyless")?)
    }

    fn generate(&self, language: Language, library: &Path, folder: PathBuf) -> Outcome<PathBuf> {
        // A module that the library has lost must not be found by the next compiler.
        Assembly::default().write(&folder)?;
        let mut bindgen = self.project.command(self.project.built("uniffi-bindgen"));
        bindgen.args(["generate", "--library"]).arg(library);
        bindgen.args(["--language", language.name(), "--no-format", "--out-dir"]).arg(&folder);
        Step::new(self.project, format!("generate {}", language.name())).run(&mut bindgen)?;
        Ok(folder)
    }

    /// A folder to import `samtykke` from: the checked-in sources and what is generated, laid out as maturin does it.
    pub(crate) fn python_package(&self) -> Outcome<PathBuf> {
        self.python_package_with(&self.library()?, "python-package")
    }

    /// The same in another folder, with another build of the library.
    pub(crate) fn python_package_with(&self, library: &Path, folder: &str) -> Outcome<PathBuf> {
        let generated = self.generated(Language::Python)?;
        let native = Path::new("samtykke/_native");
        let init = self.folder("python-init")?.join("__init__.py");
        std::fs::write(&init, "from .samtykke import *  # NOQA\n").at(&init)?;
        let mut assembly = Assembly::default();
        assembly.tree(&self.project.root.join("bindings-uniffi/python/src"))?;
        assembly.file(&init, native.join("__init__.py"));
        assembly.file(&generated.join("samtykke.py"), native.join("samtykke.py"));
        assembly.file(library, native.join(library_file()));
        let package = self.folder(folder)?;
        assembly.write(&package)?;
        Ok(package)
    }

    /// The folder with the library where JNA looks for it: below the name that it has for this platform.
    pub(crate) fn kotlin_natives(&self, library: &Path) -> Outcome<PathBuf> {
        let mut assembly = Assembly::default();
        assembly.file(library, Path::new(&jna_platform()).join(library_file()));
        let natives = self.folder("kotlin-natives")?;
        assembly.write(&natives)?;
        Ok(natives)
    }

    /// A Maven repository with the jar, for programs that use it.
    pub(crate) fn kotlin_repository(&self) -> Outcome<PathBuf> {
        let build = || {
            let mut maven = self.kotlin_maven()?.command(self.project);
            if !self.kotlin_is_compiled.get() {
                maven.arg("compile");
            }
            maven.args(["jar:jar", "deploy:deploy"]);
            kotlin::into_repository(self.project, maven, self.project.target.join("bindings/kotlin-repository"))
        };
        self.kotlin_repository.get_or_init(build).clone()
    }

    /// How the Kotlin package is built for tests and examples.
    pub(crate) fn kotlin_maven(&self) -> Outcome<Maven> {
        let generated = self.generated(Language::Kotlin)?;
        let natives = self.kotlin_natives(&self.library()?)?;
        Ok(Maven { generated, natives, build: self.project.target.join("bindings/kotlin-build") })
    }

    /// The tests have run, so the package need not be compiled again.
    pub(crate) fn kotlin_was_compiled(&self) {
        self.kotlin_is_compiled.set(true);
    }

    /// The checked-in Swift package together with what is generated for it: Swift sources, and for each C header a
    /// module of its own.
    pub(crate) fn swift_package(&self) -> Outcome<PathBuf> {
        let generated = self.generated(Language::Swift)?;
        let mut assembly = Assembly::default();
        assembly.tree(&self.project.root.join("bindings-uniffi/swift"))?;
        for path in files_below(&generated)? {
            let name = path.file_name().map(PathBuf::from).unwrap_or_default();
            let module = Path::new("Sources").join(path.file_stem().unwrap_or_default());
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("swift") => assembly.file(&path, Path::new("Sources/Samtykke").join(name)),
                Some("h") => assembly.file(&path, module.join(name)),
                Some("modulemap") => assembly.file(&path, module.join("module.modulemap")),
                _ => {}
            }
        }
        assembly.file(&self.library()?, Path::new("lib").join(library_file()));
        assembly.file(&self.sandbox()?, "bin/samtykke-sandbox");
        let stored_by_node = self.project.root.join("bindings-wasm/tests/stored-flow.json");
        assembly.file(&stored_by_node, "Tests/SamtykkeTests/Fixtures/flow-from-node.json");
        let package = self.folder("swift-package")?;
        assembly.write(&package)?;
        Ok(package)
    }

    /// The library as it is published, but for its symbols. It does not describe itself to the generator, which reads the
    /// description in the other build: nobody else would.
    pub(crate) fn native_library(&self) -> Outcome<PathBuf> {
        let mut cargo =
            self.project.cargo(&["rustc", "--package", "samtykke-uniffi", "--lib", "--crate-type", "cdylib"]);
        cargo.args(["--no-default-features", "--features", "signer", "--profile", "native"]);
        if cfg!(target_os = "linux") {
            let linker = self.project.root.join("xtask/slim-linker");
            cargo.arg("--").arg(format!("-Clinker={}", linker.display()));
        }
        Step::new(self.project, "build the UniFFI library to publish").run(&mut cargo)?;
        Ok(self.project.target.join("native").join(library_file()))
    }

    /// The library and the generator come from one build. `cargo test` may replace the library with one that has the
    /// features of the whole workspace, so it is copied.
    fn build_library(&self) -> Outcome<PathBuf> {
        Step::new(self.project, "build the UniFFI library").run(&mut self.project.cargo(&[
            "build",
            "--package",
            "samtykke-uniffi",
            "--features",
            "signer",
        ]))?;
        let copy = self.folder("lib")?.join(library_file());
        copy_if_changed(&self.project.target.join("debug").join(library_file()), &copy)?;
        Ok(copy)
    }

    fn folder(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.project.target.join("bindings").join(name);
        std::fs::create_dir_all(&folder).at(&folder)?;
        Ok(folder)
    }
}

fn jna_platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x86-64",
        other => other,
    };
    format!("{system}-{processor}")
}

fn library_file() -> String {
    format!("{}{LIBRARY}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}
