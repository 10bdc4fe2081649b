//! The binding generator of exactly the UniFFI version that the library is built with.

fn main() {
    uniffi::uniffi_bindgen_main();
}
