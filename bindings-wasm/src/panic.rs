//! Where a defect was met, for the report that the package asks for.

use std::cell::RefCell;
use std::panic::PanicHookInfo;

use wasm_bindgen::prelude::*;

thread_local! {
    static LOCATION: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Remembers where a panic happens. Its message is left out: it may show a value.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(remember));
}

/// The file and line of the panic that ended the last call; empty when there was none.
#[wasm_bindgen(js_name = panicLocation)]
#[must_use]
pub fn panic_location() -> String {
    LOCATION.with_borrow(String::clone)
}

fn remember(info: &PanicHookInfo<'_>) {
    if let Some(location) = info.location() {
        let file = location.file().rsplit('/').next().unwrap_or_default();
        LOCATION.set(format!("{file}:{}", location.line()));
    }
}
