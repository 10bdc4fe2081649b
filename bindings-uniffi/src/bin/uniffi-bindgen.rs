//! The generator of the bindings, of the same version as the library.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    uniffi::uniffi_bindgen_main();
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str| args.iter().skip_while(|arg| *arg != name).nth(1);
    match (value("--language"), value("--out-dir")) {
        (Some(language), Some(folder)) if language == "python" => lighten(&Path::new(folder).join("samtykke.py")),
        _ => Ok(()),
    }
}

/// Takes the decorators off the Python classes. They declare no fields, so all that `dataclass` does is to make the import
/// three times as slow.
fn lighten(module: &Path) -> Result<(), Box<dyn Error>> {
    let text = std::fs::read_to_string(module)?;
    let kept: Vec<&str> = text.lines().filter(|line| line.trim() != "@dataclass").collect();
    Ok(std::fs::write(module, kept.join("\n") + "\n")?)
}
