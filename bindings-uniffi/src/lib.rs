//! The shared library behind the Kotlin, Swift and Python packages. Everything that it exports is defined in the core.

samtykke::uniffi_reexport_scaffolding!();
