//! What Kotlin, Swift and Python see: the values, and methods that only change the form. An error is an object, a flow is
//! shared, and a value of the caller's that cannot be right reaches it as a [`ConsentError`].

mod calls;
mod consents;
mod defaults;
mod endpoints;
mod errors;
mod exchange;
mod feed;
mod flow;
mod forms;
#[cfg(feature = "signer")]
mod signer;
mod tokens;
mod values;
mod verify;

use std::sync::Arc;

use crate::error::ConsentError;

/// A result as the macros of UniFFI take it.
type Shared<T> = Result<T, Arc<ConsentError>>;

fn shared<T>(result: Result<T, ConsentError>) -> Shared<Arc<T>> {
    result.map(Arc::new).map_err(Arc::new)
}
