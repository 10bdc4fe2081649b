//! The generator of the bindings, of the same version as the library.

#[path = "uniffi-bindgen/kotlin.rs"]
mod kotlin;
#[path = "uniffi-bindgen/python.rs"]
mod python;
#[path = "uniffi-bindgen/swift.rs"]
mod swift;
#[path = "uniffi-bindgen/swift_docs.rs"]
mod swift_docs;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    uniffi::uniffi_bindgen_main();
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str| args.iter().skip_while(|arg| *arg != name).nth(1);
    match (value("--language"), value("--out-dir")) {
        (Some(language), Some(folder)) if language == "python" => {
            let module = Path::new(folder).join("samtykke.py");
            Ok(std::fs::write(&module, python::adapted(&std::fs::read_to_string(&module)?)?)?)
        }
        (Some(language), Some(folder)) if language == "kotlin" => {
            let module = Path::new(folder).join("no/samtykke/samtykke.kt");
            Ok(std::fs::write(&module, kotlin::adapted(&std::fs::read_to_string(&module)?)?)?)
        }
        (Some(language), Some(folder)) if language == "swift" => {
            let module = Path::new(folder).join("samtykke.swift");
            Ok(std::fs::write(&module, swift::adapt(&std::fs::read_to_string(&module)?))?)
        }
        _ => Ok(()),
    }
}
